import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  type Connection,
  type ConnectionChange,
  type DeliveryState,
  deliveryStates,
  type SharedMember,
} from '../../ports/connections.ts';
import { connectionKinds } from '../../ports/connectors.ts';
import { looked } from '../audit.ts';
import {
  addConnection,
  changeConnection,
  changeShared,
  checkConnection,
  removeConnection,
  retryDelivery,
  theirConnection,
} from '../connections/keep-connections.ts';
import { deliveriesAt } from '../connections/their-deliveries.ts';
import type { WebDeps } from '../deps.ts';
import { deliveryFor } from './delivery-routes.ts';
import { isoOf } from './instant.ts';
import { idParams, listed, pageOf, pageQuery, problemSchema, whoAsks } from './resource.ts';
import { body, Id, LocalDate, oneOf, orNull } from './schemas.ts';

export const tags = ['connections'];
export const refused = { '4xx': problemSchema, '5xx': problemSchema };
const shape = Type.Object({}, { additionalProperties: true });
export const connectionShape = Type.Object({ id: Type.String() }, { additionalProperties: true });
const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' });
const settings = Type.Record(Type.String(), Type.Unknown(), {
  description: 'as its kind reads them; what it cannot use is refused by a sentence',
});
const secret = Type.String({ minLength: 1, maxLength: 4_000 });
const url = '/api/v1/connections/:id';
const more = (name: string) => Type.Object({ id: Id, [name]: Type.String({ maxLength: 64 }) });

/** Other systems that are told of punches: how each is set, whether it works, and what became of each punch. */
export function connectionRoutes(app: FastifyInstance, deps: WebDeps): void {
  app.get(
    '/api/v1/connections',
    {
      schema: {
        ...{ tags, summary: 'Other systems that are told of punches' },
        response: { 200: listed(connectionShape), ...refused },
      },
    },
    async (request) => {
      const items = await deps.connections.list(whoAsks(request.principal).places);
      return { items: items.map(connectionFor), nextCursor: null };
    },
  );

  app.post(
    '/api/v1/connections',
    {
      schema: {
        ...{ tags, summary: 'Add one, switched off; a Fedow is joined by POST /api/v1/fedow' },
        body: body({
          ...{ kind: oneOf(connectionKinds), placeId: Id, name: Name, settings },
          secrets: Type.Record(Type.String(), secret),
        }),
        response: { 201: connectionShape, ...refused },
      },
    },
    async (request, reply) => {
      const made = request.body as Parameters<typeof addConnection>[2];
      return reply.code(201).send(connectionFor(await addConnection(deps, request, made)));
    },
  );

  app.get(
    url,
    {
      schema: {
        ...{ tags, summary: 'Read one, with how many punches are in each state' },
        ...{ params: idParams, response: { 200: connectionShape, ...refused } },
      },
    },
    async (request) => {
      const connection = await theirConnection(deps, request);
      const deliveries = await deps.deliveries.count(connection.id);
      return { ...connectionFor(connection), deliveries };
    },
  );

  app.patch(
    url,
    {
      schema: {
        ...{ tags, summary: 'Change one. Switched on, it tells punches from now on' },
        params: idParams,
        body: Type.Partial(
          Type.Object({
            ...{ name: Name, settings, isOn: Type.Boolean() },
            secrets: Type.Record(Type.String(), orNull(secret), {
              description: 'never shown again; null takes one away, what is not named stays',
            }),
          }),
          { additionalProperties: false },
        ),
        response: { 200: connectionShape, ...refused },
      },
    },
    async (request) =>
      connectionFor(await changeConnection(deps, request, request.body as ConnectionChange)),
  );

  app.delete(
    url,
    {
      schema: {
        ...{ tags, summary: 'Remove one, with what is known here of its deliveries' },
        ...{ params: idParams, response: { 204: Type.Null(), ...refused } },
      },
    },
    async (request, reply) => {
      await removeConnection(deps, request);
      return reply.code(204).send();
    },
  );

  app.post(
    `${url}/check`,
    {
      config: { rateLimit: { max: 10, timeWindow: 60_000 } },
      schema: {
        ...{ tags, summary: 'Ask it now whether all is well; writes nothing there' },
        ...{ params: idParams, response: { 200: shape, ...refused } },
      },
    },
    async (request) => checkConnection(deps, request),
  );

  app.get(
    `${url}/deliveries`,
    {
      schema: {
        ...{ tags, summary: 'What became of punches there, the newest first', params: idParams },
        querystring: Type.Object(
          { ...pageQuery, state: Type.Optional(oneOf(deliveryStates)) },
          { additionalProperties: false },
        ),
        response: { 200: listed(shape), ...refused },
      },
    },
    async (request) => {
      const connection = await theirConnection(deps, request);
      const { state, ...page } = request.query as { state?: DeliveryState };
      const { items, nextCursor } = await deliveriesAt(
        deps,
        request,
        connection,
        state,
        pageOf(page),
      );
      return { items: items.map(deliveryFor), nextCursor };
    },
  );

  app.post(
    `${url}/deliveries/:punchId/retry`,
    {
      schema: {
        ...{ tags, summary: 'Try one again now', params: more('punchId') },
        response: { 204: Type.Null(), ...refused },
      },
    },
    async (request, reply) => {
      await retryDelivery(deps, request);
      return reply.code(204).send();
    },
  );

  app.get(
    `${url}/members/:memberId`,
    {
      schema: {
        ...{ tags, summary: 'What a member was told and agreed to there' },
        ...{ params: more('memberId'), response: { 200: shape, ...refused } },
      },
    },
    async (request) => {
      const { id, placeId } = await theirConnection(deps, request);
      const { memberId } = request.params as { memberId: string };
      const shared = await deps.sharedMembers.find(id, memberId);
      await looked(deps, request, { kind: 'member', id: memberId, placeId, memberId });
      return sharedFor(shared);
    },
  );

  app.patch(
    `${url}/members/:memberId`,
    {
      schema: {
        ...{ tags, summary: 'Write down what a member was told and agreed to there' },
        params: more('memberId'),
        body: Type.Partial(
          Type.Object({
            toldOn: orNull(LocalDate),
            sharesEmail: Type.Boolean(),
            knownAs: orNull(Type.String({ minLength: 1, maxLength: 140 })),
          }),
          { additionalProperties: false },
        ),
        response: { 200: shape, ...refused },
      },
    },
    async (request) =>
      sharedFor(
        await changeShared(deps, request, request.body as Parameters<typeof changeShared>[2]),
      ),
  );
}

export const connectionFor = ({ since, checked, succeededAt, paused, ...of }: Connection) => ({
  ...of,
  since: isoOf(since),
  checked: checked && { ...checked, at: isoOf(checked.at) },
  succeededAt: succeededAt === null ? null : isoOf(succeededAt),
  paused: paused && { ...paused, until: isoOf(paused.until) },
});

const sharedFor = ({ told, email, ...of }: SharedMember) => ({
  ...of,
  told: told && { ...told, at: isoOf(told.at) },
  email: email && { ...email, since: isoOf(email.since) },
});
