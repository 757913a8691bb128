import type { FastifyInstance } from 'fastify';
import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import type { AccessPointRecord, DeviceRecord, PointOfSaleRecord } from '../../ports/registry.ts';
import { whoAsks } from '../api/resource.ts';
import { fields } from '../api/schemas.ts';
import type { WebDeps } from '../deps.ts';
import { seenBy } from '../place-scope.ts';
import { nameOf } from '../principal.ts';
import { listOf } from '../schedule-words.ts';
import { stateOf } from '../unlock-door.ts';
import { devicePasswordPage, PasswordRenewal } from './device-password.tsx';
import { Choice, Field } from './fields.tsx';
import { Alert, Form, Said } from './form.tsx';
import { recordPages } from './record-pages.tsx';
import { activeAtPlaces, atPlaces } from './record-parts.tsx';
import type { PageContext } from './shell.tsx';

interface Around {
  readonly points: readonly AccessPointRecord[];
  readonly pointsOfSale: readonly PointOfSaleRecord[];
}

/** It answers within a few hundred milliseconds, or the page says that it has not yet. */
const identifyPatienceMs = 3_000;

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
    beside: ({ context, record }) => (
      <div>
        <Identify context={context} device={record.id} />
        {record.state === 'active' && <PasswordRenewal context={context} device={record.id} />}
      </div>
    ),
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

  devicePasswordPage(app, deps);
  app.post('/devices/:id/identify', { schema: { hide: true } }, async (request, reply) => {
    const { id } = request.params as { id: string };
    const principal = whoAsks(request.principal);
    const device = await seenBy(registry.devices, principal).get(id);
    const outcome = await identify(device, nameOf(principal));
    return reply.redirect(`/devices/${device.id}?identified=${outcome}`, 303);
  });

  async function identify({ id, placeId }: DeviceRecord, by: string): Promise<string> {
    try {
      const about = { kind: 'identify', device: id, placeId, door: null } as const;
      const given = await deps.commands.give({ ...about, by, reason: '' });
      return stateOf(await deps.commands.settled(given.id, identifyPatienceMs), deps.clock.now());
    } catch (err) {
      if (errorCodeOf(err) !== 'deviceOffline') throw err;
      return 'offline';
    }
  }
}

/** Which of several boxes on the wall is it? It shows. */
function Identify({ context, device }: { context: PageContext; device: string }) {
  const { words } = context;
  const asked = /[?&]identified=(\w+)/.exec(context.url)?.[1];
  return (
    <section>
      <h2>{words.identifyVerb}</h2>
      <p>{words.identifyHint}</p>
      {asked === 'granted' && <Said>{words.identified_granted}</Said>}
      {asked === 'waiting' && <p role="status">{words.identified_waiting}</p>}
      {asked && asked !== 'granted' && asked !== 'waiting' && <Alert>{words.identifiedNot}</Alert>}
      <Form
        context={context}
        action={`/devices/${device}/identify`}
        submit={words.identifyVerb}
        kind="plain"
      />
    </section>
  );
}
