import type { FastifyInstance } from 'fastify';
import { missingExitRules, purposes } from '../../../shared/domain/visit-policy.ts';
import type { Area } from '../../ports/registry.ts';
import { fields } from '../api/schemas.ts';
import type { WebDeps } from '../deps.ts';
import { previewOfArea } from '../rules-preview.ts';
import { Field, Select } from './form.tsx';
import { PlaceField, placeName } from './place-field.tsx';
import { recordPages } from './record-pages.tsx';
import { atPlaces, placeOf } from './record-parts.tsx';

/** Rooms and machines counted by themselves, within the visit of their place. */
export function areasPage(app: FastifyInstance, deps: WebDeps): void {
  recordPages<Area, null>(app, deps, {
    path: '/areas',
    section: 'settings',
    repository: (registry) => registry.areas,
    schema: fields.areas,
    titles: (words) => ({
      list: words.areasTitle,
      lead: words.areasLead,
      add: words.areasAdd,
      none: words.areasNone,
    }),
    name: (area) => area.name,
    load: async () => null,
    list: ({ registry }, context) => atPlaces(registry.areas, context),
    line: ({ context, record }) => <span class="aside">{placeName(context, record.placeId)}</span>,
    fresh: (_data, context) => ({ placeId: placeOf(context), name: '' }),
    fields: ({ context, values, errors, isNew }) => {
      const { words } = context;
      const asPlace = { value: '', label: words.asPlace };
      return (
        <>
          <Field
            name="name"
            label={words.nameLabel}
            hint={words.areaNameHint}
            value={values.name}
            error={errors['name']}
          />
          {isNew && <PlaceField context={context} value={values.placeId} />}
          <h2>{words.policyTitle}</h2>
          <p class="small">{words.asPlaceHint}</p>
          <Field
            name="maxVisitMinutes"
            type="number"
            min={1}
            optional
            label={words.maxVisitLabel}
            error={errors['maxVisitMinutes']}
            value={String(values.maxVisitMinutes ?? '')}
          />
          <Field
            name="closesAt"
            type="time"
            optional
            label={words.closesAtLabel}
            error={errors['closesAt']}
            value={values.closesAt ?? ''}
          />
          <Select
            name="missingExit"
            label={words.missingExitLabel}
            error={errors['missingExit']}
            value={values.missingExit ?? ''}
            options={[
              asPlace,
              ...missingExitRules.map((rule) => ({
                value: rule,
                label: words[`missingExit_${rule}`],
              })),
            ]}
          />
          <Field
            name="debounceSeconds"
            type="number"
            min={0}
            optional
            label={words.debounceLabel}
            error={errors['debounceSeconds']}
            value={String(values.debounceSeconds ?? '')}
          />
          <Select
            name="purpose"
            label={words.purposeLabel}
            error={errors['purpose']}
            value={values.purpose ?? ''}
            options={[
              asPlace,
              ...purposes.map((purpose) => ({
                value: purpose,
                label: words[`purpose_${purpose}`],
              })),
            ]}
          />
        </>
      );
    },
    read: (form, _data, before) => ({
      ...(before ? {} : { placeId: form.text('placeId') }),
      name: form.text('name'),
      maxVisitMinutes: orNull(form.number('maxVisitMinutes')),
      closesAt: form.textOrNull('closesAt'),
      missingExit: form.textOrNull('missingExit') as Area['missingExit'],
      debounceSeconds: orNull(form.number('debounceSeconds')),
      purpose: form.textOrNull('purpose') as Area['purpose'],
    }),
    preview: previewOfArea,
    expected: (field, words) => (field === 'name' ? words.errorNameMissing : undefined),
    ending: ({ context: { words }, record }) => ({
      title: words.areaEndTitle(record.name),
      text: words.areaEndText,
      verb: words.areaEndVerb,
    }),
  });
}

/** An empty field follows the place. */
const orNull = (typed: number | string): number | null => (typed === '' ? null : (typed as number));
