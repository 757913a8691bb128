import type { SequenceKey } from '../../shared/domain/punch.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import type { JournalEntry } from '../../shared/wire/entry.ts';
import type { SpeltEntry } from '../../shared/wire/parse-entry.ts';
import { entryIn, entryKey } from './entry-key.ts';
import { type JournalName, journalNumbers } from './journal-numbers.ts';
import { askRows, insertRows, type Row, type Unit } from './rows.ts';

/** An entry with what its receipt adds to it. */
export interface TimedEntry {
  readonly entry: JournalEntry;
  readonly place: string | null;
  /** Where it pairs; null: nowhere. */
  readonly key: SequenceKey | null;
  readonly occurredAt: number;
  readonly estimated: boolean;
}

const knownEntry = {
  table: 'known_entry',
  columns: {
    kind: 'text',
    id: 'text',
    device: 'text',
    key: 'bigint',
    place: 'text',
    area: 'text',
    person: 'text',
    occurred_at: 'bigint',
    estimated: 'smallint',
  },
} as const;
const whereKnown = {
  parameters: { kind: 'text', id: 'text', device: 'text' },
  sql: `SELECT k.key, e.body FROM known_entry k LEFT JOIN entry e ON e.key = k.key
    WHERE k.kind = @kind AND k.id = @id AND k.device = @device`,
} as const;
const entryTable = {
  table: 'entry',
  columns: {
    key: 'bigint',
    copy: 'smallint',
    hash: 'text',
    body: 'text',
    received_at: 'bigint',
  },
  areNew: true,
} as const;

/**
 * Stores entries that are not stored yet. Answers the ones whose id the device had not used before: the others
 * are copies it made into a new epoch after losing its store, kept and never listed or paired again.
 */
export async function insertEntries<T extends TimedEntry & SpeltEntry>(
  unit: Unit,
  from: JournalName & { receivedAt: number },
  timed: readonly T[],
): Promise<readonly T[]> {
  const journal = (await journalNumbers(unit, [from]))(from);
  const { isFirst, erased } = await insertKnown(unit, from.device, journal, timed);
  await insertRows(
    unit,
    entryTable,
    timed.map((one): Row => {
      const { entry, text } = one;
      const key = entryKey(journal, entry.seq);
      const copy = isFirst(one) ? 0 : 1;
      return [key, copy, entry.hash, erased.get(one) ?? text, from.receivedAt];
    }),
  );
  return timed.filter(isFirst);
}

/** What of a known entry is stored again. */
interface Known {
  readonly isFirst: (one: TimedEntry) => boolean;
  /** What to store of copies whose first was erased: no more than of it. */
  readonly erased: ReadonlyMap<TimedEntry, string>;
}

/** Writes where each id is; answers which of them were not known. Nearly always all: only then is one read less. */
async function insertKnown(
  unit: Unit,
  device: string,
  journal: number,
  timed: readonly TimedEntry[],
): Promise<Known> {
  const rows = timed.map((one) => knownRow(device, journal, one));
  if ((await insertRows(unit, knownEntry, rows)) === rows.length)
    return { isFirst: () => true, erased: new Map() };
  const ids = timed.map(({ entry }): Row => [entry.kind, entry.id, device]);
  const known = await askRows<{ key: number; body: string | null }>(unit, whereKnown, ids);
  const isHere = ({ entry }: TimedEntry, i: number) =>
    known[i]?.[0]?.key === entryKey(journal, entry.seq);
  const first = new Set(timed.filter(isHere));
  const erased = timed.flatMap((one, i): readonly (readonly [TimedEntry, string])[] => {
    const body: { erased?: true; seq?: number } = JSON.parse(known[i]?.[0]?.body ?? '{}');
    return body.erased && !first.has(one)
      ? [[one, canonicalJson({ ...body, seq: one.entry.seq })]]
      : [];
  });
  return { isFirst: (one) => first.has(one), erased: new Map(erased) };
}

const knownRow = (device: string, journal: number, timed: TimedEntry): Row => [
  timed.entry.kind,
  timed.entry.id,
  device,
  entryKey(journal, timed.entry.seq),
  timed.place,
  timed.key?.area ?? null,
  timed.key?.person ?? null,
  timed.occurredAt,
  timed.estimated ? 1 : 0,
];

const moved = {
  ...knownEntry,
  onConflict: `(kind, id, device) DO UPDATE SET area = excluded.area, person = excluded.person,
    occurred_at = excluded.occurred_at, estimated = excluded.estimated`,
} as const;

/** Where and when known entries now are. */
export async function moveEntries(
  unit: Unit,
  timed: readonly (TimedEntry & JournalName)[],
): Promise<void> {
  const journalOf = await journalNumbers(unit, timed);
  await insertRows(
    unit,
    moved,
    timed.map((one) => knownRow(one.device, journalOf(one), one)),
  );
}

const storedHash = {
  parameters: { key: 'bigint' },
  sql: 'SELECT hash FROM entry WHERE key = @key',
} as const;

/** The stored hash of each seq; null where no entry is stored. */
export async function readHashes(
  unit: Unit,
  device: string,
  epoch: string,
  seqs: readonly number[],
): Promise<readonly (string | null)[]> {
  const rows = await keysOf(
    unit,
    seqs.map((seq) => ({ device, epoch, seq })),
  );
  const found = await askRows<{ hash: string }>(unit, storedHash, rows);
  return found.map(([row]) => row?.hash ?? null);
}

const stored = {
  parameters: { key: 'bigint' },
  sql: 'SELECT hash, body FROM entry WHERE key = @key',
} as const;

/** The entries as they were sent, in the order asked for; those that are not stored are left out. */
export async function readEntries(
  unit: Unit,
  at: readonly (JournalName & { readonly seq: number })[],
): Promise<readonly JournalEntry[]> {
  const rows = await keysOf(unit, at);
  const found = await askRows<{ hash: string; body: string }>(unit, stored, rows);
  return found.flatMap(([row]) => (row ? [entryIn(row)] : []));
}

async function keysOf(
  unit: Unit,
  at: readonly (JournalName & { readonly seq: number })[],
): Promise<readonly Row[]> {
  const journalOf = await journalNumbers(unit, at);
  return at.map((one) => [entryKey(journalOf(one), one.seq)]);
}
