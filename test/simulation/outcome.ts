import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteReadOnly, type SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import type { CloudHost } from './cloud-host.ts';
import type { Image } from './disk.ts';
import { tapKey } from './history.ts';
import type { Machine } from './machine.ts';

/** An entry as a disk holds it. */
export interface Row {
  readonly device: string;
  readonly epoch: string;
  readonly seq: number;
  readonly hash: string;
  /** What was hashed. */
  readonly text: string;
  readonly entry: Readonly<Record<string, unknown>>;
  /** Sent once more under other numbers; it counts once. */
  readonly isCopy: boolean;
  readonly occurredAt: number | null;
  readonly isEstimated: boolean;
  /** Of the tap it tells of; null: it tells of none. */
  readonly key: string | null;
}

/** What is there in the end: read from the disks, by nobody of the product. */
export interface Outcome {
  /** The cloud's, in the order of their journals. */
  readonly rows: readonly Row[];
  /** Ids of paired punches. */
  readonly punches: readonly string[];
  readonly passages: readonly { id: string; entry_at: number | null; exit_at: number | null }[];
  readonly deadLetters: readonly { device: string; epoch: string; from_seq: number }[];
  readonly lost: readonly { device: string; epoch: string; from_seq: number; to_seq: number }[];
  /** Machines whose program did not come back. */
  readonly missing: readonly string[];
  readonly machines: readonly {
    readonly name: string;
    readonly device: string;
    readonly marks: readonly Mark[];
    readonly held: readonly { epoch: string; seq: number; hash: string }[];
  }[];
}

interface Mark {
  readonly epoch: string;
  readonly last: number;
  readonly acked: number;
}

export const keyOf = (entry: Readonly<Record<string, unknown>>): string | null => {
  if (entry['kind'] !== 'punch' && entry['kind'] !== 'refusal') return null;
  const { uid } = entry['card'] as { uid: string };
  return tapKey(String(entry['boot']), Number(entry['monoMs']), uid);
};

const span = 2 ** 40;

export const marksOf = (journal: SqliteDatabase): readonly Mark[] =>
  journal.prepare<[], Mark>('SELECT epoch, last, acked FROM epoch ORDER BY no').all();

export function readOutcome(cloud: CloudHost, machines: readonly Machine[]): Outcome {
  const disk = cloud.disk();
  return {
    rows: rowsOf(disk),
    punches: disk.prepare<[], string>('SELECT id FROM punch').pluck().all(),
    passages: disk
      .prepare<[], Outcome['passages'][number]>('SELECT id, entry_at, exit_at FROM passage')
      .all(),
    deadLetters: disk
      .prepare<[], Outcome['deadLetters'][number]>(
        'SELECT device, epoch, from_seq FROM dead_letter',
      )
      .all(),
    lost: disk
      .prepare<[], Outcome['lost'][number]>('SELECT device, epoch, from_seq, to_seq FROM lost')
      .all(),
    missing: machines
      .filter((machine) => !machine.isUnplugged() && !machine.isRunning())
      .map(({ name }) => name),
    machines: machines.flatMap(({ name, device, mounted }) => {
      const journal = mounted()?.journal();
      if (!journal) return [];
      const held = journal
        .prepare<[], { epoch: string; key: number; hash: string }>(
          `SELECT epoch, key, hash FROM entry JOIN epoch ON no = key / ${span} ORDER BY key`,
        )
        .all()
        .map(({ epoch, key, hash }) => ({ epoch, seq: key % span, hash }));
      return [{ name, device, marks: marksOf(journal), held }];
    }),
  };
}

function rowsOf(disk: SqliteDatabase): Row[] {
  const stored = disk
    .prepare<
      [],
      {
        key: number;
        device: string;
        epoch: string;
        seq: number;
        copy: number;
        hash: string;
        body: string;
      }
    >('SELECT * FROM journal ORDER BY key')
    .all();
  const times = new Map(
    disk
      .prepare<[], { key: number; occurred_at: number; estimated: number }>(
        'SELECT key, occurred_at, estimated FROM known_entry',
      )
      .all()
      .map((row) => [row.key, row]),
  );
  return stored.map(({ key, copy, body, ...row }) => {
    const entry = JSON.parse(body) as Record<string, unknown>;
    const time = times.get(key);
    return {
      ...row,
      entry,
      text: body,
      isCopy: copy !== 0,
      occurredAt: time?.occurred_at ?? null,
      isEstimated: time?.estimated === 1,
      key: keyOf(entry),
    };
  });
}

/** The taps an image tells of. */
export function tapsIn(image: Image, scratch: string): ReadonlySet<string> {
  mkdirSync(scratch, { recursive: true });
  for (const name of ['journal.db', 'journal.db-wal']) {
    const bytes = image.get(name);
    if (bytes) writeFileSync(join(scratch, name), bytes);
  }
  const keys = new Set<string>();
  try {
    const db = openSqliteReadOnly(join(scratch, 'journal.db'));
    for (const body of db.prepare<[], string>('SELECT body FROM entry').pluck().all()) {
      const key = keyOf(JSON.parse(body) as Record<string, unknown>);
      if (key !== null) keys.add(key);
    }
    db.close();
  } catch {
    // No journal, or none that can be read: it tells of nothing.
  }
  rmSync(scratch, { recursive: true, force: true });
  return keys;
}

/** The taps the cloud has on its disk. */
export const tapsStored = (disk: SqliteDatabase): ReadonlySet<string> =>
  new Set(
    disk
      .prepare<[], string>('SELECT body FROM entry')
      .pluck()
      .all()
      .map((body) => keyOf(JSON.parse(body) as Record<string, unknown>))
      .filter((key) => key !== null),
  );
