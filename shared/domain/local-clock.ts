import type { EpochMs } from './clock.ts';
import { type OffsetPeriod, offsetPeriod } from './zone-offset.ts';

const dayMs = 86_400_000;

/** Days remembered before the memory starts afresh: some ten years. */
const rememberedDays = 4_000;

/** Wall time of one zone, quick enough to print millions of instants. */
export interface LocalClock {
  /** `2026-03-02T09:00:00+01:00`, rounded down to the second. */
  isoSeconds(at: EpochMs): string;
  /** `2026-03-02 09:00:00`, rounded down to the second: what spreadsheets read as a time in any language. */
  wallSeconds(at: EpochMs): string;
  /** The local day of an instant, counted in days since 1970-01-01. */
  dayOf(at: EpochMs): number;
  /** The instant at which a local day begins; days have 23, 24 or 25 hours. */
  startOfDay(day: number): EpochMs;
}

const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`);

/** `00:00` to `23:59`, and `:00` to `:59`: to look a text up costs less than to make it. */
const minutesOfDay = Array.from(
  { length: 1_440 },
  (_, minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`,
);
const secondsOfMinute = Array.from({ length: 60 }, (_, second) => `:${two(second)}`);

/** `2026-03-02T` */
const dateTexts = (separator: string): ((day: number) => string) => {
  const texts = new Map<number, string>();
  return (day) => {
    let text = texts.get(day);
    if (text === undefined) {
      const iso = new Date(day * dayMs).toISOString();
      text = [iso.slice(0, iso.indexOf('T')), separator].join('');
      if (texts.size >= rememberedDays) texts.clear();
      texts.set(day, text);
    }
    return text;
  };
};

const clocks = new Map<string, LocalClock>();

/**
 * The clock of a zone; asking again gives the same one, with what it remembers.
 *
 * @throws RangeError for a zone that does not exist; zones are parsed at the edge.
 */
export const localClock = (timeZone: string): LocalClock => {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const made = newLocalClock(timeZone);
  clocks.set(timeZone, made);
  return made;
};

const newLocalClock = (timeZone: string): LocalClock => {
  const offsets: OffsetPeriod[] = [];
  let latest = offsetPeriod(0, timeZone);

  const offsetAt = (at: EpochMs): OffsetPeriod => {
    if (at >= latest.from && at < latest.until) return latest;
    let found = offsets.find(({ from, until }) => at >= from && at < until);
    if (found === undefined) {
      found = offsetPeriod(at, timeZone);
      offsets.push(found);
    }
    latest = found;
    return found;
  };

  const isoDate = dateTexts('T');
  const wallDate = dateTexts(' ');
  let shown = { offset: '', seconds: secondsOfMinute };
  /** `:00+01:00` to `:59+01:00`. */
  const secondsAt = (offset: string): readonly string[] => {
    if (shown.offset !== offset)
      shown = { offset, seconds: secondsOfMinute.map((second) => second + offset) };
    return shown.seconds;
  };

  const wall = (ms: number, dateOf: (day: number) => string, seconds: readonly string[]) => {
    const day = Math.floor(ms / dayMs);
    const second = Math.floor((ms - day * dayMs) / 1_000);
    const minute = Math.floor(second / 60);
    return `${dateOf(day)}${minutesOfDay[minute]}${seconds[second - minute * 60]}`;
  };

  const starts = new Map<number, EpochMs>();
  const startOfDay = (day: number): EpochMs => {
    let start = starts.get(day);
    if (start === undefined) {
      start = Temporal.PlainDate.from('1970-01-01')
        .add({ days: day })
        .toZonedDateTime(timeZone).epochMilliseconds;
      if (starts.size >= rememberedDays) starts.clear();
      starts.set(day, start);
    }
    return start;
  };

  return {
    isoSeconds(at) {
      const { ms, text } = offsetAt(at);
      return wall(at + ms, isoDate, secondsAt(text));
    },
    wallSeconds: (at) => wall(at + offsetAt(at).ms, wallDate, secondsOfMinute),
    dayOf(at) {
      const day = Math.floor((at + offsetAt(at).ms) / dayMs);
      // Where clocks go back across midnight the evening is read twice; the day has begun all the same.
      return at >= startOfDay(day + 1) ? day + 1 : day;
    },
    startOfDay,
  };
};
