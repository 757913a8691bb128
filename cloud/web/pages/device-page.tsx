import type { FastifyInstance } from 'fastify';
import type { AccessPointRecord, DeviceRecord, PointOfSaleRecord } from '../../ports/registry.ts';
import { fields } from '../api/schemas.ts';
import type { WebDeps } from '../deps.ts';
import { listOf } from '../schedule-words.ts';
import { Choice, Field } from './form.tsx';
import { recordPages } from './record-pages.tsx';
import { activeAtPlaces, atPlaces } from './record-parts.tsx';

interface Around {
  readonly points: readonly AccessPointRecord[];
  readonly pointsOfSale: readonly PointOfSaleRecord[];
}

/** One device: its name, the points of sale it runs, and its retirement with what that means. */
export function devicePage(app: FastifyInstance, deps: WebDeps): void {
  const { registry } = deps;
  recordPages<DeviceRecord, Around>(app, deps, {
    path: '/devices',
    section: 'settings',
    ownList: true,
    noNew: true,
    repository: () => registry.devices,
    schema: fields.devices,
    titles: (words) => ({ list: words.devices, lead: '', add: '', none: '' }),
    name: (device) => device.name,
    load: async (_deps, context) => ({
      points: await atPlaces(registry.accessPoints, context),
      pointsOfSale: await activeAtPlaces(registry.pointsOfSale, context),
    }),
    list: async () => [],
    line: () => null,
    fresh: () => ({}),
    fields: ({ context: { words }, values, errors, given, data }) => {
      const here = data.pointsOfSale.filter(({ placeId }) => placeId === values.placeId);
      return (
        <>
          <Field {...given('name')} label={words.nameLabel} hint={words.readerNameHint} />
          {here.length > 0 ? (
            <Choice
              type="checkbox"
              name="pointsOfSale"
              label={words.deviceRuns}
              hint={words.deviceRunsHint}
              chosen={values.pointsOfSale ?? []}
              error={errors['pointsOfSale']}
              options={here.map((pos) => ({ value: pos.id, label: pos.name }))}
            />
          ) : (
            <p class="small">{words.deviceRunsNone}</p>
          )}
        </>
      );
    },
    read: (form) => ({ name: form.text('name'), pointsOfSale: form.many('pointsOfSale') }),
    ending: ({ context: { words, language }, record, data }) => {
      const names = data.points
        .filter(({ deviceId }) => deviceId === record.id)
        .map(({ name }) => name);
      return {
        title: words.deviceEndTitle(record.name),
        text: words.deviceEndText(names.length > 0 ? listOf(names, language) : null),
        verb: words.deviceEndVerb,
      };
    },
  });
}
