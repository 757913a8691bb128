import type { ComponentChildren } from 'preact';
import { type Month, monthAfter } from '../../../shared/domain/month.ts';
import { monthLong } from '../format.ts';
import { Select } from './fields.tsx';
import type { PageContext } from './page-context.ts';

interface MonthChoiceProps {
  readonly context: PageContext;
  readonly action: string;
  readonly month: Month;
  readonly thisMonth: Month;
  /** Other ways on, beside the button. */
  readonly children?: ComponentChildren;
}

/** Another month of the same page. */
export function MonthChoice({ context, action, month, thisMonth, children }: MonthChoiceProps) {
  const { words, language } = context;
  return (
    <form method="get" action={action} class="inline-form ledger-month">
      <Select
        name="month"
        label={words.statementMonth}
        value={month}
        options={monthsOffered(thisMonth, month).map((one) => ({
          value: one,
          label: monthLong(one, language),
        }))}
      />
      <button class="button" type="submit">
        {words.statementShow}
      </button>
      {children}
    </form>
  );
}

/** The last two years, and the one that is shown. */
function monthsOffered(thisMonth: Month, month: Month): readonly Month[] {
  const last = Array.from({ length: 24 }, (_, i) => monthAfter(thisMonth, -i));
  return last.includes(month) ? last : [...last, month].toSorted().toReversed();
}
