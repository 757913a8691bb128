import type { Place } from '../../ports/registry.ts';
import type { PassageRow } from '../../ports/report.ts';
import { personOf } from './summary.ts';

/** How many people are in, of those a place holds at once. */
export interface Filling {
  readonly place: Place;
  readonly people: number;
  readonly capacity: number;
}

/**
 * Of the places that say how many they hold, in their order. Nothing of a place whose passages this one may not see:
 * nobody in would be said of a place that is full.
 *
 * @param inNow the open passages of the places' own areas.
 */
export function fillingOf(
  places: readonly Place[],
  inNow: readonly PassageRow[],
  may: (row: Pick<PassageRow, 'place' | 'area'>) => boolean,
): readonly Filling[] {
  return places.flatMap((place) => {
    const { id, capacity } = place;
    if (capacity === null || !may({ place: id, area: id })) return [];
    const here = inNow.filter((row) => row.place === id);
    return [{ place, capacity, people: new Set(here.map(personOf)).size }];
  });
}
