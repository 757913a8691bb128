import type { Schedule } from '../../../shared/domain/schedule.ts';
import type { SpecialHours } from '../../../shared/domain/special-hours.ts';
import { hoursOn, weekdayName, weekdays } from '../schedule-words.ts';
import { fieldOf, openingsOf } from './schedule-form.ts';
import type { PageContext } from './shell.tsx';

/** The week, a line a day: where each opening starts and ends. */
export function WeekFields({
  context: { words, language },
  weekly,
  error,
}: {
  readonly context: PageContext;
  readonly weekly: Schedule['weekly'];
  readonly error: string | undefined;
}) {
  const openings = [...Array(openingsOf({ weekly })).keys()];
  return (
    <fieldset class="choice week-fields" id="field-weekly" tabIndex={-1}>
      <legend>{words.weekTitle}</legend>
      <span class={error ? 'field-error' : 'field-hint'}>{error ?? words.weekHint}</span>
      {weekdays.map((day) => {
        const name = weekdayName(day, language);
        const hours = hoursOn({ weekly }, day);
        return (
          <div class="week-day">
            <span class="week-name">{name}</span>
            {openings.map((nth) => (
              <span class="week-span">
                {(['from', 'until'] as const).map((end) => (
                  <>
                    <span aria-hidden="true">
                      {end === 'from' ? words.fromHour : words.untilHour}
                    </span>
                    <input
                      type="time"
                      name={fieldOf(day, nth, end)}
                      value={shown(hours[nth]?.[end])}
                      aria-label={words.hoursOfDay(
                        name,
                        String(nth + 1),
                        end === 'from' ? words.start : words.end,
                      )}
                    />
                  </>
                ))}
              </span>
            ))}
          </div>
        );
      })}
    </fieldset>
  );
}

const shown = (time: string | undefined): string => (time === '24:00' ? '00:00' : (time ?? ''));

/** The days on which the week does not hold; empty lines wait for more. */
export function ClosureFields({
  context: { words },
  closures,
  error,
}: {
  readonly context: PageContext;
  readonly closures: Schedule['closures'];
  readonly error: string | undefined;
}) {
  const lines = [...closures, ...Array(3).fill({ from: '', until: '' })] as Schedule['closures'];
  return (
    <fieldset class="choice closure-fields" id="field-closures" tabIndex={-1}>
      <legend>{words.closuresTitle}</legend>
      <span class={error ? 'field-error' : 'field-hint'}>{error ?? words.closuresHint}</span>
      {lines.map(({ from, until }, i) => (
        <div class="closure">
          <input
            type="date"
            name="closure-from"
            value={from}
            aria-label={words.closureFrom(String(i + 1))}
          />
          <input
            type="date"
            name="closure-until"
            value={until}
            aria-label={words.closureUntil(String(i + 1))}
          />
        </div>
      ))}
    </fieldset>
  );
}

/** The days with hours of their own, a line an opening; empty lines wait for more. */
export function SpecialFields({
  context: { words },
  special,
  error,
}: {
  readonly context: PageContext;
  readonly special: readonly SpecialHours[];
  readonly error: string | undefined;
}) {
  const empty = { date: '', from: '', until: '' };
  return (
    <fieldset class="choice special-fields" id="field-specialHours" tabIndex={-1}>
      <legend>{words.specialTitle}</legend>
      <span class={error ? 'field-error' : 'field-hint'}>{error ?? words.specialHint}</span>
      {[...special, empty, empty, empty].map(({ date, from, until }, i) => (
        <div class="closure">
          <input
            type="date"
            name="special-date"
            value={date}
            aria-label={words.specialDay(String(i + 1))}
          />
          <span class="week-span">
            <span aria-hidden="true">{words.fromHour}</span>
            <input
              type="time"
              name="special-from"
              value={from}
              aria-label={words.specialOfLine(String(i + 1), words.start)}
            />
            <span aria-hidden="true">{words.untilHour}</span>
            <input
              type="time"
              name="special-until"
              value={shown(until)}
              aria-label={words.specialOfLine(String(i + 1), words.end)}
            />
          </span>
        </div>
      ))}
    </fieldset>
  );
}
