import type { Direction } from './access-point.ts';
import type { EpochMs } from './clock.ts';
import { localClock } from './local-clock.ts';
import { placeTime } from './place-time.ts';
import type { LocalDate } from './schedule.ts';

/** Where somebody stands in one area, as far as it is known. For greetings and rules: only pairing decides. */
export interface Standing {
  /** Null: not known. */
  readonly inside: boolean | null;
  /** The entry of the passage that is open, else the last entry or presence. */
  readonly enteredAt: EpochMs | null;
  /** The passages that ended on that day; null: not known. */
  readonly today: { readonly day: LocalDate; readonly ms: number } | null;
}

export const nobodyKnows: Standing = { inside: null, enteredAt: null, today: null };

/** After one more punch that is no repeat. A toggle of somebody of whom nothing is known leaves it so. */
export function standingAfter(
  before: Standing,
  { direction, at }: { readonly direction: Direction; readonly at: EpochMs },
  timeZone: string,
): Standing {
  const way = wayOf(direction, before);
  if (way === 'in') return { ...before, inside: true, enteredAt: at };
  if (way === 'out') return { ...before, inside: false, today: todayAfter(before, at, timeZone) };
  if (direction === 'toggle') return before;
  return { ...before, enteredAt: before.inside === true ? before.enteredAt : at };
}

/** Which way a tap goes; null: a toggle of which it is not known, or a presence, which goes neither. */
export function wayOf(direction: Direction, before: Pick<Standing, 'inside'>): 'in' | 'out' | null {
  if (direction === 'in' || direction === 'out') return direction;
  if (direction === 'presence' || before.inside === null) return null;
  return before.inside ? 'out' : 'in';
}

/** What ended by `now` on the local day of `now`; null: not known. */
export const todayMs = ({ today }: Standing, now: EpochMs, timeZone: string): number | null => {
  if (today === null) return null;
  return today.day === placeTime(now, timeZone).date ? today.ms : 0;
};

function todayAfter(before: Standing, at: EpochMs, timeZone: string): Standing['today'] {
  const ended = todayMs(before, at, timeZone);
  if (ended === null || before.inside !== true || before.enteredAt === null) return before.today;
  const clock = localClock(timeZone);
  const from = Math.max(before.enteredAt, clock.startOfDay(clock.dayOf(at)));
  return { day: placeTime(at, timeZone).date, ms: ended + Math.max(0, at - from) };
}
