import { missingExitRules, purposes } from '../../../shared/domain/visit-policy.ts';
import type { Area } from '../../ports/registry.ts';
import type { Words } from '../language.ts';
import { Choice, Field, Select } from './fields.tsx';
import type { Given } from './form.tsx';

type VisitRules = Pick<
  Area,
  'maxVisitMinutes' | 'closesAt' | 'missingExit' | 'debounceSeconds' | 'purpose'
>;

interface VisitRuleProps {
  readonly words: Words;
  readonly given: Given<VisitRules>;
}

/** How punches become visits at a place: every rule with what it means. */
export const VisitRulesOfPlace = ({ words, given }: VisitRuleProps) => (
  <>
    <h2>{words.policyTitle}</h2>
    <MaxVisit words={words} given={given} hint={words.maxVisitHint} />
    <ClosesAt words={words} given={given} hint={words.closesAtHint} />
    <Choice
      {...chosenOf(given, 'missingExit')}
      label={words.missingExitLabel}
      options={missingExitRules
        .filter((rule) => rule !== 'closeAtPlaceExit')
        .map((rule) => ({
          value: rule,
          label: words[`missingExit_${rule}`],
          hint: words[`missingExit_${rule}_more`],
        }))}
    />
    <Debounce words={words} given={given} hint={words.debounceHint} />
    <Choice
      {...chosenOf(given, 'purpose')}
      label={words.purposeLabel}
      options={purposes.map((purpose) => ({
        value: purpose,
        label: words[`purpose_${purpose}`],
        hint: words[`purpose_${purpose}_more`],
      }))}
    />
  </>
);

/** In an area an empty field follows the place. */
export function VisitRulesOfArea({ words, given }: VisitRuleProps) {
  const asPlace = { value: '', label: words.asPlace };
  return (
    <>
      <h2>{words.policyTitle}</h2>
      <p class="small">{words.asPlaceHint}</p>
      <MaxVisit words={words} given={given} optional />
      <ClosesAt words={words} given={given} />
      <Select
        {...given('missingExit')}
        label={words.missingExitLabel}
        options={[
          asPlace,
          ...missingExitRules.map((rule) => ({ value: rule, label: words[`missingExit_${rule}`] })),
        ]}
      />
      <Debounce words={words} given={given} optional />
      <Select
        {...given('purpose')}
        label={words.purposeLabel}
        options={[
          asPlace,
          ...purposes.map((purpose) => ({ value: purpose, label: words[`purpose_${purpose}`] })),
        ]}
      />
    </>
  );
}

type RuleProps = VisitRuleProps & { readonly hint?: string; readonly optional?: boolean };

const MaxVisit = ({ words, given, ...more }: RuleProps) => (
  <Field
    {...given('maxVisitMinutes')}
    type="number"
    min={1}
    label={words.maxVisitLabel}
    {...more}
  />
);

const ClosesAt = ({ words, given, ...more }: RuleProps) => (
  <Field {...given('closesAt')} type="time" optional label={words.closesAtLabel} {...more} />
);

const Debounce = ({ words, given, ...more }: RuleProps) => (
  <Field
    {...given('debounceSeconds')}
    type="number"
    min={0}
    label={words.debounceLabel}
    {...more}
  />
);

function chosenOf(given: VisitRuleProps['given'], rule: 'missingExit' | 'purpose') {
  const { name, value, error } = given(rule);
  return { type: 'radio', name, chosen: [value], error } as const;
}
