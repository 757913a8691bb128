import { localClock } from '../../../shared/domain/local-clock.ts';
import type { PassageRow } from '../../../shared/domain/report.ts';

/** Every quarter of an hour of a day of 24, so that days of 23 and 25 hours can be laid over each other. */
export const slotMinutes = 15;
export const slots = (24 * 60) / slotMinutes;
/** Under four days nothing is usual yet. */
const fewestDays = 4;

/** When somebody was in, as far as it is known. */
export interface Stay extends Pick<PassageRow, 'status' | 'timeZone'> {
  readonly entry: { readonly at: number } | null;
  readonly exit: { readonly at: number } | null;
}

/** How many were in at each quarter of a local day. Who forgot to tap out is counted nowhere: nobody knows how long. */
export function occupancyOf(rows: Iterable<Stay>, day: string, now: number): readonly number[] {
  const changes = new Array<number>(slots + 1).fill(0);
  for (const row of rows) {
    const { entry, exit, status, timeZone } = row;
    if (entry === null) continue;
    const until = exit?.at ?? (status === 'open' ? now : null);
    if (until === null) continue;
    const first = slotOf(entry.at, day, timeZone);
    const last = slotOf(until, day, timeZone);
    changes[first] = (changes[first] ?? 0) + 1;
    changes[last] = (changes[last] ?? 0) - 1;
  }
  let inNow = 0;
  return changes.slice(0, slots).map((change) => {
    inNow += change;
    return inNow;
  });
}

/** The first quarter that begins at or after the instant, within the day. */
function slotOf(at: number, day: string, timeZone: string): number {
  const [date = '', time = ''] = localClock(timeZone).wallSeconds(at).split(' ');
  if (date < day) return 0;
  if (date > day) return slots;
  const [hour, minute, second] = [time.slice(0, 2), time.slice(3, 5), time.slice(6)].map(Number);
  const minutes = (hour ?? 0) * 60 + (minute ?? 0) + (second ? 1 : 0);
  return Math.min(slots, Math.ceil(minutes / slotMinutes));
}

export interface Usual {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** From the first to the third quartile of the days, quarter by quarter; null: too few days to say what is usual. */
export function usualOf(days: readonly (readonly number[])[]): Usual | null {
  if (days.length < fewestDays) return null;
  const at = (slot: number, share: number) => {
    const sorted = days.map((day) => day[slot] ?? 0).sort((a, b) => a - b);
    const place = (sorted.length - 1) * share;
    const below = sorted[Math.floor(place)] ?? 0;
    const above = sorted[Math.ceil(place)] ?? 0;
    return below + (above - below) * (place - Math.floor(place));
  };
  const all = Array.from({ length: slots }, (_, slot) => slot);
  return { low: all.map((slot) => at(slot, 0.25)), high: all.map((slot) => at(slot, 0.75)) };
}

/** The last eight same weekdays before a day, newest first. */
export const sameWeekdays = (day: string): readonly string[] =>
  Array.from({ length: 8 }, (_, i) =>
    Temporal.PlainDate.from(day)
      .subtract({ weeks: i + 1 })
      .toString(),
  );
