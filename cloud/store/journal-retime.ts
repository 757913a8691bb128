import type { JournalEntry } from '../../shared/wire/entry.ts';
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
  body: string;
  received_at: number;
  occurred_at: number;
  estimated: number;
}
const span = {
  parameters: { device: 'text', epoch: 'text', first: 'bigint', last: 'bigint' },
  sql: `SELECT e.seq, e.body, e.received_at, k.occurred_at, k.estimated
    FROM entry e JOIN known_entry k ON k.kind = e.kind AND k.id = e.id AND k.device = e.device
    WHERE e.device = @device AND e.epoch = @epoch AND e.seq >= @first AND e.seq <= @last
      AND e.copy = 0 ORDER BY e.seq`,
} as const;
const timedBefore = {
  parameters: { device: 'text', epoch: 'text', seq: 'bigint' },
  sql: `SELECT e.seq, k.occurred_at FROM entry e
    JOIN known_entry k ON k.kind = e.kind AND k.id = e.id AND k.device = e.device
    WHERE e.device = @device AND e.epoch = @epoch AND e.seq < @seq AND k.estimated = 0
    ORDER BY e.seq DESC LIMIT 1`,
} as const;
const timedAfter = {
  parameters: timedBefore.parameters,
  sql: timedBefore.sql.replace('e.seq < @seq', 'e.seq > @seq').replace(' DESC', ''),
};
interface Neighbour {
  readonly seq: number;
  readonly occurred_at: number;
}

/** Times a boot's untrusted entries anew, by its anchor or else between their neighbours; answers what moved. */
export async function retime(unit: Unit, boot: Boot, where: Untimed): Promise<readonly Retimed[]> {
  const { device } = boot;
  const rows = await askOne<SpanRow>(unit, span, [
    device,
    where.epoch,
    where.firstSeq,
    where.lastSeq,
  ]);
  const neighbour = async (question: typeof timedAfter, seq: number) =>
    (await askOne<Neighbour>(unit, question, [device, where.epoch, seq]))[0] ?? null;
  const before = await neighbour(timedBefore, where.firstSeq);
  const after = await neighbour(timedAfter, where.lastSeq);

  const moved: Retimed[] = [];
  for (const row of rows) {
    const entry: JournalEntry = JSON.parse(row.body);
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
