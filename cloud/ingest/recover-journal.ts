import { type Static, Type } from 'typebox';
import { failure } from '../../shared/runtime/errors.ts';
import { compiledOnce } from '../../shared/wire/compiled-once.ts';
import { verifyHead } from '../../shared/wire/head-signature.ts';
import { publicKeyFromRaw } from '../../shared/wire/keys.ts';
import type { LostRange } from '../../shared/wire/messages.ts';
import { appendAudit } from '../store/audit-log.ts';
import type { Database } from '../store/database.ts';
import { readHashes } from '../store/entries.ts';
import { readDeviceFacts } from '../store/journal.ts';
import { unitOf } from '../store/rows.ts';
import type { StoreIngest } from './ingest.ts';
import { type ReadBatch, readJournal } from './read-journal.ts';

const Head = Type.Object({
  v: Type.Literal(1),
  device: Type.String({ minLength: 1, maxLength: 32 }),
  publicKey: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
  entries: Type.Integer({ minimum: 0 }),
});
type Head = Static<typeof Head>;
const head = compiledOnce(Head);

export interface RecoverHow {
  /** The key that staff vouch for, where the cloud knows another of that device by now; null: the cloud's own. */
  readonly key: string | null;
  /** Only says what would be done. */
  readonly dryRun: boolean;
  /** As the history names people. */
  readonly by: string;
  readonly now: number;
}

/** What became of the entries of such a file. */
export interface Recovered {
  readonly device: string;
  readonly entries: number;
  /** Stored here already. */
  readonly known: number;
  readonly stored: number;
  /** Neither: set aside as dead letters, or kept no longer. */
  readonly leftOut: number;
  /** Entries before those of the file that nobody has. */
  readonly missing: readonly (LostRange & { readonly epoch: string })[];
}

/**
 * Takes what a device's reset kept (`unsent-….jsonl`) into the journal, also of one that was retired since. All of it
 * is checked before anything is stored: each line's signature, each entry's hash, and that nothing else stands under
 * its number. Throws `recoveredUnusable` with the line. The same file again stores nothing.
 */
export async function recoverJournal(
  database: Database,
  ingest: Pick<StoreIngest, 'recovered'>,
  file: Buffer,
  { key, dryRun, by, now }: RecoverHow,
): Promise<Recovered> {
  const { device, publicKey, lines } = readLines(file);
  const unit = unitOf(database, database.db);
  const facts = await readDeviceFacts(unit, device);
  if (!facts)
    throw unusable(1, `the cloud knows no device ${device}: let it in under that name first`);
  if (publicKey !== (key ?? facts.publicKey)) {
    throw unusable(
      1,
      `it is signed by the key ${publicKey}, which is not the one known of ${device}: if you are sure of the file, name it with --key`,
    );
  }
  const hashesOf = ({ batch, entries }: ReadBatch) =>
    readHashes(
      unit,
      device,
      batch.epoch,
      entries.flatMap(({ spelt }) => spelt?.entry.seq ?? []),
    );
  let known = 0;
  let entries = 0;
  for (const [n, read] of lines) {
    const stored = await hashesOf(read);
    for (const [i, { spelt }] of read.entries.entries()) {
      const there = stored[i] ?? null;
      if (there !== null && there !== spelt?.entry.hash) {
        throw unusable(n, `another entry is stored under number ${spelt?.entry.seq}`);
      }
      if (there !== null) known++;
    }
    entries += read.entries.length;
  }
  const nothing = { device, entries, known, stored: 0, leftOut: 0, missing: [] };
  if (dryRun) return nothing;

  const missing: Recovered['missing'][number][] = [];
  let there = 0;
  for (const [, read] of lines) {
    const hole = await ingest.recovered({ device, receivedAt: now }, read);
    if (hole) missing.push({ ...hole, epoch: read.batch.epoch });
    there += (await hashesOf(read)).filter((hash) => hash !== null).length;
  }
  const stored = there - known;
  await database.inTransaction((tx) =>
    appendAudit(
      tx,
      by,
      { verb: 'imported', kind: 'device', id: device, after: { entries, stored } },
      now,
    ),
  );
  return { ...nothing, stored, leftOut: entries - there, missing };
}

/** By line number. */
function readLines(file: Buffer): Head & { lines: readonly (readonly [number, ReadBatch])[] } {
  const [first = '', ...texts] = file.toString('utf8').trimEnd().split('\n');
  const said = jsonOrNull(first);
  if (!head().Check(said)) throw unusable(1, 'it does not begin as a file that a reset keeps');
  const key = publicKeyFromRaw(said.publicKey);
  if (!key.ok) throw unusable(1, key.problem.message);
  let before: ReadBatch['batch'] | null = null;
  const lines = texts.map((text, index) => {
    const n = index + 2;
    const read = readJournal(Buffer.from(text));
    if (!read.ok) throw unusable(n, read.problem.message);
    if (!('batch' in read.value)) throw unusable(n, 'it holds no entries');
    const { batch, entries } = read.value;
    const { epoch, lost, head: signed } = batch;
    if (!verifyHead({ device: said.device, epoch, ...signed, lost }, signed.sig, key.value)) {
      throw unusable(n, 'its signature is not the device’s');
    }
    for (const entry of entries) {
      if (entry.spelt === null) throw unusable(n, entry.reason);
      if (!entry.fits) {
        throw unusable(n, `the hash of entry ${entry.spelt.entry.seq} does not fit it`);
      }
    }
    const last = entries.at(-1)?.spelt?.entry;
    if (last && (last.hash !== signed.hash || last.seq !== signed.seq)) {
      throw unusable(n, 'its signature is of other entries');
    }
    if (before?.epoch === epoch && batch.from !== before.to + 1) {
      throw unusable(n, `entries ${before.to + 1} to ${batch.from - 1} are missing before it`);
    }
    before = batch;
    return [n, read.value] as const;
  });
  const count = lines.reduce((sum, [, { entries }]) => sum + entries.length, 0);
  if (count !== said.entries) {
    throw unusable(
      texts.length + 1,
      `the file should hold ${said.entries} entries and holds ${count}: its end is missing`,
    );
  }
  return { ...said, lines };
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const unusable = (line: number, detail: string) => failure('recoveredUnusable', { line, detail });
