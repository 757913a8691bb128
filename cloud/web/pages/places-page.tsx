import type { FastifyInstance } from 'fastify';
import { frenchRetention } from '../../../shared/domain/retention.ts';
import { helloSecondsMax } from '../../../shared/wire/limits.ts';
import type { Place } from '../../ports/registry.ts';
import { fields } from '../api/schemas.ts';
import type { WebDeps } from '../deps.ts';
import { duration } from '../format.ts';
import type { Words } from '../language.ts';
import { previewOfPlace } from '../rules-preview.ts';
import { EntryRules, readEntryRules } from './entry-rule-fields.tsx';
import { Field, Select } from './fields.tsx';
import { LockdownPanel } from './lockdown-page.tsx';
import { NamelessPanel } from './nameless-page.tsx';
import { recordPages } from './record-pages.tsx';
import { RetentionOfPlace, readRetention } from './retention-fields.tsx';
import { VisitRulesOfPlace } from './visit-rule-fields.tsx';

const zones = Intl.supportedValuesOf('timeZone');

/** Places, their clock, and how punches there become visits. */
export function placesPage(app: FastifyInstance, deps: WebDeps): void {
  recordPages<Place, null>(app, deps, {
    path: '/places',
    section: 'settings',
    repository: (registry) => registry.places,
    schema: fields.places,
    titles: (words) => ({
      list: words.placesTitle,
      lead: words.placesLead,
      add: words.placesAdd,
      none: words.placesNone,
    }),
    name: (place) => place.name,
    load: async () => null,
    list: async (_deps, { places }) => places,
    line: ({ context: { words, language }, record }) => (
      <>
        <span class="aside">{record.timeZone}</span>
        <span class="record-more">
          {words.policyVisit(
            duration(record.maxVisitMinutes * 60_000, language, words),
            record.closesAt,
          )}{' '}
          {words.missingExitLabel} {words[`missingExit_${record.missingExit}`]}.
        </span>
      </>
    ),
    fresh: (_data, { language }) => ({
      name: '',
      timeZone: 'Europe/Paris',
      maxVisitMinutes: 720,
      closesAt: null,
      debounceSeconds: 5,
      missingExit: 'flag',
      purpose: 'usage',
      capacity: null,
      helloSeconds: 30,
      accessKeptMonths: frenchRetention.access,
      usageKeptMonths: frenchRetention.usage,
      worktimeKeptMonths: frenchRetention.worktime,
      listMaxAgeDays: 30,
      capacityRule: 'warn',
      antiPassback: 'off',
      antiPassbackMinutes: 15,
      noTokens: 'warn',
      lowBalanceUnits: 100,
      language,
    }),
    fields: ({ context: { words }, values, given, isNew }) => (
      <>
        <Field {...given('name')} label={words.nameLabel} />
        <Select
          {...given('timeZone')}
          label={words.timeZoneLabel}
          hint={words.timeZoneHint}
          options={zonesWith(values.timeZone).map((zone) => ({ value: zone, label: zone }))}
        />
        <Select
          {...given('language')}
          label={words.languageLabel}
          options={[
            { value: 'fr', label: 'Français' },
            { value: 'en', label: 'English' },
          ]}
        />
        <Field
          {...given('capacity')}
          type="number"
          min={1}
          step={1}
          optional
          inputmode="numeric"
          label={words.capacityLabel}
          hint={words.capacityHint}
        />
        <EntryRules words={words} given={given} />
        <VisitRulesOfPlace words={words} given={given} />
        {!isNew && <p class="small">{words.policyChangeNote}</p>}
        <RetentionOfPlace words={words} given={given} />
        <h2>{words.placeDevicesTitle}</h2>
        <Field
          {...given('helloSeconds')}
          type="number"
          min={5}
          max={helloSecondsMax}
          step={1}
          inputmode="numeric"
          label={words.helloSecondsLabel}
          hint={words.helloSecondsHint}
        />
        <Field
          {...given('listMaxAgeDays')}
          type="number"
          min={1}
          max={366}
          step={1}
          inputmode="numeric"
          label={words.listMaxAgeLabel}
          hint={words.listMaxAgeHint}
        />
      </>
    ),
    read: (form) => ({
      name: form.text('name'),
      timeZone: form.text('timeZone'),
      language: form.text('language') as Place['language'],
      maxVisitMinutes: form.number('maxVisitMinutes') as number,
      capacity: form.text('capacity') === '' ? null : (form.number('capacity') as number),
      ...readEntryRules(form),
      closesAt: form.textOrNull('closesAt'),
      missingExit: form.text('missingExit') as Place['missingExit'],
      debounceSeconds: form.number('debounceSeconds') as number,
      purpose: form.text('purpose') as Place['purpose'],
      ...readRetention(form),
      ...(form.has('helloSeconds') && { helloSeconds: form.number('helloSeconds') as number }),
      ...(form.has('listMaxAgeDays') && {
        listMaxAgeDays: form.number('listMaxAgeDays') as number,
      }),
    }),
    beside: ({ context, record }) => (
      <div class="side">
        <LockdownPanel context={context} place={record} now={deps.clock.now()} />
        <NamelessPanel context={context} place={record} />
        <section class="panel padded">
          <h2>{context.words.logoLink}</h2>
          <p>{context.words.logoLead}</p>
          <a class="button" href={`/places/${encodeURIComponent(record.id)}/logo`}>
            {context.words.logoTitle}
          </a>
        </section>
      </div>
    ),
    preview: previewOfPlace,
    expected: (field, words) => placeExpected[field]?.(words),
    ending: ({ context: { words }, record }) => ({
      title: words.placeEndTitle(record.name),
      text: words.placeEndText,
      verb: words.placeEndVerb,
    }),
  });
}

const placeExpected: Readonly<Record<string, (words: Words) => string>> = {
  capacity: (words) => words.errorCapacity,
  lowBalanceUnits: (words) => words.errorLowBalance,
  helloSeconds: (words) => words.errorHelloSeconds,
  listMaxAgeDays: (words) => words.errorListMaxAge,
};

/** A zone that this machine spells otherwise stays choosable. */
const zonesWith = (zone: string | undefined): readonly string[] =>
  zone === undefined || zones.includes(zone) ? zones : [zone, ...zones];
