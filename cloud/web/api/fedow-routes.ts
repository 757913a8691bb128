import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  bindFedow,
  joinFedow,
  registerCards,
  theirConnection,
} from '../connections/keep-connections.ts';
import type { WebDeps } from '../deps.ts';
import { connectionFor, connectionShape, refused, tags } from './connection-routes.ts';
import { idParams, listed } from './resource.ts';
import { body, Id, orNull } from './schemas.ts';

const uuid = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
const shape = Type.Object({}, { additionalProperties: true });
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
        return { items: await deps.fedow[what](id), nextCursor: null };
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
