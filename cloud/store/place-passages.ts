import type { Correction } from '../../shared/domain/correction.ts';
import type { Passage } from '../../shared/domain/passage.ts';
import { openAmong } from '../../shared/domain/place-exits.ts';
import type { SequenceKey } from '../../shared/domain/punch.ts';
import { readSequenceCorrections } from './corrections.ts';
import { type PassageColumns, passageOf } from './passages.ts';
import { readLastEntryAt } from './punches.ts';
import { askOne, askRows, type Row, type Unit } from './rows.ts';

const inSequence = { place: 'text', area: 'text', person: 'text', at: 'bigint' } as const;
const thoseAt = {
  parameters: inSequence,
  sql: `SELECT * FROM passage
    WHERE place = @place AND area = @area AND person = @person AND at = @at`,
} as const;

/**
 * The person's passage in the place's own area that was open at an instant, as stored now; null: none.
 *
 * @param moving what staff said of punches on their way into that sequence.
 */
export async function readPlacePassage(
  unit: Unit,
  { place, person }: Pick<SequenceKey, 'place' | 'person'>,
  at: number,
  moving: readonly Correction[] = [],
): Promise<Passage | null> {
  const tappedAt = await readLastEntryAt(unit, { place, area: place, person }, at);
  const begun = new Set(tappedAt === null ? [] : [tappedAt]);
  const [corrections = []] = await readSequenceCorrections(unit, [{ place, area: place, person }]);
  for (const made of [...corrections, ...moving])
    if (made.kind === 'addEntry' && made.at <= at) begun.add(made.at);
  const rows = [...begun].map((since): Row => [place, place, person, since]);
  const found = await askRows<PassageColumns>(unit, thoseAt, rows);
  return openAmong(found.flat().map(passageOf), at);
}

const areasOf = {
  parameters: { place: 'text' },
  sql: 'SELECT id, missing_exit FROM area WHERE place_id = @place',
} as const;

/** The areas of a place whose forgotten exits are the place's. */
export async function readAreasBoundToPlace(unit: Unit, place: string): Promise<readonly string[]> {
  const areas = await askOne<{ id: string; missing_exit: string | null }>(unit, areasOf, [place]);
  const bound = areas.filter(({ missing_exit }) => missing_exit === 'closeAtPlaceExit');
  return bound.map(({ id }) => id).sort();
}
