import type { EpochMs } from './clock.ts';

/** A stretch of time with one offset from UTC: `from` included, `until` excluded. */
export interface OffsetPeriod {
  readonly from: EpochMs;
  readonly until: EpochMs;
  readonly ms: number;
  /** `+01:00` */
  readonly text: string;
}

/**
 * The period an instant lies in. Slow, and true for months: whoever asks keeps it. Throws `RangeError` for a
 * zone that does not exist; zones are parsed at the edge.
 */
export const offsetPeriod = (at: EpochMs, timeZone: string): OffsetPeriod => {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const next = zoned.getTimeZoneTransition('next');
  // A transition at the instant itself is the next one's business, so look back from just after it.
  const previous = zoned.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
  return {
    from: previous?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    until: next?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    ms: zoned.offsetNanoseconds / 1e6,
    text: zoned.toString({ timeZoneName: 'never', smallestUnit: 'second' }).slice(-6),
  };
};
