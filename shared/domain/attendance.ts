import type { EpochMs } from './clock.ts';
import type { HalfDay } from './half-days.ts';

/** Who tapped, or was expected to: a member, or a card that has none. */
export interface Attendee {
  /** `member:<id>` or `card:<uid>`. */
  readonly person: string;
  readonly name: string;
}

/** A card at one of the session's readers. */
export interface SessionTap extends Attendee {
  readonly at: EpochMs;
}

/** A line of the sheet: the first tap in each half-day, null where there was none. */
export interface AttendanceLine extends Attendee {
  readonly times: readonly (EpochMs | null)[];
}

export interface AttendanceSheet {
  readonly halfDays: readonly HalfDay[];
  /** Everybody who was expected, in the order given, whether they came or not. */
  readonly expected: readonly AttendanceLine[];
  /** Who came and was not expected, by their first tap. */
  readonly unexpected: readonly AttendanceLine[];
  /** Taps of the day that fall into no half-day, in order: told, and counted as nothing. */
  readonly outside: readonly SessionTap[];
}

/** How many were there in a half-day, of those expected. */
export const presentIn = (sheet: AttendanceSheet, halfDay: number): number =>
  sheet.expected.filter(({ times }) => times[halfDay] != null).length;

/**
 * The sheet of a session as its taps say it.
 *
 * @param taps in any order; several of one person in one half-day are one, the first.
 */
export function attendanceSheet(
  halfDays: readonly HalfDay[],
  expected: readonly Attendee[],
  taps: readonly SessionTap[],
): AttendanceSheet {
  const inOrder = taps.toSorted((a, b) => a.at - b.at);
  const first = new Map<string, (EpochMs | null)[]>();
  const met = new Map<string, SessionTap>();
  const outside: SessionTap[] = [];
  for (const tap of inOrder) {
    const index = halfDays.findIndex(({ from, until }) => from <= tap.at && tap.at < until);
    if (index === -1) {
      outside.push(tap);
      continue;
    }
    const times = first.get(tap.person) ?? halfDays.map(() => null);
    times[index] ??= tap.at;
    first.set(tap.person, times);
    if (!met.has(tap.person)) met.set(tap.person, tap);
  }
  const line = ({ person, name }: Attendee): AttendanceLine => ({
    ...{ person, name },
    times: first.get(person) ?? halfDays.map(() => null),
  });
  const awaited = new Set(expected.map(({ person }) => person));
  return {
    halfDays,
    expected: expected.map(line),
    unexpected: [...met.values()].filter(({ person }) => !awaited.has(person)).map(line),
    outside,
  };
}
