import type { EventType } from '../ports/webhook-endpoints.ts';
import { askOne, askRows, insertRows, type Row, type Unit } from './rows.ts';

const dayMs = 86_400_000;
/** So long an event can be sent again; nothing older is told. */
export const eventsKeptMs = 30 * dayMs;

export interface NewEvent {
  /** What receivers know a repeat by. */
  readonly id: string;
  readonly type: EventType;
  /** Null: it belongs to the installation. */
  readonly place: string | null;
  readonly device: string | null;
  readonly memberId: string | null;
  readonly subject: string;
  readonly at: number;
  readonly data: object;
}

const eventTable = {
  table: 'webhook_event',
  columns: {
    id: 'text',
    type: 'text',
    place: 'text',
    device: 'text',
    member_id: 'text',
    subject: 'text',
    at: 'bigint',
    made_at: 'bigint',
    data: 'text',
    spread: 'smallint',
  },
} as const;

/** Writes them into the transaction of what they tell of: both are there, or neither. */
export async function writeEvents(
  unit: Unit,
  events: readonly NewEvent[],
  now: number,
): Promise<void> {
  const rows = events
    .filter(({ at }) => at > now - eventsKeptMs)
    .map(
      (one): Row => [
        ...[one.id, one.type, one.place, one.device, one.memberId, one.subject],
        ...[one.at, now, JSON.stringify(one.data), 0],
      ],
    );
  await insertRows(unit, eventTable, rows);
}

/**
 * Whether anybody is told of anything: SQL for a column of what is read anyway, so that where nobody is it costs
 * nothing more. One that stopped by itself counts: what happens meanwhile waits for it.
 */
export const isAnybodyTold = `CASE WHEN EXISTS (SELECT 1 FROM webhook_endpoint WHERE state <> 'off')
  THEN 1 ELSE 0 END`;

const toldSince = {
  parameters: { state: 'text' },
  sql: 'SELECT MIN(made_at) AS since FROM webhook_endpoint WHERE state <> @state',
} as const;

/** Since when somebody is told; null: nobody is. */
export async function readToldSince(unit: Unit): Promise<number | null> {
  const [row] = await askOne<{ since: number | null }>(unit, toldSince, ['off']);
  return row?.since ?? null;
}

const lastOf = {
  parameters: { subject: 'text' },
  sql: `SELECT type, data FROM webhook_event WHERE subject = @subject
    ORDER BY made_at DESC, id DESC LIMIT 1`,
} as const;

/** The last word about each of these; null: none is kept. */
export async function readLastWords(
  unit: Unit,
  subjects: readonly string[],
): Promise<readonly ({ readonly type: EventType; readonly data: string } | null)[]> {
  const rows = subjects.map((subject): Row => [subject]);
  const found = await askRows<{ type: EventType; data: string }>(unit, lastOf, rows);
  return found.map(([row]) => row ?? null);
}
