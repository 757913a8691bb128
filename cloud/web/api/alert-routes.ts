import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { failure } from '../../../shared/runtime/errors.ts';
import { type AlertSettings, alertKinds, type Dispatch, staffTimes } from '../../ports/alerts.ts';
import {
  decideDispatch,
  faultsOf,
  mostAddresses,
  placeOfAlerts,
  renewWebhookSecret,
  saveAlerts,
  tryAlerts,
} from '../alerts/keep-settings.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { isoOf } from './instant.ts';
import { idParams, listed, pageOf, pageQuery, problemSchema, whoAsks } from './resource.ts';
import { body, LocalTime, oneOf, orNull } from './schemas.ts';

const tags = ['alerts'];
const refused = { '4xx': problemSchema };
const choice = body({
  staff: oneOf(staffTimes),
  member: Type.Boolean({ description: 'of what concerns one member alone' }),
  webhook: Type.Boolean(),
});
const kinds = Object.fromEntries(alertKinds.map((kind) => [kind, choice]));
const address = Type.String({ minLength: 3, maxLength: 254 });
const fields = {
  addresses: Type.Array(address, { maxItems: mostAddresses }),
  quiet: orNull(body({ from: LocalTime, until: LocalTime })),
  digestAt: LocalTime,
  webhookUrl: orNull(Type.String({ maxLength: 2_000 })),
};
const settings = Type.Object({ placeId: Type.String(), ...fields, kinds: Type.Object(kinds) });
const changes = Type.Partial(
  Type.Object({
    ...fields,
    kinds: Type.Partial(Type.Object(kinds), { additionalProperties: false }),
  }),
  { additionalProperties: false },
);
const outcome = Type.Object({
  outcome: Type.String({ description: 'sent, later, never, away, or off: there is no such way' }),
  said: orNull(Type.String({ description: 'in the words of the other side' })),
});
const troubled = Type.Object({}, { additionalProperties: true });

/** Who is told of what at a place, whether that works, and what could not be delivered. */
export function alertRoutes(app: FastifyInstance, deps: WebDeps): void {
  const url = '/api/v1/places/:id/alerts';

  app.get(
    url,
    {
      schema: {
        ...{ tags, summary: 'Who is told of what at a place', params: idParams },
        response: { 200: settings, ...refused },
      },
    },
    async (request) => deps.alertSettings.find((await placeOfAlerts(deps, request)).id),
  );

  app.patch(
    url,
    {
      schema: {
        ...{ tags, summary: 'Change who is told of what', params: idParams, body: changes },
        response: { 200: settings, ...refused },
      },
    },
    async (request) => {
      const place = await placeOfAlerts(deps, request);
      const before = await deps.alertSettings.find(place.id);
      const said = request.body as Partial<AlertSettings>;
      const { addresses, quiet, digestAt, webhookUrl } = { ...before, ...said };
      const all = { ...before.kinds, ...said.kinds };
      const wanted = { addresses, quiet, digestAt, webhookUrl, kinds: all };
      const faults = faultsOf(wanted, deps);
      if (faults.addresses !== undefined)
        throw failure('badRequest', { detail: `${faults.addresses} is no mail address` });
      if (faults.quiet !== undefined)
        throw failure('badRequest', { detail: 'quiet must end at another time than it begins' });
      if (faults.webhookUrl !== undefined)
        throw failure('badRequest', {
          detail: 'webhookUrl must begin with https://, or be named in the setting webhookHosts',
        });
      return saveAlerts(deps, request, place, wanted);
    },
  );

  app.post(
    `${url}/test`,
    {
      config: { rateLimit: { max: 10, timeWindow: 60_000 } },
      schema: {
        ...{ tags, summary: 'Send a test now, to an address or to the webhook', params: idParams },
        body: body({ address: Type.Optional(address) }),
        response: { 200: outcome, ...refused },
      },
    },
    async (request) => {
      const place = await placeOfAlerts(deps, request);
      const { address: to = null } = request.body as { address?: string };
      const kept = await deps.alertSettings.find(place.id);
      if (to !== null && !kept.addresses.includes(to))
        throw failure('badRequest', { detail: 'this address is not among those of the alerts' });
      const tried = await tryAlerts(deps, request, place, to ?? 'webhook');
      return { outcome: tried?.is ?? 'off', said: tried && 'said' in tried ? tried.said : null };
    },
  );

  app.post(
    `${url}/webhook-secret`,
    {
      schema: {
        ...{ tags, summary: 'Make a new webhook secret; the former ends', params: idParams },
        response: { 201: Type.Object({ secret: Type.String() }), ...refused },
      },
    },
    async (request, reply) => {
      const place = await placeOfAlerts(deps, request);
      return reply.code(201).send({ secret: await renewWebhookSecret(deps, request, place) });
    },
  );

  app.get(
    '/api/v1/undelivered',
    {
      schema: {
        ...{ tags, summary: 'What could not be delivered, newest first' },
        querystring: Type.Object(pageQuery, { additionalProperties: false }),
        response: { 200: listed(troubled), ...refused },
      },
    },
    async (request) => {
      const { places } = whoAsks(request.principal);
      await looked(deps, request, { kind: 'setting', after: { list: 'undelivered' } });
      const page = await deps.dispatches.troubled(
        places,
        pageOf(request.query as { limit?: number; cursor?: string }),
      );
      return { ...page, items: page.items.map(shown) };
    },
  );

  for (const [path, what, summary] of [
    ['retry', 'tryAgain', 'Try it again now'],
    ['give-up', 'giveUp', 'Send it never'],
  ] as const)
    app.post(
      `/api/v1/undelivered/:id/${path}`,
      { schema: { tags, summary, params: idParams, response: { 204: Type.Null(), ...refused } } },
      async (request, reply) => {
        await decideDispatch(deps, request, what);
        return reply.code(204).send();
      },
    );
}

const shown = ({ alertId: _, period, madeAt, nextTryAt, ...of }: Dispatch) => ({
  ...of,
  period: period && { from: isoOf(period.from), to: isoOf(period.to) },
  madeAt: isoOf(madeAt),
  nextTryAt: of.state === 'pending' ? isoOf(nextTryAt) : null,
});
