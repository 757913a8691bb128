import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { type Partner, partnerStates } from '../../ports/federation.ts';
import type { WebDeps } from '../deps.ts';
import { ownOrigin } from '../own-origin.ts';
import { assertEverywhere } from '../place-scope.ts';
import { nameOf, type Principal } from '../principal.ts';
import { isoOf } from './instant.ts';
import { idParams, problemSchema, whoAsks } from './resource.ts';
import { body, Id, oneOf, orNull } from './schemas.ts';

const count = Type.Integer({ minimum: 0 });
const shape = Type.Object({
  id: Id,
  state: oneOf(partnerStates),
  name: orNull(Type.String({ description: 'of their place; null: nobody answered' })),
  url: orNull(Type.String()),
  fingerprint: orNull(Type.String({ description: 'the same on both sides: compare it by voice' })),
  assetId: Id,
  placeId: Id,
  initials: Type.Boolean({ description: 'initials of members go with their cards' }),
  letsMembersEnter: Type.Boolean({ description: 'cards of our members are told' }),
  groupId: orNull(Type.String({ description: 'their members, for grants; null: not told' })),
  madeAt: Type.String(),
  invitedUntil: orNull(Type.String()),
  succeededAt: orNull(Type.String({ description: 'when they were last read' })),
  problem: orNull(Type.Object({ code: Type.String(), message: Type.String() })),
  counts: Type.Object({ cards: count, members: count, passages: count }),
});
const terms = { assetId: Id, letsMembersEnter: Type.Boolean() };
const tags = ['federations'];
const path = '/api/v1/federations';
const one = { 200: shape, '4xx': problemSchema };

/** Other venues' aggregators: invited, joined, read and left by who administers all places. */
export function federationRoutes(app: FastifyInstance, deps: WebDeps): void {
  const { federations } = deps;
  const asks = (principal: Principal | null): string => {
    const who = whoAsks(principal);
    assertEverywhere(who);
    return nameOf(who);
  };
  const idOf = (params: unknown): string => (params as { id: string }).id;

  app.get(
    path,
    {
      schema: {
        ...{ tags, summary: 'List the aggregators that this one pools with' },
        response: { 200: Type.Object({ items: Type.Array(shape) }), '4xx': problemSchema },
      },
    },
    async (request) => {
      asks(request.principal);
      return { items: (await federations.list()).map(shown) };
    },
  );
  app.post(
    path,
    {
      schema: {
        ...{ tags, summary: 'Invite another venue: its staff paste the invitation on their side' },
        body: body({ ...terms, initials: Type.Boolean() }),
        response: {
          201: Type.Object({ federation: shape, invitation: Type.String() }),
          '4xx': problemSchema,
        },
      },
    },
    async (request, reply) => {
      const by = asks(request.principal);
      const said = request.body as Parameters<typeof federations.invite>[0];
      const made = await federations.invite(said, ownOrigin(deps, request), by);
      const { partner, invitation } = made;
      return reply.code(201).send({ federation: shown(partner), invitation });
    },
  );
  app.post(
    `${path}/join`,
    {
      schema: {
        ...{ tags, summary: 'Answer an invitation of another venue, whose staff accept it then' },
        body: body({ ...terms, invitation: Type.String({ minLength: 1, maxLength: 4_000 }) }),
        response: { 201: shape, '4xx': problemSchema },
      },
    },
    async (request, reply) => {
      const by = asks(request.principal);
      const { invitation, ...said } = request.body as { invitation: string } & Parameters<
        typeof federations.join
      >[1];
      const made = await federations.join(invitation, said, ownOrigin(deps, request), by);
      return reply.code(201).send(shown(made));
    },
  );
  app.get(
    `${path}/:id`,
    { schema: { tags, summary: 'Read one', params: idParams, response: one } },
    async (request) => {
      asks(request.principal);
      return shown(await federations.get(idOf(request.params)));
    },
  );
  app.patch(
    `${path}/:id`,
    {
      schema: {
        ...{ tags, summary: 'Say whether our members may enter there', params: idParams },
        body: body({ letsMembersEnter: terms.letsMembersEnter }),
        response: one,
      },
    },
    async (request) => {
      const by = asks(request.principal);
      const { letsMembersEnter } = request.body as { letsMembersEnter: boolean };
      return shown(await federations.change(idOf(request.params), letsMembersEnter, by));
    },
  );
  app.post(
    `${path}/:id/accept`,
    { schema: { tags, summary: 'Accept who answered', params: idParams, response: one } },
    async (request) => {
      const by = asks(request.principal);
      return shown(await federations.accept(idOf(request.params), by));
    },
  );
  app.post(
    `${path}/:id/look`,
    { schema: { tags, summary: 'Read what is new there, now', params: idParams, response: one } },
    async (request) => {
      asks(request.principal);
      return shown(await federations.look(idOf(request.params)));
    },
  );
  app.delete(
    `${path}/:id`,
    {
      schema: {
        ...{ tags, summary: 'Leave: what came from them goes at once', params: idParams },
        response: { 204: Type.Null(), '4xx': problemSchema },
      },
    },
    async (request, reply) => {
      await federations.leave(idOf(request.params), asks(request.principal));
      return reply.code(204).send();
    },
  );
}

const shown = ({ madeAt, invitedUntil, succeededAt, ...partner }: Partner) => ({
  ...partner,
  madeAt: isoOf(madeAt),
  invitedUntil: invitedUntil === null ? null : isoOf(invitedUntil),
  succeededAt: succeededAt === null ? null : isoOf(succeededAt),
});
