import type { EpochMs } from '../../../shared/domain/clock.ts';

/** A time as a site writes it: of its own zone, to the second, and without saying which offset it means. */
export interface SiteTime {
  /** `2026-11-21 08:59:58` */
  readonly text: string;
  /** In the hour that the clocks go through twice: the same text is another instant as well. */
  readonly isTwice: boolean;
}

/** Throws `RangeError` for a zone that does not exist; zones are parsed at the edge. */
export function siteTime(at: EpochMs, timeZone: string): SiteTime {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const plain = zoned.toPlainDateTime();
  const [first, second] = (['earlier', 'later'] as const).map((disambiguation) =>
    plain.toZonedDateTime(timeZone, { disambiguation }),
  );
  return {
    text: plain
      .round({ smallestUnit: 'second', roundingMode: 'floor' })
      .toString()
      .replace('T', ' '),
    isTwice: first?.epochNanoseconds !== second?.epochNanoseconds,
  };
}

/** Sites before version 15 keep fractions of a second; what they say back is compared without. */
export const isSameSecond = (theirs: unknown, ours: string): boolean =>
  typeof theirs === 'string' && theirs.slice(0, 19).replace('T', ' ') === ours;
