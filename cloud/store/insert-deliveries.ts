import { isPseudonym } from '../../shared/domain/pseudonym.ts';
import type { PunchAt } from './punches.ts';
import { insertRows, type Row, type Unit } from './rows.ts';

const table = {
  table: 'delivery',
  columns: {
    punch: 'text',
    device: 'text',
    connection: 'text',
    person: 'text',
    occurred_at: 'bigint',
    state: 'text',
    tries: 'bigint',
    next_try_at: 'bigint',
    claimed_until: 'bigint',
    made_at: 'bigint',
  },
} as const;

/** A delivery of each punch to each system that its place tells of it, in the transaction that stores the punch. */
export async function insertDeliveries(
  unit: Unit,
  arriving: readonly PunchAt[],
  now: number,
): Promise<void> {
  // Where nobody is named there is nobody whose punch it could be.
  const named = arriving.filter(({ punch }) => !isPseudonym(punch.cardUid));
  if (named.length === 0) return;
  const connections = await unit.tx
    .selectFrom('connection')
    .select(['id', 'place', 'since'])
    .where('is_on', '=', 1)
    .execute();
  const rows = connections.flatMap(({ id, place, since }) =>
    named
      .filter(({ key, punch }) => key.place === place && punch.occurredAt >= since)
      .map(({ key: { person }, punch }): Row => {
        const { id: punchId, device, occurredAt } = punch;
        return [punchId, device, id, person, occurredAt, 'pending', 0, now, 0, now];
      }),
  );
  await insertRows(unit, table, rows);
}
