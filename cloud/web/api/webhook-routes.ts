import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { failure } from '../../../shared/runtime/errors.ts';
import {
  type Attempt,
  algorithms,
  eventTypes,
  type WantedEndpoint,
  type WebhookEndpoint,
} from '../../ports/webhook-endpoints.ts';
import { audit, looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { assertEverywhere, assertPlace } from '../place-scope.ts';
import { InstantText, instantOf, isoOf } from './instant.ts';
import { idParams, listed, pageOf, pageQuery, problemSchema, whoAsks } from './resource.ts';
import { body, Id, oneOf, orNull } from './schemas.ts';

const tags = ['webhooks'];
const refused = { '4xx': problemSchema };
const types = Type.Union([Type.Literal('*'), Type.Array(oneOf(eventTypes), { minItems: 1 })], {
  description: '`*`: all there are, and will be',
});
const said = {
  url: Type.String({ minLength: 1, maxLength: 2_000, description: 'https' }),
  description: Type.String({ maxLength: 200 }),
  types,
};
const algorithm = oneOf(algorithms);
const placeId = orNull(Id);
const shape = Type.Object({
  ...{ id: Id, placeId, ...said, algorithm, publicKey: orNull(Type.String()) },
  state: Type.String({ description: 'enabled, off (staff said so), or stopped' }),
  why: orNull(Type.String({ description: 'of stopped: gone (it answered 410), or failing' })),
  formerUntil: orNull(Type.String({ description: 'until then the former secret signs too' })),
  failingSince: orNull(Type.String()),
  succeededAt: orNull(Type.String()),
  madeAt: Type.String(),
  waiting: Type.Integer(),
});
const made = Type.Object({ webhook: shape, secret: orNull(Type.String()) });
const attempt = Type.Object({
  ...{ id: Type.String(), eventId: Type.String(), type: Type.String(), at: Type.String() },
  ...{ tookMs: Type.Integer(), status: orNull(Type.Integer()) },
  why: orNull(Type.String({ description: 'why there was no answer' })),
  said: Type.String({ description: 'the first 200 characters of the answer' }),
});

/** Programs elsewhere that are told what happens: where they are, of what, and what became of each try. */
export function webhookRoutes(app: FastifyInstance, deps: WebDeps): void {
  const { webhooks, clock } = deps;
  const url = '/api/v1/webhooks';
  const one = `${url}/:id`;
  const limited = { rateLimit: { max: 10, timeWindow: 60_000 } };

  app.get(
    url,
    { schema: { tags, summary: 'List webhooks', response: { 200: listed(shape), ...refused } } },
    async (request) => {
      await looked(deps, request, { kind: 'setting', after: { list: 'webhooks' } });
      const items = await webhooks.list(whoAsks(request.principal).places);
      return { items: items.map(shown), nextCursor: null };
    },
  );

  app.post(
    url,
    {
      schema: {
        ...{ tags, summary: 'Add a webhook; its secret is answered once' },
        body: body({
          ...{ url: said.url, types, placeId: Type.Optional(placeId) },
          description: Type.Optional(said.description),
          algorithm: Type.Optional(algorithm),
        }),
        response: { 201: made, ...refused },
      },
    },
    async (request, reply) => {
      const principal = whoAsks(request.principal);
      const wanted = {
        ...{ placeId: null, description: '', algorithm: 'v1' as const },
        ...(request.body as Pick<WantedEndpoint, 'url' | 'types'> & Partial<WantedEndpoint>),
      };
      if (wanted.placeId === null) assertEverywhere(principal);
      assertPlace(principal, wanted.placeId);
      if (wanted.placeId !== null) await deps.registry.places.get(wanted.placeId);
      await mustBeCallable(wanted.url);
      const { endpoint, secret } = await webhooks.create(wanted, clock.now());
      await told(request, 'created', endpoint, wanted);
      return reply.code(201).send({ webhook: shown(endpoint), secret });
    },
  );

  const answers = { params: idParams, response: { 200: shape, ...refused } };
  app.get(one, { schema: { tags, summary: 'One webhook', ...answers } }, async (request) => {
    const endpoint = await theirs(request);
    await looked(deps, request, { kind: 'setting', id: endpoint.id, placeId: endpoint.placeId });
    return shown(endpoint);
  });

  app.patch(
    one,
    {
      schema: {
        ...{ tags, summary: 'Change a webhook, or switch it off or on again', ...answers },
        body: Type.Partial(Type.Object({ ...said, state: oneOf(['enabled', 'off'] as const) }), {
          additionalProperties: false,
        }),
      },
    },
    async (request) => {
      const { id } = await theirs(request);
      const { state, ...wanted } = request.body as {
        state?: 'enabled' | 'off';
      } & Partial<Pick<WantedEndpoint, 'url' | 'description' | 'types'>>;
      if (wanted.url !== undefined) await mustBeCallable(wanted.url);
      let after = await webhooks.change(id, wanted);
      if (state !== undefined) after = await webhooks.set(id, state, clock.now());
      await told(request, 'changed', after, request.body as object);
      return shown(after);
    },
  );

  app.delete(
    one,
    {
      schema: {
        ...{ tags, summary: 'End a webhook, with its log', params: idParams },
        response: { 204: Type.Null(), ...refused },
      },
    },
    async (request, reply) => {
      const endpoint = await theirs(request);
      await webhooks.remove(endpoint.id);
      await told(request, 'ended', endpoint, null);
      return reply.code(204).send();
    },
  );

  app.post(
    `${one}/rotate`,
    {
      schema: {
        ...{ tags, summary: 'Make another secret; for a day both sign', params: idParams },
        response: { 201: made, ...refused },
      },
    },
    async (request, reply) => {
      const { id } = await theirs(request);
      const { endpoint, secret } = await webhooks.rotate(id, clock.now());
      await told(request, 'changed', endpoint, { rotated: true });
      return reply.code(201).send({ webhook: shown(endpoint), secret });
    },
  );

  app.post(
    `${one}/test`,
    {
      config: limited,
      schema: {
        ...{ tags, summary: 'Post an event that says nothing, now', params: idParams },
        response: { 200: attempt, ...refused },
      },
    },
    async (request) => {
      const endpoint = await theirs(request);
      const tried = await webhooks.ping(endpoint.id);
      await told(request, 'commanded', endpoint, { test: tried.status ?? tried.why });
      return shownAttempt(tried);
    },
  );

  app.get(
    `${one}/attempts`,
    {
      schema: {
        ...{ tags, summary: 'What became of each try, newest first', params: idParams },
        querystring: Type.Object(pageQuery, { additionalProperties: false }),
        response: { 200: listed(attempt), ...refused },
      },
    },
    async (request) => {
      const { id, placeId: place } = await theirs(request);
      await looked(deps, request, { kind: 'setting', id, placeId: place });
      const asked = pageOf(request.query as { limit?: number; cursor?: string });
      const page = await webhooks.attempts(id, asked);
      return { ...page, items: page.items.map(shownAttempt) };
    },
  );

  app.post(
    `${one}/send-again`,
    {
      schema: {
        ...{ tags, summary: 'Send one event again', params: idParams },
        body: body({ eventId: Type.String({ maxLength: 64 }) }),
        response: { 204: Type.Null(), ...refused },
      },
    },
    async (request, reply) => {
      const endpoint = await theirs(request);
      const { eventId } = request.body as { eventId: string };
      await webhooks.sendAgain(endpoint.id, eventId, clock.now());
      await told(request, 'commanded', endpoint, { sendAgain: eventId });
      return reply.code(204).send();
    },
  );

  app.post(
    `${one}/replay`,
    {
      schema: {
        ...{ tags, summary: 'Send all since a time again', params: idParams },
        body: body({ since: InstantText }),
        response: { 200: Type.Object({ events: Type.Integer() }), ...refused },
      },
    },
    async (request) => {
      const endpoint = await theirs(request);
      const { since } = request.body as { since: string };
      const at = instantOf('since', since);
      const events = await webhooks.replay(endpoint.id, at, clock.now());
      await told(request, 'commanded', endpoint, { replay: since, events });
      return { events };
    },
  );

  /** Throws `notFound` for one of a place, or of an installation, that is not theirs. */
  async function theirs(request: FastifyRequest): Promise<WebhookEndpoint> {
    const { id } = request.params as { id: string };
    const { places } = whoAsks(request.principal);
    const found = await webhooks.find(id);
    const isTheirs =
      places === '*' || (found?.placeId !== null && places.includes(found?.placeId ?? ''));
    if (!found || !isTheirs) throw failure('notFound', { what: 'webhook', id });
    return found;
  }

  async function mustBeCallable(text: string): Promise<void> {
    const may = await webhooks.mayCall(text);
    if (may !== 'well') throw failure('badRequest', { detail: whyNot[may] });
  }

  const told = (
    request: FastifyRequest,
    verb: 'created' | 'changed' | 'ended' | 'commanded',
    { id, placeId: place }: WebhookEndpoint,
    after: object | null,
  ) => audit(deps, request, { verb, kind: 'setting', id, placeId: place, after });
}

const whyNot = {
  noAddress: 'url must be an address that begins with https://, without a password in it',
  hostNotAllowed:
    'url is in this network, or not reached by https: name its host in the setting webhookHosts',
  unknownHost: 'url names a host that nobody knows',
} as const;

const orIso = (at: number | null) => (at === null ? null : isoOf(at));
const shown = ({ formerUntil, failingSince, succeededAt, madeAt, ...of }: WebhookEndpoint) => ({
  ...of,
  ...{ formerUntil: orIso(formerUntil), failingSince: orIso(failingSince) },
  ...{ succeededAt: orIso(succeededAt), madeAt: isoOf(madeAt) },
});
const shownAttempt = ({ at, ...of }: Attempt) => ({ ...of, at: isoOf(at) });
