import { insertRows, type Row, type Unit } from './rows.ts';

const dayMs = 86_400_000;
export const utcDayOf = (at: number): number => Math.floor(at / dayMs);

const changed = {
  table: 'passage_day',
  columns: { place: 'text', day: 'bigint', changes: 'bigint' },
  onConflict: '(place, day) DO UPDATE SET changes = changes + 1',
} as const;

/**
 * Counts that passages changed, in the transaction that changes them: what was added up of a day is still right where
 * this is as it was. A row for each day of a batch costs next to nothing; on PostgreSQL nothing is kept.
 */
export async function countChanges(
  unit: Unit,
  passages: readonly { readonly place: string; readonly at: number }[],
): Promise<void> {
  if (!unit.sqlite) return;
  const days = new Map<string, Row>();
  for (const { place, at } of passages) {
    const day = utcDayOf(at);
    days.set(`${place} ${day}`, [place, day, 1]);
  }
  await insertRows(unit, changed, [...days.values()]);
}
