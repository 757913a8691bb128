import type { JournalEntry } from '../../shared/wire/entry.ts';
import { entryIn, entryKey, seqIn } from './entry-key.ts';
import { journalNumbers } from './journal-numbers.ts';
import { type Boot, occurredAt, type Untimed } from './journal-time.ts';
import { askOne, type Unit } from './rows.ts';

/** An entry whose time changed. */
export interface Retimed {
  readonly device: string;
  readonly epoch: string;
  readonly entry: JournalEntry;
  readonly occurredAt: number;
  readonly estimated: boolean;
}

interface SpanRow {
  seq: number;
  hash: string;
  body: string;
  received_at: number;
  occurred_at: number;
  estimated: number;
}
/** Where an entry's id is known, for which the entry has no column: it is asked for this seldom. */
const known = {
  sqlite: "known_entry k ON k.kind = e.body ->> 'kind' AND k.id = e.body ->> 'id'",
  postgres: "known_entry k ON k.kind = e.body::json ->> 'kind' AND k.id = e.body::json ->> 'id'",
} as const;
const questionsOf = (engine: Unit['engine']) => {
  const span = {
    parameters: { first: 'bigint', last: 'bigint', device: 'text' },
    sql: `SELECT ${seqIn('e.key')} AS seq, e.hash, e.body, e.received_at, k.occurred_at, k.estimated
    FROM entry e JOIN ${known[engine]} AND k.key = e.key
    WHERE e.key >= @first AND e.key <= @last AND k.device = @device ORDER BY e.key`,
  } as const;
  const timedBefore = {
    parameters: { above: 'bigint', below: 'bigint', device: 'text' },
    sql: `SELECT ${seqIn('e.key')} AS seq, k.occurred_at FROM entry e
    JOIN ${known[engine]}
    WHERE e.key > @above AND e.key < @below AND k.device = @device AND k.estimated = 0
    ORDER BY e.key DESC LIMIT 1`,
  } as const;
  const timedAfter = {
    parameters: timedBefore.parameters,
    sql: timedBefore.sql.replace(' DESC', ''),
  } as const;
  return { span, timedBefore, timedAfter };
};
const questions = { sqlite: questionsOf('sqlite'), postgres: questionsOf('postgres') } as const;

interface Neighbour {
  readonly seq: number;
  readonly occurred_at: number;
}

/** Times a boot's untrusted entries anew, by its anchor or else between their neighbours; answers what moved. */
export async function retime(unit: Unit, boot: Boot, where: Untimed): Promise<readonly Retimed[]> {
  const { device } = boot;
  const name = { device, epoch: where.epoch };
  const journal = (await journalNumbers(unit, [name]))(name);
  const first = entryKey(journal, where.firstSeq);
  const last = entryKey(journal, where.lastSeq);
  const { span, timedBefore, timedAfter } = questions[unit.engine];
  const rows = await askOne<SpanRow>(unit, span, [first, last, device]);
  const [before = null] = await askOne<Neighbour>(unit, timedBefore, [
    entryKey(journal, 0),
    first,
    device,
  ]);
  const [after = null] = await askOne<Neighbour>(unit, timedAfter, [
    last,
    entryKey(journal + 1, 0),
    device,
  ]);

  const moved: Retimed[] = [];
  for (const row of rows) {
    const entry = entryIn(row);
    if (entry.boot !== boot.boot || entry.clock === 'synced') continue;
    const measured = occurredAt(entry, boot);
    const at = measured ?? between(before, after, row.seq, row.received_at);
    const estimated = measured === null;
    if (at === row.occurred_at && estimated === (row.estimated !== 0)) continue;
    moved.push({ device, epoch: where.epoch, entry, occurredAt: at, estimated });
  }
  return moved;
}

/** In proportion to seq, never later than received. */
export function between(
  before: Neighbour | null,
  after: Neighbour | null,
  seq: number,
  receivedAt: number,
): number {
  if (before && after) {
    const share = (seq - before.seq) / (after.seq - before.seq);
    const at = before.occurred_at + Math.floor((after.occurred_at - before.occurred_at) * share);
    return Math.min(at, receivedAt);
  }
  return Math.min((before ?? after)?.occurred_at ?? receivedAt, receivedAt);
}
