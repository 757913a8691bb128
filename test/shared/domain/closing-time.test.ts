import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { closingAfter } from '../../../shared/domain/closing-time.ts';
import { instant } from './taps.ts';

test('the first closing after an instant, as Temporal says it, in any zone', () => {
  const at = fc.integer({ min: instant('2009-01-01T00:00Z'), max: instant('2030-01-01T00:00Z') });
  const zone = fc.constantFrom('Europe/Paris', 'America/Nuuk', 'Pacific/Apia', 'America/St_Johns');
  fc.assert(
    fc.property(
      at,
      zone,
      fc.constantFrom('00:00', '02:30', '22:00', '23:30'),
      (ms, zoneId, time) => {
        const date = Temporal.Instant.fromEpochMilliseconds(ms)
          .toZonedDateTimeISO(zoneId)
          .toPlainDate();
        const closings = [-1, 0, 1, 2].map(
          (days) =>
            date
              .add({ days })
              .toPlainDateTime(Temporal.PlainTime.from(time))
              .toZonedDateTime(zoneId, { disambiguation: 'compatible' }).epochMilliseconds,
        );
        expect(closingAfter(time, zoneId)(ms)).toBe(closings.find((closing) => closing > ms));
      },
    ),
    { numRuns: 1_000 },
  );
});

test('24:00 is the midnight that ends the day', () => {
  const closing = closingAfter('24:00', 'Europe/Paris');
  expect(closing(instant('2026-03-02T23:59'))).toBe(instant('2026-03-03T00:00'));
  expect(closing(instant('2026-03-03T00:00'))).toBe(instant('2026-03-04T00:00'));
});

test('remembers a bounded number of days and is right after it forgot', () => {
  const closing = closingAfter('22:00', 'UTC');
  const dayMs = 86_400_000;
  for (let day = 0; day < 4_000; day++) expect(closing(day * dayMs)).toBe(day * dayMs + 79_200_000);
  expect(closing(0)).toBe(79_200_000);
  expect(closingAfter('22:00', 'UTC')).toBe(closing);
});

test('what is no time or no zone is our own mistake', () => {
  const rangeError = expect.objectContaining({ name: 'RangeError' });
  expect(() => closingAfter('25:00', 'UTC')).toThrow(rangeError);
  expect(() => closingAfter('22:00', 'Europe/Nowhere')(0)).toThrow(rangeError);
});
