import type { FastifyInstance } from 'fastify';
import { directions } from '../../../shared/domain/access-point.ts';
import { itemName } from '../../../shared/domain/item.ts';
import type {
  AccessPointRecord,
  Area,
  DeviceRecord,
  DoorRecord,
  ItemRecord,
  ScheduleRecord,
} from '../../ports/registry.ts';
import { fields } from '../api/schemas.ts';
import type { WebDeps } from '../deps.ts';
import { Choice, Field, Select, Tick } from './fields.tsx';
import { placeName } from './place-field.tsx';
import { recordPages } from './record-pages.tsx';
import { activeAtPlaces, atPlaces } from './record-parts.tsx';
import { PurposeOf } from './retention-fields.tsx';

interface Around {
  readonly devices: readonly DeviceRecord[];
  readonly doors: readonly DoorRecord[];
  readonly areas: readonly Area[];
  readonly items: readonly ItemRecord[];
  readonly schedules: readonly ScheduleRecord[];
}

/** Access points: which reader, which door, which way, and what a card there is tapped for. */
export function accessPointsPage(app: FastifyInstance, deps: WebDeps): void {
  recordPages<AccessPointRecord, Around>(app, deps, {
    path: '/access-points',
    section: 'settings',
    repository: (registry) => registry.accessPoints,
    schema: fields.accessPoints,
    titles: (words) => ({
      list: words.accessPointsTitle,
      lead: words.accessPointsLead,
      add: words.accessPointsAdd,
      none: words.accessPointsNone,
    }),
    name: (point) => point.name,
    load: async ({ registry }, context) => ({
      devices: await activeAtPlaces(registry.devices, context),
      doors: await atPlaces(registry.doors, context),
      areas: await atPlaces(registry.areas, context),
      items: await activeAtPlaces(registry.items, context),
      schedules: (await registry.schedules.list({ limit: 1000, cursor: null })).items.filter(
        ({ placeId }) => placeId === null || context.places.some(({ id }) => id === placeId),
      ),
    }),
    list: ({ registry }, context) => atPlaces(registry.accessPoints, context),
    line: ({ context, record, data }) => {
      const { words } = context;
      const door = data.doors.find(({ id }) => id === record.doorId);
      const area = data.areas.find(({ id }) => id === record.area);
      return (
        <>
          <span class="aside">{placeName(context, record.placeId)}</span>
          <span>{words[`direction_${record.direction}`]}</span>
          <span class="aside">
            {[door?.name, area?.name, record.counts ? null : words.doesNotCount]
              .filter((said) => said)
              .join(', ')}
          </span>
        </>
      );
    },
    fresh: ({ devices }) => ({
      name: '',
      deviceId: devices[0]?.id ?? '',
      direction: 'toggle',
      counts: true,
      doorId: null,
      area: null,
      itemId: null,
      reader: null,
      asksPin: false,
      pinScheduleId: null,
      purpose: null,
    }),
    fields: ({ context, values, errors, given, data }) => {
      const { words, language } = context;
      const at = (record: { placeId: string; name: string }) =>
        [record.name, placeName(context, record.placeId)].filter((said) => said).join(', ');
      return (
        <>
          <Field {...given('name')} label={words.readerName} hint={words.readerNameHint} />
          <Select
            {...given('deviceId')}
            label={words.onDevice}
            options={data.devices.map((device) => ({ value: device.id, label: at(device) }))}
          />
          <Choice
            type="radio"
            name="direction"
            label={words.direction}
            error={errors['direction']}
            chosen={[values.direction ?? 'toggle']}
            options={directions.map((one) => ({ value: one, label: words[`direction_${one}`] }))}
          />
          <Select
            {...given('doorId')}
            label={words.opensWhich}
            options={[
              { value: '', label: words.opensNothing },
              ...data.doors.map((door) => ({ value: door.id, label: at(door) })),
            ]}
          />
          <Tick
            name="counts"
            label={words.countsLabel}
            hint={words.countsHint}
            checked={values.counts}
          />
          <Select
            {...given('area')}
            label={words.countsWhere}
            options={[
              { value: '', label: words.wholePlace },
              ...data.areas.map((area) => ({ value: area.id, label: at(area) })),
            ]}
          />
          <Select
            {...given('itemId')}
            label={words.itemLabel}
            hint={words.itemHint}
            options={[
              { value: '', label: words.itemOfPlace },
              ...data.items.map((item) => ({
                value: item.id,
                label: at({ ...item, name: itemName(item, language) }),
              })),
            ]}
          />
          <Tick
            name="asksPin"
            label={words.asksPinLabel}
            hint={words.asksPinHint}
            checked={values.asksPin}
          />
          <Select
            {...given('pinScheduleId')}
            label={words.pinHours}
            options={[
              { value: '', label: words.pinAlways },
              ...data.schedules.map((schedule) => ({ value: schedule.id, label: schedule.name })),
            ]}
          />
          <PurposeOf
            words={words}
            given={given('purpose')}
            unsaid={words.purposeAsArea}
            hint={words.purposeOfPointHint}
          />
          <Field {...given('reader')} optional label={words.readerLabel} hint={words.readerHint} />
        </>
      );
    },
    read: (form, { devices }) => {
      const deviceId = form.text('deviceId');
      const placeId = devices.find(({ id }) => id === deviceId)?.placeId;
      return {
        ...(placeId !== undefined && { placeId }),
        name: form.text('name'),
        deviceId,
        direction: form.text('direction') as AccessPointRecord['direction'],
        doorId: form.textOrNull('doorId'),
        counts: form.has('counts'),
        area: form.textOrNull('area'),
        itemId: form.textOrNull('itemId'),
        reader: form.textOrNull('reader'),
        asksPin: form.has('asksPin'),
        pinScheduleId: form.textOrNull('pinScheduleId'),
        purpose: form.textOrNull('purpose') as AccessPointRecord['purpose'],
      };
    },
    ending: ({ context: { words }, record }) => ({
      title: words.accessPointEndTitle(record.name),
      text: words.accessPointEndText,
      verb: words.accessPointEndVerb,
    }),
  });
}
