import { passageAt } from '../../shared/domain/pair.ts';
import type { Passage } from '../../shared/domain/passage.ts';
import type { PlaceExit } from '../../shared/domain/place-exit.ts';
import { placeExitOf } from '../../shared/domain/place-exits.ts';
import type { SequenceKey } from '../../shared/domain/punch.ts';
import type { Repair } from '../../shared/domain/repair.ts';
import type { VisitRules } from '../../shared/domain/visit-rules.ts';
import { readSequenceCorrections } from '../store/corrections.ts';
import { readAreasBoundToPlace, readPlacePassage } from '../store/place-passages.ts';
import { readFrom } from '../store/punches.ts';
import type { Unit } from '../store/rows.ts';
import type { SequenceChange } from './repair-sequence.ts';

/** An area of its own whose forgotten exits are the person's exit from the place. */
export const isBoundToPlace = ({ place, area }: SequenceKey, rules: VisitRules): boolean =>
  area !== place && rules.missingExit === 'closeAtPlaceExit';

/** Thrown into pairing, which does not wait: the place's passage of that instant has to be read first. */
const readFirst = new Error('a passage of the place is to be read first');

/**
 * Pairs in an area bound to its place, with the place's passages read as pairing asks for them. `pair` may run
 * several times, and must write nothing.
 *
 * @param together all that changes at once: what staff said of a punch that moves is not stored with it yet.
 */
export async function withPlaceExit<T>(
  unit: Unit,
  { key, reconsider = [] }: SequenceChange,
  together: readonly SequenceChange[],
  placeRules: VisitRules,
  pair: (placeExit: PlaceExit) => Promise<T>,
): Promise<T> {
  const moving = together
    .filter((one) => isSame(one.key, { ...key, area: key.place }))
    .flatMap(({ corrections }) => corrections.now);
  const known = new Map<number, Passage | null>();
  const asked = new Set(reconsider.map(({ punch }) => punch.occurredAt));
  const placeExit = placeExitOf((at) => {
    const passage = known.get(at);
    if (passage !== undefined) return passage;
    asked.add(at);
    throw readFirst;
  }, placeRules);
  for (;;) {
    for (const at of asked) known.set(at, await readPlacePassage(unit, key, at, moving));
    asked.clear();
    try {
      return await pair(placeExit);
    } catch (err) {
      if (err !== readFirst) throw err;
    }
  }
}

/** Since when a person's passages in the place's own area are others than they were. */
export interface PlaceChange {
  readonly key: SequenceKey;
  readonly since: number;
}

export function placeChangeOf(
  key: SequenceKey,
  { write, erase }: Pick<Repair, 'write' | 'erase'>,
): readonly PlaceChange[] {
  if (key.area !== key.place) return [];
  const begun = [...write.map(passageAt), ...erase.map(({ at }) => at)];
  return begun.length === 0 ? [] : [{ key, since: Math.min(...begun) }];
}

/** `bound`, and what else has to be paired anew in the persons' own areas because the place's passages changed. */
export async function concernedAreas(
  unit: Unit,
  changed: readonly PlaceChange[],
  bound: readonly SequenceChange[],
): Promise<readonly SequenceChange[]> {
  const areas = new Map<string, readonly string[]>();
  for (const place of new Set(changed.map(({ key }) => key.place)))
    areas.set(place, await readAreasBoundToPlace(unit, place));
  const persons = new Map<string, PlaceChange>();
  for (const { key, since } of changed) {
    if (areas.get(key.place)?.length === 0) continue;
    const of = `${key.place}\n${key.person}`;
    persons.set(of, { key, since: Math.min(since, persons.get(of)?.since ?? since) });
  }
  const looks = [...persons.values()].flatMap(({ key, since }) =>
    (areas.get(key.place) ?? []).map((area) => ({
      ...{ key: { ...key, area }, at: since, most: Number.MAX_SAFE_INTEGER },
    })),
  );
  if (looks.length === 0) return bound;
  const found = await readFrom(unit, looks);
  const corrections = await readSequenceCorrections(
    unit,
    looks.map(({ key }) => key),
  );
  const all = [...bound];
  for (const [i, { key }] of looks.entries()) {
    const reconsider = (found[i] ?? []).filter(({ role }) => role === 'entry');
    if (reconsider.length === 0) continue;
    const made = corrections[i] ?? [];
    const own = all.findIndex((one) => isSame(one.key, key));
    const change = all[own] ?? {
      key,
      arrive: [],
      leave: [],
      corrections: { was: made, now: made },
    };
    const again = [...(change.reconsider ?? []), ...reconsider];
    all.splice(own < 0 ? all.length : own, 1, { ...change, reconsider: again });
  }
  return all;
}

const isSame = (a: SequenceKey, b: SequenceKey): boolean =>
  a.place === b.place && a.area === b.area && a.person === b.person;
