import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Direction, directions } from '../../../shared/domain/access-point.ts';
import { whoAsks } from '../api/resource.ts';
import { audit } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { troublesOf } from '../device-troubles.ts';
import { dayOf } from '../format.ts';
import { assertPlace, seenBy } from '../place-scope.ts';
import { momentOf } from '../report/view.ts';
import { type DeviceLine, DevicesView, type JoinForm } from './devices-view.tsx';
import { formOf, html } from './forms.ts';
import { claimOf, freeIdFor, guessing } from './join-reader.tsx';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const all = { limit: 1000, cursor: null };

/** Which devices there are, and how a new one is let in: its code, the same fingerprint, then where it hangs. */
export function devicesPage(app: FastifyInstance, deps: WebDeps): void {
  const { registry, claims, clock } = deps;

  app.get('/devices', hidden, async (request, reply) => {
    const { said } = request.query as { said?: string };
    return html(reply, await page(request, { said: said === 'joined' }));
  });

  app.post('/devices/code', guessing, async (request, reply) => {
    const { userCode } = formOf(request, 'userCode');
    const found = await claimOf(deps, userCode);
    const { words } = contextOf(request);
    if (!found)
      return html(reply, await page(request, { userCode, codeError: words.errorCode }), 400);
    return html(reply, await page(request, { userCode, found }));
  });

  app.post('/devices/approve', guessing, async (request, reply) => {
    const typed = formOf(request, ...approveFields);
    const { words } = contextOf(request);
    const direction = directions.find((one) => one === typed.direction);
    const found = await claimOf(deps, typed.userCode);
    if (!found) {
      return html(reply, await page(request, { ...typed, codeError: words.errorCode }), 400);
    }
    if (typed.deviceId !== '') {
      const { id, placeId } = await seenBy(registry.devices, whoAsks(request.principal)).get(
        typed.deviceId,
      );
      const { userCode } = typed;
      // It hangs where the other hung: its access points stay as they are.
      await claims.approve({ userCode, placeId, deviceId: id, accessPoints: [] }, clock.now());
      await audit(deps, request, { verb: 'approved', kind: 'device', id, placeId });
      return reply.redirect('/devices?said=joined', 303);
    }
    if (typed.name === '' || !direction) {
      const wrong = { ...typed, found, nameError: words.errorNameMissing };
      return html(reply, await page(request, wrong), 400);
    }
    const id = await freeIdFor(deps, typed.name);
    const point = {
      id,
      name: typed.name.slice(0, 200),
      direction: direction satisfies Direction,
      ...(typed.door !== '' && { doorId: `${id}-door` }),
    };
    assertPlace(whoAsks(request.principal), typed.placeId);
    const { deviceId } = await claims.approve(
      { userCode: typed.userCode, placeId: typed.placeId, accessPoints: [point] },
      clock.now(),
    );
    const about = { id: deviceId, placeId: typed.placeId };
    await audit(deps, request, { verb: 'approved', kind: 'device', ...about });
    return reply.redirect('/devices?said=joined', 303);
  });

  async function page(request: FastifyRequest, form: JoinForm): Promise<string> {
    const context = contextOf(request);
    const principal = whoAsks(request.principal);
    const { items: places } = await seenBy(registry.places, principal).list(all);
    const { items: devices } = await seenBy(registry.devices, principal).list(all);
    const { items: points } = await seenBy(registry.accessPoints, principal).list(all);
    const states = new Map((await deps.journal.deviceStates()).map((one) => [one.device, one]));
    const now = clock.now();
    const lines = devices.map((device): DeviceLine => {
      const place = places.find(({ id }) => id === device.placeId);
      const timeZone = place?.timeZone ?? 'Europe/Paris';
      const state = states.get(device.id);
      const seen = state?.lastSeenAt ?? null;
      const view = { timeZone, today: dayOf(now, timeZone), language: context.language };
      return {
        device,
        place: place?.name ?? device.placeId,
        points: points.filter(({ deviceId }) => deviceId === device.id),
        isOnline: state?.online === true,
        lastSeen: seen === null ? null : momentOf(seen, view),
        troubles: (state?.online === true ? troublesOf(state.hello) : []).map((trouble) => ({
          ...trouble,
          sinceText: momentOf(trouble.since, view),
        })),
      };
    });
    return pageOf({
      context,
      title: context.words.devices,
      section: 'settings',
      children: (
        <DevicesView
          context={context}
          form={{ ...form, known: lines.map(knownOf) }}
          lines={lines}
          places={places}
        />
      ),
    });
  }
}

const approveFields = ['userCode', 'placeId', 'name', 'direction', 'door', 'deviceId'] as const;

/** By the names of its access points, as the list calls it. */
const knownOf = ({ device, points }: DeviceLine) => ({
  id: device.id,
  name: points.map(({ name }) => name).join(', ') || device.name,
});
