import type { FastifyInstance } from 'fastify';
import type { DoorRecord, ScheduleRecord } from '../../ports/registry.ts';
import { fields } from '../api/schemas.ts';
import type { WebDeps } from '../deps.ts';
import { number } from '../format.ts';
import { UnlockLink } from './dashboard-doors.tsx';
import { DoorLock, readLock } from './door-lock.tsx';
import { DoorWiring, freshWiring, readWiring } from './door-wiring.tsx';
import { Field, Tick } from './fields.tsx';
import { PlaceField, placeName } from './place-field.tsx';
import { recordPages } from './record-pages.tsx';
import { atPlaces, placeOf } from './record-parts.tsx';

/** Doors: how long a card opens them, by which line, and what they listen to. */
export function doorsPage(app: FastifyInstance, deps: WebDeps): void {
  recordPages<DoorRecord, readonly ScheduleRecord[]>(app, deps, {
    path: '/doors',
    section: 'settings',
    repository: (registry) => registry.doors,
    schema: fields.doors,
    titles: (words) => ({
      list: words.doorsTitle,
      lead: words.doorsLead,
      add: words.doorsAdd,
      none: words.doorsNone,
    }),
    name: (door) => door.name,
    load: ({ registry }, context) => atPlaces(registry.schedules, context),
    list: ({ registry }, context) => atPlaces(registry.doors, context),
    line: ({ context, record }) => (
      <>
        <span class="aside">{placeName(context, record.placeId)}</span>
        <span>{context.words.doorOpens(number(record.unlockMs / 1000, context.language))}</span>
        <UnlockLink context={context} door={record} from="doors" />
      </>
    ),
    above: ({ context: { words } }) => (
      <p>
        <a class="button" href="/door-events">
          {words.doorEventsSee}
        </a>
      </p>
    ),
    beside: ({ context: { words }, record }) => (
      <p>
        <a class="button" href={`/door-events?door=${encodeURIComponent(record.id)}`}>
          {words.doorEventsSeeOne}
        </a>
      </p>
    ),
    fresh: (_schedules, context) => ({
      ...freshWiring,
      placeId: placeOf(context),
      name: '',
      unlockMs: 3000,
      capMs: 10_000,
      line: null,
      activeLow: false,
      lock: null,
    }),
    fields: ({ context, values, errors, given, data: schedules, isNew }) => {
      const { words } = context;
      return (
        <>
          <Field {...given('name')} label={words.nameLabel} />
          {isNew && <PlaceField context={context} value={values.placeId} />}
          <Field
            name="unlockMs"
            type="number"
            step={0.5}
            min={0.5}
            label={words.unlockLabel}
            value={secondsOf(values.unlockMs)}
            error={errors['unlockMs']}
          />
          <Field
            name="capMs"
            type="number"
            step={0.5}
            min={0.5}
            label={words.capLabel}
            hint={words.capHint}
            value={secondsOf(values.capMs)}
            error={errors['capMs']}
          />
          <Field
            {...given('line')}
            type="number"
            min={0}
            optional
            label={words.lineLabel}
            hint={words.lineHint}
          />
          <Tick name="activeLow" label={words.activeLowLabel} checked={values.activeLow} />
          <DoorLock words={words} lock={values.lock} errors={errors} />
          <DoorWiring words={words} values={values} errors={errors} schedules={schedules} />
        </>
      );
    },
    read: (form, _data, before) => {
      const line = form.number('line');
      return {
        ...(before ? {} : { placeId: form.text('placeId') }),
        name: form.text('name'),
        unlockMs: msOf(form.number('unlockMs')),
        capMs: msOf(form.number('capMs')),
        line: line === '' ? null : (line as number),
        activeLow: form.has('activeLow'),
        lock: readLock(form),
        ...readWiring(form),
      };
    },
    expected: (field, words) => (field === 'lock' ? words.lockMisfit : undefined),
    ending: ({ context: { words }, record }) => ({
      title: words.doorEndTitle(record.name),
      text: words.doorEndText,
      verb: words.doorEndVerb,
    }),
  });
}

const msOf = (seconds: number | string): number =>
  typeof seconds === 'number' ? Math.round(seconds * 1000) : (seconds as unknown as number);
const secondsOf = (ms: number | undefined): string =>
  typeof ms === 'number' ? String(ms / 1000) : String(ms ?? '');
