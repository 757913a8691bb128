import type { EpochMs } from '../../shared/domain/clock.ts';
import type { Passage } from '../../shared/domain/passage.ts';
import { asOf } from '../../shared/domain/passage-as-of.ts';
import { placeExitOf } from '../../shared/domain/place-exits.ts';
import type { SequenceKey } from '../../shared/domain/punch.ts';
import { isStale } from '../../shared/domain/visit-rules.ts';
import { rulesOf } from '../pairing/area-rules.ts';
import { isBoundToPlace } from '../pairing/place-exits.ts';
import { readPlacePassage } from '../store/place-passages.ts';
import type { Unit } from '../store/rows.ts';

interface Stored {
  readonly of: SequenceKey;
  readonly passage: Passage;
}

/**
 * The passages as they are shown at `now`, in the same order: one that nobody ended may be over by now alone. Whatever
 * prices passages, or says what of them waits, asks here, so that no two say different things of one stay.
 */
export async function asShown(
  unit: Unit,
  all: readonly Stored[],
  now: EpochMs,
): Promise<readonly Passage[]> {
  const open = all.filter(({ passage }) => passage.status === 'open');
  if (open.length === 0) return all.map(({ passage }) => passage);
  const rules = await rulesOf(
    unit,
    open.map(({ of }) => ({ key: of })),
  );
  const shown = new Map<Passage, Passage>();
  for (const { of, passage } of open) {
    const own = rules(of);
    if (passage.entry === null || !isStale(own, passage.entry.at, now)) continue;
    const { at } = passage.entry;
    const there = isBoundToPlace(of, own) ? await readPlacePassage(unit, of, at) : null;
    const placeExit = placeExitOf(() => there, rules({ ...of, area: of.place }));
    shown.set(passage, asOf(passage, now, own, placeExit));
  }
  return all.map(({ passage }) => shown.get(passage) ?? passage);
}
