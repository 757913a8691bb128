import type { Correction } from '../../shared/domain/correction.ts';
import {
  type AdditionEvent,
  compareEvents,
  comparePunches,
  eventsOf,
  type PairEvent,
  tapEvent,
} from '../../shared/domain/pair-event.ts';
import type { PairedEvent, PairedTap } from '../../shared/domain/pair-state.ts';
import type { StoredPunch } from '../store/punches.ts';

/** Taps of one sequence as they are stored, in order, none missing between the first and the last. */
export interface TapWindow {
  readonly taps: readonly StoredPunch[];
  /** Nothing lies before the first. */
  readonly fromStart: boolean;
  /** Nothing lies after the last. */
  readonly toEnd: boolean;
}

/** Thrown into a walk that has to go where the window does not reach. */
export const moreNeeded = new Error('more rows are needed');

/** The two walks of a repair, away from `first`. They throw `moreNeeded` at an end that is not the sequence's. */
export function walkFrom(
  { taps, fromStart, toEnd }: TapWindow,
  first: PairEvent,
  corrections: readonly Correction[],
  additions: readonly AdditionEvent[],
) {
  const cut = indexOf(taps, (tap) => compareEvents(tapEvent(tap.punch), first) >= 0);
  const later = additions
    .filter((event) => compareEvents(event, first) >= 0)
    .toSorted(compareEvents);
  return {
    *backward(): Generator<PairedTap> {
      for (let i = cut - 1; i >= 0; i--) yield pairedTap(taps[i] as StoredPunch, corrections);
      if (!fromStart) throw moreNeeded;
    },
    *following(): Generator<PairedEvent> {
      let next = 0;
      for (let i = cut; i < taps.length; i++) {
        const tap = pairedTap(taps[i] as StoredPunch, corrections);
        for (let added = later[next]; added; added = later[++next]) {
          if (compareEvents(added, tap.event) > 0) break;
          yield { event: added };
        }
        yield tap;
      }
      if (!toEnd) throw moreNeeded;
      for (const event of later.slice(next)) yield { event };
    },
  };
}

/** The stored tap as pairing reads it, staff's word on it applied. */
export function pairedTap(
  { punch, role, passageId }: StoredPunch,
  corrections: readonly Correction[],
): PairedTap {
  const event =
    corrections.length === 0
      ? tapEvent(punch)
      : eventsOf([punch], corrections).find((one) => one.kind === 'tap');
  return { event: event ?? tapEvent(punch), role, passageId };
}

/** The window once these were written: new taps, or ones in it with a new role. */
export function withTaps(window: TapWindow, written: readonly StoredPunch[]): TapWindow {
  const taps = [...window.taps];
  for (const tap of written) {
    const at = indexOf(taps, ({ punch }) => comparePunches(punch, tap.punch) >= 0);
    taps.splice(at, taps[at]?.punch.id === tap.punch.id ? 1 : 0, tap);
  }
  return { ...window, taps };
}

/** At most so many taps, around an instant. */
export function nearTo(window: TapWindow, at: number, most: number): TapWindow {
  const { taps, fromStart, toEnd } = window;
  if (taps.length <= most) return window;
  const middle = indexOf(taps, ({ punch }) => punch.occurredAt >= at);
  const from = Math.max(0, Math.min(middle - Math.floor(most / 2), taps.length - most));
  const to = from + most;
  return {
    taps: taps.slice(from, to),
    fromStart: fromStart && from === 0,
    toEnd: toEnd && to === taps.length,
  };
}

/** Of the first that is so, all later ones being so too; the length where none is. */
function indexOf(taps: readonly StoredPunch[], isPast: (tap: StoredPunch) => boolean): number {
  let from = 0;
  let to = taps.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (isPast(taps[middle] as StoredPunch)) to = middle;
    else from = middle + 1;
  }
  return from;
}
