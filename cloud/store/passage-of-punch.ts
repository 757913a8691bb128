import type { SequenceKey } from '../../shared/domain/punch.ts';
import { readSequenceCorrections } from './corrections.ts';
import type { PassageColumns, PassageKey } from './passages.ts';
import { findPunch } from './punches.ts';
import { askRows, type Row, type Unit } from './rows.ts';

const byKey = {
  parameters: { place: 'text', at: 'bigint', id: 'text', area: 'text', person: 'text' },
  sql: `SELECT * FROM passage
    WHERE place = @place AND at = @at AND id = @id AND area = @area AND person = @person`,
} as const;

/** The rows that are there, each once. */
export async function readPassages(
  unit: Unit,
  keys: readonly PassageKey[],
): Promise<readonly PassageColumns[]> {
  const rows = keys.map((k): Row => [k.place, k.at, k.id, k.area, k.person]);
  const found = (await askRows<PassageColumns>(unit, byKey, rows)).flat();
  return [...new Map(found.map((row) => [`${row.at} ${row.id}`, row])).values()];
}

/** Where the passage of this id lies in its sequence; null: there is none. */
export async function readPassageOf(
  unit: Unit,
  key: SequenceKey,
  id: string,
): Promise<PassageColumns | null> {
  const tap = await findPunch(unit, id, null);
  if (!tap) return null;
  const at = [tap.punch.occurredAt];
  // It has its exit's id, and lies at its entry, where staff added that.
  const [corrections = []] = await readSequenceCorrections(unit, [key]);
  for (const made of corrections) if (made.kind === 'addEntry') at.push(made.at);
  const found = await readPassages(
    unit,
    at.map((one) => ({ ...key, at: one, id })),
  );
  return found[0] ?? null;
}
