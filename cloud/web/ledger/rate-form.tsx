import { unitsOf } from '../../../shared/domain/amount.ts';
import type { EpochMs } from '../../../shared/domain/clock.ts';
import {
  freeOfCharge,
  type RateTerms,
  rateProblem,
  roundingSteps,
  roundings,
} from '../../../shared/domain/rate.ts';
import { isFarAway } from '../far-away.ts';
import type { Words } from '../language.ts';
import { Choice, Field, Select } from '../pages/fields.tsx';
import type { FieldErrors } from '../pages/form.tsx';
import type { FormValues } from '../pages/form-values.ts';
import type { PageContext } from '../pages/page-context.ts';
import { problemText } from './rate-words.ts';
import type { Target } from './rates-there.ts';

const names = [
  ...['unitsPerHour', 'roundingStepMinutes', 'rounding', 'freeMinutes', 'minimumUnits'],
  ...['missing', 'missingExitUnits', 'prepaidUnits', 'since'],
] as const;

/** As it was typed. */
export type TypedRate = Readonly<Record<string, string>>;

const decimal = (units: number, { language }: Pick<PageContext, 'language'>): string =>
  String(units / 100).replace('.', language === 'fr' ? ',' : '.');

/** What the form begins with: the rate that holds. */
export function typedOf(terms: RateTerms | null, context: PageContext): TypedRate {
  const { missingExitUnits, ...of } = terms ?? { ...freeOfCharge, unitsPerHour: 100 };
  return {
    unitsPerHour: decimal(of.unitsPerHour, context),
    roundingStepMinutes: String(of.roundingStepMinutes),
    rounding: of.rounding,
    freeMinutes: String(of.freeMinutes),
    minimumUnits: decimal(of.minimumUnits, context),
    missing: missingExitUnits === null ? 'waits' : 'costs',
    missingExitUnits: decimal(missingExitUnits ?? 0, context),
    prepaidUnits: decimal(of.prepaidUnits, context),
    since: '',
  };
}

export const typedIn = (values: FormValues): TypedRate =>
  Object.fromEntries(names.map((name) => [name, values.text(name)]));

/** What was typed as a rate, or what is wrong with it by field. */
export function rateTyped(
  typed: TypedRate,
  target: Target,
  words: Words,
  now: EpochMs,
): { readonly terms: RateTerms; readonly since: number | null; readonly errors: FieldErrors } {
  const errors: Record<string, string> = {};
  const amount = (name: string, without = ''): number => {
    const text = typed[name] || without;
    const units = unitsOf(text);
    if (units === null)
      errors[name] = /^-/.test(text) ? words.rateProblem_negative : words.rateProblem_notWhole;
    return units ?? 0;
  };
  const step = Number(typed['roundingStepMinutes']);
  const freeMinutes = typed['freeMinutes'] || '0';
  if (!/^\d{1,6}$/.test(freeMinutes)) errors['freeMinutes'] = words.rateProblemMinutes;
  const terms: RateTerms = {
    unitsPerHour: amount('unitsPerHour'),
    roundingStepMinutes: roundingSteps.find((one) => one === step) ?? 1,
    rounding: roundings.find((one) => one === typed['rounding']) ?? 'up',
    freeMinutes: Number(freeMinutes) || 0,
    minimumUnits: amount('minimumUnits', '0'),
    missingExitUnits: typed['missing'] === 'costs' ? amount('missingExitUnits') : null,
    prepaidUnits: target.scope === 'item' ? amount('prepaidUnits', '0') : 0,
  };
  const problem = rateProblem(terms, target.scope);
  if (problem) errors[problem.field] ??= problemText(problem.why, words);
  const since = typed['since'] ? instantOf(typed['since'], target.timeZone) : null;
  if (typed['since'] && since === null) errors['since'] = words.rateProblemSince;
  if (since !== null && isFarAway(since, now)) errors['since'] = words.errorFarDay;
  return { terms, since, errors };
}

function instantOf(text: string, timeZone: string): number | null {
  try {
    return Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).epochMilliseconds;
  } catch {
    return null;
  }
}

/** Each field with what it does. */
export function RateFields({
  context: { words },
  typed,
  target,
  errors,
}: {
  readonly context: PageContext;
  readonly typed: TypedRate;
  readonly target: Target;
  readonly errors: FieldErrors;
}) {
  const given = (name: string) => ({ name, value: typed[name], error: errors[name] });
  return (
    <>
      <Field
        {...given('unitsPerHour')}
        label={words.rateUnitsPerHour}
        hint={words.rateUnitsPerHourHint}
        maxlength={9}
      />
      <Select
        {...given('roundingStepMinutes')}
        label={words.rateStepLabel}
        hint={words.rateStepHint}
        options={roundingSteps.map((step) => ({
          value: String(step),
          label: words.rateStepMinutes(step),
        }))}
      />
      <Choice
        name="rounding"
        type="radio"
        label={words.rateRounding}
        chosen={[typed['rounding'] ?? 'up']}
        options={roundings.map((one) => ({ value: one, label: words[`rateRounding_${one}`] }))}
      />
      <Field
        {...given('freeMinutes')}
        label={words.rateFreeMinutes}
        hint={words.rateFreeMinutesHint}
        inputmode="numeric"
        maxlength={6}
      />
      <Field
        {...given('minimumUnits')}
        label={words.rateMinimumLabel}
        hint={words.rateMinimumHint}
        maxlength={9}
      />
      <Choice
        name="missing"
        type="radio"
        label={words.rateMissingLabel}
        chosen={[typed['missing'] ?? 'waits']}
        options={[
          { value: 'waits', label: words.rateMissing_waits },
          { value: 'costs', label: words.rateMissing_costs },
        ]}
      />
      <Field
        {...given('missingExitUnits')}
        label={words.rateMissingAmount}
        hint={words.rateMissingAmountHint}
        optional
        maxlength={9}
      />
      {target.scope === 'item' && (
        <Field
          {...given('prepaidUnits')}
          label={words.ratePrepaidLabel}
          hint={words.ratePrepaidHint}
          maxlength={9}
        />
      )}
      <Field
        {...given('since')}
        label={words.rateSince}
        hint={words.rateSinceHint}
        type="datetime-local"
        optional
      />
    </>
  );
}
