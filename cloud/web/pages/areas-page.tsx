import type { FastifyInstance } from 'fastify';
import type { Area } from '../../ports/registry.ts';
import { fields } from '../api/schemas.ts';
import type { WebDeps } from '../deps.ts';
import { previewOfArea } from '../rules-preview.ts';
import { Field } from './fields.tsx';
import { PlaceField, placeName } from './place-field.tsx';
import { recordPages } from './record-pages.tsx';
import { atPlaces, placeOf } from './record-parts.tsx';
import { VisitRulesOfArea } from './visit-rule-fields.tsx';

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
    fields: ({ context, values, given, isNew }) => {
      const { words } = context;
      return (
        <>
          <Field {...given('name')} label={words.nameLabel} hint={words.areaNameHint} />
          {isNew && <PlaceField context={context} value={values.placeId} />}
          <VisitRulesOfArea words={words} given={given} />
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
    ending: ({ context: { words }, record }) => ({
      title: words.areaEndTitle(record.name),
      text: words.areaEndText,
      verb: words.areaEndVerb,
    }),
  });
}

/** An empty field follows the place. */
const orNull = (typed: number | string): number | null => (typed === '' ? null : (typed as number));
