import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  type Attempt,
  algorithms,
  eventTypes,
  type WantedEndpoint,
  type WebhookEndpoint,
} from '../../ports/webhook-endpoints.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import {
  addWebhook,
  changeWebhook,
  endWebhook,
  replayWebhook,
  rotateWebhook,
  sendEventAgain,
  testWebhook,
  theirWebhook,
} from '../webhooks/keep-webhooks.ts';
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
  const { webhooks } = deps;
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
      const wanted = {
        ...{ placeId: null, description: '', algorithm: 'v1' as const },
        ...(request.body as Pick<WantedEndpoint, 'url' | 'types'> & Partial<WantedEndpoint>),
      };
      const { endpoint, secret } = await addWebhook(deps, request, wanted);
      return reply.code(201).send({ webhook: shown(endpoint), secret });
    },
  );

  const answers = { params: idParams, response: { 200: shape, ...refused } };
  app.get(one, { schema: { tags, summary: 'One webhook', ...answers } }, async (request) => {
    const endpoint = await theirWebhook(deps, request);
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
      const after = await changeWebhook(deps, request, request.body as object);
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
      await endWebhook(deps, request);
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
      const { endpoint, secret } = await rotateWebhook(deps, request);
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
    async (request) => shownAttempt(await testWebhook(deps, request)),
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
      const { id, placeId: place } = await theirWebhook(deps, request);
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
      await sendEventAgain(deps, request, (request.body as { eventId: string }).eventId);
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
      await theirWebhook(deps, request);
      const { since } = request.body as { since: string };
      return { events: await replayWebhook(deps, request, instantOf('since', since), since) };
    },
  );
}

const orIso = (at: number | null) => (at === null ? null : isoOf(at));
const shown = ({ formerUntil, failingSince, succeededAt, madeAt, ...of }: WebhookEndpoint) => ({
  ...of,
  ...{ formerUntil: orIso(formerUntil), failingSince: orIso(failingSince) },
  ...{ succeededAt: orIso(succeededAt), madeAt: isoOf(madeAt) },
});
const shownAttempt = ({ at, ...of }: Attempt) => ({ ...of, at: isoOf(at) });
