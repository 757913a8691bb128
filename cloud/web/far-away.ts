import type { EpochMs } from '../../shared/domain/clock.ts';
import type { LocalDate } from '../../shared/domain/schedule.ts';
import { failure } from '../../shared/runtime/errors.ts';

const mostMs = 10 * 366 * 86_400_000;

/** More than ten years from now: the year was mistyped, and everything since then would be counted anew. */
export const isFarAway = (at: EpochMs, now: EpochMs): boolean => Math.abs(at - now) > mostMs;

export const isFarDay = (day: LocalDate, now: EpochMs): boolean =>
  isFarAway(Temporal.PlainDate.from(day).toZonedDateTime('UTC').epochMilliseconds, now);

/** The same for what programs send: throws `badRequest`, naming the field. */
export function mustBeNear(field: string, isFar: boolean): void {
  if (isFar)
    throw failure('badRequest', {
      detail: `${field} is more than ten years from now: check its year`,
    });
}
