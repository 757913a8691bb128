import type { FastifyInstance } from 'fastify';
import { missingExitRules, purposes } from '../../../shared/domain/visit-policy.ts';
import type { Place } from '../../ports/registry.ts';
import { fields } from '../api/schemas.ts';
import type { WebDeps } from '../deps.ts';
import { duration } from '../format.ts';
import { previewOfPlace } from '../rules-preview.ts';
import { Choice, Field, Select } from './form.tsx';
import { recordPages } from './record-pages.tsx';

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
      language,
    }),
    fields: ({ context: { words }, values, errors, isNew }) => (
      <>
        <Field name="name" label={words.nameLabel} value={values.name} error={errors['name']} />
        <Select
          name="timeZone"
          label={words.timeZoneLabel}
          hint={words.timeZoneHint}
          error={errors['timeZone']}
          value={values.timeZone}
          options={zonesWith(values.timeZone).map((zone) => ({ value: zone, label: zone }))}
        />
        <Select
          name="language"
          label={words.languageLabel}
          value={values.language}
          options={[
            { value: 'fr', label: 'Français' },
            { value: 'en', label: 'English' },
          ]}
        />
        <h2>{words.policyTitle}</h2>
        <Field
          name="maxVisitMinutes"
          type="number"
          min={1}
          label={words.maxVisitLabel}
          hint={words.maxVisitHint}
          error={errors['maxVisitMinutes']}
          value={String(values.maxVisitMinutes ?? '')}
        />
        <Field
          name="closesAt"
          type="time"
          optional
          label={words.closesAtLabel}
          hint={words.closesAtHint}
          error={errors['closesAt']}
          value={values.closesAt ?? ''}
        />
        <Choice
          type="radio"
          name="missingExit"
          label={words.missingExitLabel}
          error={errors['missingExit']}
          chosen={[values.missingExit ?? 'flag']}
          options={missingExitRules
            .filter((rule) => rule !== 'closeAtPlaceExit')
            .map((rule) => ({
              value: rule,
              label: words[`missingExit_${rule}`],
              hint: words[`missingExit_${rule}_more`],
            }))}
        />
        <Field
          name="debounceSeconds"
          type="number"
          min={0}
          label={words.debounceLabel}
          hint={words.debounceHint}
          error={errors['debounceSeconds']}
          value={String(values.debounceSeconds ?? '')}
        />
        <Choice
          type="radio"
          name="purpose"
          label={words.purposeLabel}
          error={errors['purpose']}
          chosen={[values.purpose ?? 'usage']}
          options={purposes.map((purpose) => ({
            value: purpose,
            label: words[`purpose_${purpose}`],
            hint: words[`purpose_${purpose}_more`],
          }))}
        />
        {!isNew && <p class="small">{words.policyChangeNote}</p>}
      </>
    ),
    read: (form) => ({
      name: form.text('name'),
      timeZone: form.text('timeZone'),
      language: form.text('language') as Place['language'],
      maxVisitMinutes: form.number('maxVisitMinutes') as number,
      closesAt: form.textOrNull('closesAt'),
      missingExit: form.text('missingExit') as Place['missingExit'],
      debounceSeconds: form.number('debounceSeconds') as number,
      purpose: form.text('purpose') as Place['purpose'],
    }),
    preview: previewOfPlace,
    expected: (field, words) => (field === 'name' ? words.errorNameMissing : undefined),
    ending: ({ context: { words }, record }) => ({
      title: words.placeEndTitle(record.name),
      text: words.placeEndText,
      verb: words.placeEndVerb,
    }),
  });
}

/** A zone that this machine spells otherwise stays choosable. */
const zonesWith = (zone: string | undefined): readonly string[] =>
  zone === undefined || zones.includes(zone) ? zones : [zone, ...zones];
