import { retentionMonths } from '../../../shared/domain/retention.ts';
import { purposes } from '../../../shared/domain/visit-policy.ts';
import type { Place } from '../../ports/registry.ts';
import type { Words } from '../language.ts';
import { Field, Select } from './fields.tsx';
import type { Given } from './form.tsx';
import type { FormValues } from './form-values.ts';

type Kept = Pick<Place, 'accessKeptMonths' | 'usageKeptMonths' | 'worktimeKeptMonths'>;
const names = ['accessKeptMonths', 'usageKeptMonths', 'worktimeKeptMonths'] as const;

const hintOf = (words: Words): Readonly<Record<(typeof names)[number], string>> => ({
  accessKeptMonths: words.accessKeptMonthsHint,
  usageKeptMonths: words.usageKeptMonthsHint,
  worktimeKeptMonths: words.worktimeKeptMonthsHint,
});

/** For how long a place keeps what, by what it was recorded for. */
export const RetentionOfPlace = ({ words, given }: { words: Words; given: Given<Kept> }) => (
  <>
    <h2>{words.retentionTitle}</h2>
    <p class="small">{words.retentionHint}</p>
    {names.map((name) => (
      <Field
        {...given(name)}
        type="number"
        min={retentionMonths.least}
        max={retentionMonths.most}
        step={1}
        inputmode="numeric"
        label={words[name]}
        hint={hintOf(words)[name]}
      />
    ))}
  </>
);

export const readRetention = (form: FormValues): Partial<Kept> =>
  Object.fromEntries(names.filter(form.has).map((name) => [name, form.number(name)]));

/** What is recorded there, or of these people, is for; empty: nothing of its own. */
export const PurposeOf = ({
  words,
  given,
  unsaid,
  hint,
}: {
  readonly words: Words;
  readonly given: ReturnType<Given<{ purpose: unknown }>>;
  readonly unsaid: string;
  readonly hint: string;
}) => (
  <Select
    {...given}
    label={words.purposeLabel}
    hint={hint}
    options={[
      { value: '', label: unsaid },
      ...purposes.map((purpose) => ({ value: purpose, label: words[`purpose_${purpose}`] })),
    ]}
  />
);
