import type { SequencePunch } from '../../shared/domain/punch.ts';
import type { SealCounts } from '../ports/retention.ts';
import { entryKey, seqsOfJournal } from './entry-key.ts';
import { journalNumbers } from './journal-numbers.ts';
import { askOne, askRows, deleteRows, insertRows, type Row, type Unit } from './rows.ts';
import type { JournalTables } from './schema/journal.ts';

const atOnce = 400;

/** An entry that goes. */
export interface GoneEntry {
  readonly kind: JournalTables['known_entry']['kind'];
  readonly id: string;
  readonly device: string;
  readonly key: number;
  readonly at: number;
}

/** Takes entries out of the journal, and remembers that they were there. */
export async function forgetEntries(unit: Unit, gone: readonly GoneEntry[]): Promise<void> {
  await deleteRows(
    unit,
    { table: 'entry', columns: { key: 'bigint' } },
    gone.map(({ key }): Row => [key]),
  );
  await deleteRows(
    unit,
    { table: 'known_entry', columns: { kind: 'text', id: 'text', device: 'text' } },
    gone.map(({ kind, id, device }): Row => [kind, id, device]),
  );
  await deleteRows(
    unit,
    { table: 'delivery', columns: { punch: 'text', device: 'text' } },
    gone.filter(({ kind }) => kind === 'punch').map(({ id, device }): Row => [id, device]),
  );
  await rememberPurged(unit, gone);
}

/** The entries of punches, what staff said of these, and what members proposed of their passages. */
export async function forgetPunches(
  unit: Unit,
  punches: readonly SequencePunch[],
  passageIds: readonly string[],
): Promise<Partial<SealCounts>> {
  const journalOf = await journalNumbers(unit, punches);
  await forgetEntries(
    unit,
    punches.map((punch) => ({
      kind: 'punch',
      id: punch.id,
      device: punch.device,
      key: entryKey(journalOf(punch), punch.seq),
      at: punch.occurredAt,
    })),
  );
  const corrections = await deleteCorrectionsOf(
    unit,
    punches.map(({ id }) => id),
  );
  const proposals = await deleteProposalsOf(unit, passageIds);
  return { ...(corrections > 0 && { corrections }), ...(proposals > 0 && { proposals }) };
}

/** What staff said of these punches; answers how many. */
export async function deleteCorrectionsOf(
  { tx }: Unit,
  punchIds: readonly string[],
): Promise<number> {
  let gone = 0;
  for (const ids of slices(punchIds)) {
    const { numDeletedRows } = await tx
      .deleteFrom('correction')
      .where('punch_id', 'in', ids)
      .executeTakeFirst();
    gone += Number(numDeletedRows);
  }
  return gone;
}

/** What members said should be put right of these passages; answers how many. */
export async function deleteProposalsOf(
  { tx }: Unit,
  passageIds: readonly string[],
): Promise<number> {
  let gone = 0;
  for (const ids of slices(passageIds)) {
    const { numDeletedRows } = await tx
      .deleteFrom('proposal')
      .where('passage_id', 'in', ids)
      .executeTakeFirst();
    gone += Number(numDeletedRows);
  }
  return gone;
}

function* slices<T>(all: readonly T[]): Iterable<readonly T[]> {
  for (let at = 0; at < all.length; at += atOnce) yield all.slice(at, at + atOnce);
}

const purgedTable = {
  table: 'purged',
  columns: { journal: 'bigint', first_seq: 'bigint', last_seq: 'bigint', last_at: 'bigint' },
} as const;

/** In runs; two that touch become one the next time that something beside them goes. */
async function rememberPurged(unit: Unit, gone: readonly GoneEntry[]): Promise<void> {
  const runs: { journal: number; first: number; last: number; at: number }[] = [];
  for (const { key, at } of gone.toSorted((a, b) => a.key - b.key)) {
    const journal = Math.floor(key / seqsOfJournal);
    const seq = key % seqsOfJournal;
    const run = runs.at(-1);
    if (run?.journal === journal && run.last === seq - 1) {
      run.last = seq;
      run.at = Math.max(run.at, at);
    } else runs.push({ journal, first: seq, last: seq, at });
  }
  for (const run of runs) {
    const beside = await unit.tx
      .selectFrom('purged')
      .selectAll()
      .where('journal', '=', run.journal)
      .where('first_seq', '<=', run.last + 1)
      .where('last_seq', '>=', run.first - 1)
      .execute();
    for (const { first_seq: first, last_seq: last, last_at: at } of beside) {
      run.first = Math.min(run.first, first);
      run.last = Math.max(run.last, last);
      run.at = Math.max(run.at, at);
    }
    await deleteRows(
      unit,
      { table: 'purged', columns: { journal: 'bigint', first_seq: 'bigint' } },
      beside.map((row): Row => [row.journal, row.first_seq]),
    );
    await insertRows(unit, purgedTable, [[run.journal, run.first, run.last, run.at]]);
  }
}

const wasPurged = {
  parameters: { journal: 'bigint', seq: 'bigint', upto: 'bigint' },
  sql: `SELECT 1 AS one FROM purged
    WHERE journal = @journal AND first_seq <= @seq AND last_seq >= @upto LIMIT 1`,
} as const;

/** Which of these were here once, and are gone by retention. */
export async function arePurged(
  unit: Unit,
  at: readonly { readonly device: string; readonly epoch: string; readonly seq: number }[],
): Promise<readonly boolean[]> {
  const journalOf = await journalNumbers(unit, at);
  const found = await askRows(
    unit,
    wasPurged,
    at.map((one): Row => [journalOf(one), one.seq, one.seq]),
  );
  return found.map((rows) => rows.length > 0);
}

const lastPurged = {
  parameters: { device: 'text', epoch: 'text' },
  sql: `SELECT max(p.last_at) AS at FROM purged p JOIN mark m ON m.journal = p.journal
    WHERE m.device = @device AND m.epoch <> @epoch`,
} as const;

/** When the last happened that was purged of a device, under another epoch than this; null: nothing was. */
export async function lastPurgedElsewhere(
  unit: Unit,
  { device, epoch }: { readonly device: string; readonly epoch: string },
): Promise<number | null> {
  const [row] = await askOne<{ at: number | null }>(unit, lastPurged, [device, epoch]);
  return row?.at ?? null;
}

const isKnown = {
  parameters: { kind: 'text', id: 'text', device: 'text' },
  sql: 'SELECT 1 AS one FROM known_entry WHERE kind = @kind AND id = @id AND device = @device',
} as const;

/** Which of these ids are in the journal. */
export async function areKnown(
  unit: Unit,
  at: readonly Pick<GoneEntry, 'kind' | 'id' | 'device'>[],
): Promise<readonly boolean[]> {
  const found = await askRows(
    unit,
    isKnown,
    at.map(({ kind, id, device }): Row => [kind, id, device]),
  );
  return found.map((rows) => rows.length > 0);
}
