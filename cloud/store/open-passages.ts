import type { PassageColumns } from './passages.ts';
import { askOne, type Unit } from './rows.ts';

/** Two sequences may hold passages of one id and instant: only all of it says where one is. */
export type OpenAfter = Pick<PassageColumns, 'at' | 'id' | 'area' | 'person'>;

/** One transaction: whoever taps meanwhile waits for so few, and no longer. */
export const openAtOnce = 200;

const openAfter = {
  parameters: { place: 'text', at: 'bigint', id: 'text', area: 'text', person: 'text' },
  sql: `SELECT * FROM passage WHERE place = @place AND status = 'open'
    AND (at, id, area, person) > (@at, @id, @area, @person)
    ORDER BY at, id, area, person LIMIT ${openAtOnce}`,
} as const;
const start = { at: Number.MIN_SAFE_INTEGER, id: '', area: '', person: '' };

/** Passages of a place that are open as stored, the oldest first, no more than `openAtOnce`. */
export function readOpenAfter(
  unit: Unit,
  place: string,
  after: OpenAfter | null,
): Promise<readonly PassageColumns[]> {
  const { at, id, area, person } = after ?? start;
  return askOne<PassageColumns>(unit, openAfter, [place, Number(at), id, area, person]);
}
