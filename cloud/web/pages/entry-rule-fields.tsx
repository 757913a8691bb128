import {
  antiPassbackKinds,
  fullHouseRules,
  noTokensRules,
} from '../../../shared/domain/place-rules.ts';
import type { Place } from '../../ports/registry.ts';
import type { Words } from '../language.ts';
import { Field, Select } from './fields.tsx';
import type { Given } from './form.tsx';
import type { FormValues } from './form-values.ts';

/** Who may come in when the place is full, or when they are in already. */
export const EntryRules = ({ words, given }: { words: Words; given: Given<Place> }) => (
  <>
    <Select
      {...given('capacityRule')}
      label={words.capacityRule}
      hint={words.capacityRuleHint}
      options={fullHouseRules.map((rule) => ({
        value: rule,
        label: words[`capacityRule_${rule}`],
      }))}
    />
    <Select
      {...given('antiPassback')}
      label={words.antiPassback}
      hint={words.antiPassbackHint}
      options={antiPassbackKinds.map((kind) => ({
        value: kind,
        label: words[`antiPassback_${kind}`],
      }))}
    />
    <Field
      {...given('antiPassbackMinutes')}
      type="number"
      min={1}
      max={1440}
      step={1}
      inputmode="numeric"
      label={words.antiPassbackMinutesLabel}
      hint={words.antiPassbackMinutesHint}
    />
    <Select
      {...given('noTokens')}
      label={words.noTokensRule}
      hint={words.noTokensRuleHint}
      options={noTokensRules.map((rule) => ({ value: rule, label: words[`noTokens_${rule}`] }))}
    />
    <Field
      {...given('lowBalanceUnits')}
      value={tokensOf(given('lowBalanceUnits').value)}
      type="number"
      min={0}
      step={0.01}
      label={words.lowBalanceLabel}
      hint={words.lowBalanceHint}
    />
  </>
);

/** What a form says of them; one that does not ask leaves them as they are. */
export const readEntryRules = (form: FormValues): Partial<Place> => ({
  ...(form.has('antiPassback') && {
    capacityRule: form.text('capacityRule') as Place['capacityRule'],
    antiPassback: form.text('antiPassback') as Place['antiPassback'],
    antiPassbackMinutes: form.number('antiPassbackMinutes') as number,
  }),
  ...(form.has('noTokens') && {
    noTokens: form.text('noTokens') as Place['noTokens'],
    lowBalanceUnits: unitsOf(form.number('lowBalanceUnits')) as number,
  }),
});

/** Units as people read them, in tokens; what is no number stays as it was typed. */
const tokensOf = (units: string | undefined): string | undefined =>
  units && Number.isFinite(Number(units)) ? String(Number(units) / 100) : units;
const unitsOf = (tokens: number | string): number | string =>
  typeof tokens === 'number' ? Math.round(tokens * 100) : tokens;
