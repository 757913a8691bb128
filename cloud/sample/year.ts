import { frenchHolidays } from '../../shared/domain/french-holidays.ts';

export interface SampleTap {
  readonly at: number;
  /** Index of the member. */
  readonly who: number;
  readonly where: 'entrance' | 'laser';
}

const minuteMs = 60_000;

/** The same year for the same seed: a small generator of numbers from 0 up to 1 (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A year of taps up to `now`, in their order: regulars and rare guests, evenings and days, a laser cutter within some
 * visits, forgotten exits, cards read twice; nobody on Sundays, on holidays, and for two weeks of August.
 */
export function sampleYear(members: number, now: number, timeZone: string): readonly SampleTap[] {
  const roll = dice(20_260_312);
  const habits = Array.from({ length: members }, () => ({
    aWeek: 0.4 + 4 * roll() ** 2,
    isEvening: roll() < 0.45,
    stayMinutes: 60 + 240 * roll(),
    usesLaser: roll() < 0.15,
    forgets: 0.01 + 0.05 * roll() ** 2,
  }));
  const today = Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  const holidays = new Set(
    [today.year - 1, today.year].flatMap((year) => frenchHolidays(year).map(({ date }) => date)),
  );
  const taps: SampleTap[] = [];
  for (let ago = 365; ago >= 0; ago--) {
    const day = today.subtract({ days: ago });
    if (isClosed(day, holidays)) continue;
    const midnight = day.toZonedDateTime(timeZone).epochMilliseconds;
    for (const [who, habit] of habits.entries()) {
      if (roll() > habit.aWeek / 6) continue;
      const opens = habit.isEvening ? 17 * 60 : 8 * 60 + 30;
      const entry = midnight + (opens + 150 * roll()) * minuteMs;
      const exit = entry + habit.stayMinutes * (0.5 + roll()) * minuteMs;
      taps.push({ at: entry, who, where: 'entrance' });
      if (roll() < 0.01) taps.push({ at: entry + 3_000, who, where: 'entrance' });
      if (habit.usesLaser && roll() < 0.5) {
        const begins = entry + 10 * minuteMs;
        taps.push({ at: begins, who, where: 'laser' });
        if (roll() > 0.03) {
          taps.push({ at: Math.min(exit - minuteMs, begins + 45 * minuteMs), who, where: 'laser' });
        }
      }
      if (roll() > habit.forgets) taps.push({ at: exit, who, where: 'entrance' });
    }
  }
  return taps
    .filter(({ at }) => at <= now)
    .map((tap) => ({ ...tap, at: Math.round(tap.at) }))
    .sort((a, b) => a.at - b.at);
}

const isClosed = (day: Temporal.PlainDate, holidays: ReadonlySet<string>): boolean =>
  day.dayOfWeek === 7 || (day.month === 8 && day.day <= 14) || holidays.has(day.toString());
