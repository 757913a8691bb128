import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { failure } from '../../../shared/runtime/errors.ts';
import {
  bindFedow,
  federateFedow,
  joinFedow,
  registerCards,
  theirConnection,
} from '../connections/keep-connections.ts';
import type { WebDeps } from '../deps.ts';
import { connectionFor, connectionShape, refused, tags } from './connection-routes.ts';
import { isoOf } from './instant.ts';
import { idParams, listed } from './resource.ts';
import { body, Id, orNull } from './schemas.ts';

const uuid = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
const shape = Type.Object({}, { additionalProperties: true });
const count = Type.Integer({ minimum: 0 });
const poolSchema = Type.Object({
  connectionId: Id,
  placeId: Id,
  assetName: Type.String(),
  originName: orNull(Type.String()),
  isOurs: Type.Boolean({
    description: 'true: every venue’s passages are told; false: our own alone',
  }),
  venues: Type.Array(Type.Object({ id: Id, name: Type.String() })),
  readAt: orNull(Type.String()),
  problem: orNull(Type.String()),
  chain: Type.Object({ blocks: count, forks: count, broken: count, unjudged: count }),
});
const url = '/api/v1/connections/:id';

/** What staff do at a Fedow beside telling it of punches. */
export function fedowRoutes(app: FastifyInstance, deps: WebDeps): void {
  app.post(
    '/api/v1/fedow',
    {
      config: { rateLimit: { max: 10, timeWindow: 60_000 } },
      schema: {
        ...{ tags, summary: 'Join a Fedow by the string that its administrator gave' },
        body: body({
          placeId: Id,
          invitation: Type.String({ maxLength: 8_000, description: 'as it was printed' }),
        }),
        response: { 201: connectionShape, ...refused },
      },
    },
    async (request, reply) => {
      const said = request.body as { placeId: string; invitation: string };
      return reply.code(201).send(connectionFor(await joinFedow(deps, request, said)));
    },
  );

  for (const [what, summary] of [
    ['assets', 'Assets that the place accepts there; `BDG` counts punches'],
    ['federations', 'Federations that the place is in there'],
  ] as const)
    app.get(
      `${url}/${what}`,
      {
        schema: {
          ...{ tags, summary, params: idParams },
          response: { 200: listed(shape), ...refused },
        },
      },
      async (request) => {
        const { id } = await theirConnection(deps, request);
        return { items: await deps.fedow[what](id, 'asked'), nextCursor: null };
      },
    );

  app.post(
    `${url}/federations`,
    {
      schema: {
        ...{ tags, params: idParams },
        summary: 'Share an asset of ours with another place there, or join another’s',
        description:
          'Fedow asks nobody whether they agree, knows no invitation and lets nobody leave: agree beforehand; only its ' +
          'administrator takes a place out again. Asked again it changes nothing.',
        body: body({
          name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
          asset: Type.Optional(orNull(uuid)),
          placeUuid: Type.Optional(orNull(uuid)),
        }),
        response: { 200: shape, ...refused },
      },
    },
    (request) => {
      const {
        asset = null,
        placeUuid = null,
        ...said
      } = request.body as {
        name: string;
        asset?: string | null;
        placeUuid?: string | null;
      };
      return federateFedow(deps, request, { ...said, asset, placeUuid });
    },
  );

  app.get(
    `${url}/pool`,
    {
      schema: {
        ...{ tags, params: idParams },
        summary:
          'What is read back of the bound asset: whose it is, which venues, how old, whether it is whole',
        description: 'Its passages: `GET /api/v1/passages?pool=ID`, and the CSV of the report.',
        response: { 200: poolSchema, ...refused },
      },
    },
    async (request) => {
      const { id } = await theirConnection(deps, request);
      const pool = await deps.fedowPools.find(id);
      if (!pool) throw failure('notFound', { what: 'shared asset', id });
      const { readAt, ...rest } = pool;
      return { ...rest, readAt: readAt === null ? null : isoOf(readAt) };
    },
  );

  app.post(
    `${url}/binding`,
    {
      schema: {
        ...{ tags, summary: 'Tell punches of an item on an asset, from now on', params: idParams },
        body: body({
          itemId: Id,
          asset: Type.Optional(orNull(uuid)),
        }),
        response: { 200: connectionShape, ...refused },
      },
    },
    async (request) => {
      const { itemId, asset = null } = request.body as { itemId: string; asset?: string | null };
      return connectionFor(await bindFedow(deps, request, { itemId, asset }));
    },
  );

  app.post(
    `${url}/cards`,
    {
      schema: {
        ...{ tags, summary: 'Make the cards of a member known there, once they were told' },
        ...{ params: idParams, body: body({ memberId: Id }) },
        response: { 200: Type.Object({ registered: Type.Integer() }), ...refused },
      },
    },
    async (request) => {
      const { memberId } = request.body as { memberId: string };
      return { registered: await registerCards(deps, request, memberId) };
    },
  );
}
