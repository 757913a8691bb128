import {
  type SettledPer,
  type SettlementRate,
  settledPer,
} from '../../../shared/domain/settlement-rate.ts';
import { monthLong } from '../format.ts';
import { Field, Select } from '../pages/fields.tsx';
import { type FieldErrors, Form, givenFrom } from '../pages/form.tsx';
import type { PageContext } from '../pages/page-context.ts';
import { rateText } from './amount.ts';

/** As it was typed. */
export interface RateTyped {
  readonly home: string;
  readonly visited: string;
  readonly since: string;
  readonly per: SettledPer | '';
  readonly unit: string;
  readonly amount: string;
}

interface RatesProps {
  readonly context: PageContext;
  readonly rates: readonly SettlementRate[];
  readonly names: ReadonlyMap<string, string>;
  readonly thisMonth: string;
  /** The one that is shown. */
  readonly month: string;
  /** Null: it is not theirs to say. */
  readonly form: { readonly typed: RateTyped; readonly errors: FieldErrors } | null;
}

/** What venues agreed on, newest first, and another version of it. */
export function Rates({ context, rates, names, thisMonth, month, form }: RatesProps) {
  const { words, language } = context;
  const name = (id: string) => names.get(id) ?? id;
  if (names.size < 2 && rates.length === 0) return null;
  return (
    <section id="rates">
      <h2 class="again">{words.settleRates}</h2>
      {rates.length === 0 ? (
        <p>{words.settleNoRates}</p>
      ) : (
        <ul class="lines">
          {rates.map(({ home, visited, since, terms }) => (
            <li>
              <b>{words.settleOwes(name(home), name(visited))}</b>{' '}
              {terms ? rateText(terms, language, words) : words.settleNothingOwed}{' '}
              <span class="aside">{words.settleSince(monthLong(since, language))}</span>
            </li>
          ))}
        </ul>
      )}
      {form ? (
        <RateForm {...{ context, names, thisMonth, month }} {...form} />
      ) : (
        <p class="small">{words.settleRatesElsewhere}</p>
      )}
    </section>
  );
}

function RateForm({
  context,
  names,
  thisMonth,
  month,
  typed,
  errors,
}: Pick<RatesProps, 'context' | 'names' | 'thisMonth' | 'month'> & {
  readonly typed: RateTyped;
  readonly errors: FieldErrors;
}) {
  const { words, language } = context;
  const given = givenFrom(typed, errors);
  const places = [...names].map(([value, label]) => ({ value, label }));
  return (
    <section class="panel padded settlement-rate">
      <h3>{words.settleAgree}</h3>
      <Form
        context={context}
        action={`/rapport/settlement/rates?month=${month}`}
        submit={words.save}
        errors={errors}
      >
        <div class="settlement-fields">
          <Select {...given('home')} label={words.settleWhoOwes} options={places} />
          <Select {...given('visited')} label={words.settleToWhom} options={places} />
          <Field
            {...given('amount')}
            label={words.settleRateAmount}
            hint={words.settleAmountHint}
            inputmode="text"
          />
          <Select
            {...given('unit')}
            label={words.settleUnit}
            options={[
              { value: 'EUR', label: words.settleEuros },
              { value: 'TIM', label: words.settleTokens },
            ]}
          />
          <Select
            {...given('per')}
            label={words.settleRatePer}
            options={[
              ...settledPer.map((per) => ({ value: per, label: words[`settlePer_${per}`] })),
              { value: '', label: words.settleNothingOwed },
            ]}
          />
          <Select
            {...given('since')}
            label={words.settleSinceMonth}
            hint={words.settleSinceHint}
            options={monthsToChoose(thisMonth).map((value) => ({
              value,
              label: monthLong(value, language),
            }))}
          />
        </div>
      </Form>
    </section>
  );
}

/** A year to either side, the next first: some browsers show a field for a month as plain text. */
function monthsToChoose(thisMonth: string): readonly string[] {
  const now = Temporal.PlainYearMonth.from(thisMonth);
  return Array.from({ length: 25 }, (_, nth) => now.add({ months: 12 - nth }).toString());
}
