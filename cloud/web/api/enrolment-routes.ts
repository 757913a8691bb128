import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { failure } from '../../../shared/runtime/errors.ts';
import { maskUid } from '../../../shared/runtime/mask-uids.ts';
import { type Enrolment, enrolmentModes } from '../../ports/enrolments.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { beginEnrolment, type EnrolState, enrolState } from '../members/enrol.ts';
import { giveCard } from '../members/give-card.ts';
import { unknownCards } from '../members/unknown-taps.ts';
import { nameOf } from '../principal.ts';
import { isoOf } from './instant.ts';
import { idParams, listed, problemSchema, whoAsks } from './resource.ts';
import { body, fields, Id, oneOf, orNull } from './schemas.ts';

const Unknown = Type.Object({
  refusalId: Type.String(),
  card: Type.String({ description: 'enough of its number to tell it from another' }),
  at: Type.String(),
  accessPoint: Type.String(),
  times: Type.Integer(),
  fits: Type.Array(Id, { description: 'cards that wait for their first tap and may be this one' }),
});

const State = Type.Object({
  id: Id,
  accessPoint: Id,
  mode: oneOf(enrolmentModes),
  memberId: orNull(Id),
  endsAt: Type.String(),
  state: oneOf(['waits', 'over', 'ended', 'read'] as const),
  card: orNull(Type.String()),
  refusalId: orNull(Type.String()),
  fits: Type.Array(Id),
  adopted: Type.Array(Id),
});

const tags = ['enrolments'];

/** Enrolling by a tap: a reader waits for one of the staff; and the cards that nobody knew. */
export function enrolmentRoutes(app: FastifyInstance, deps: WebDeps): void {
  app.get(
    '/api/v1/unknown-cards',
    {
      schema: {
        tags,
        summary: 'List cards that nobody knows and that were tapped of late, the latest first',
        response: { 200: listed(Unknown), '4xx': problemSchema },
      },
    },
    async (request) => {
      const cards = await unknownCards(deps, whoAsks(request.principal), 200);
      await looked(deps, request, { kind: 'card', after: { show: 'unknown' } });
      const items = cards.map(({ tapId, uid, at, accessPoint, times, adoption }) => ({
        ...{ refusalId: tapId, card: maskUid(uid), at: isoOf(at), accessPoint, times },
        fits: fitsOf(adoption),
      }));
      return { items, nextCursor: null };
    },
  );

  const one = { tags, params: idParams };
  app.post(
    '/api/v1/enrolments',
    {
      schema: {
        tags,
        summary:
          'Wait at a reader for the next unknown card (two minutes), or for those of a batch',
        body: body({
          accessPoint: Id,
          mode: Type.Optional(oneOf(enrolmentModes)),
          memberId: Type.Optional(orNull(Id)),
        }),
        response: { 201: State, '4xx': problemSchema },
      },
    },
    async (request, reply) => {
      const { accessPoint, mode, memberId } = request.body as Partial<Enrolment>;
      const begun = await beginEnrolment(deps, whoAsks(request.principal), {
        accessPoint: accessPoint ?? '',
        mode: mode ?? 'give',
        memberId: memberId ?? null,
      });
      return reply.code(201).send(shown(begun, await enrolState(deps, begun)));
    },
  );
  app.get(
    '/api/v1/enrolments/:id',
    {
      schema: {
        ...one,
        summary: 'See what was tapped since',
        response: { 200: State, '4xx': problemSchema },
      },
    },
    async (request) => {
      const enrolment = await ownOf(request);
      return shown(enrolment, await enrolState(deps, enrolment));
    },
  );
  app.post(
    '/api/v1/enrolments/:id/confirm',
    {
      schema: {
        ...one,
        summary: 'Give the card that was read; `cardId` says which card of a batch it is',
        body: body({
          memberId: Type.Optional(orNull(Id)),
          number: Type.Optional(fields.cards.number),
          cardId: Type.Optional(Id),
        }),
        response: { 200: Type.Object({ id: Id, memberId: orNull(Id) }), '4xx': problemSchema },
      },
    },
    async (request) => {
      const enrolment = await ownOf(request);
      const said = request.body as {
        memberId?: string | null;
        number?: string | null;
        cardId?: string;
      };
      const state = await enrolState(deps, enrolment);
      if (state.kind !== 'read') throw failure('conflict', { detail: 'No card was read yet.' });
      const given = {
        uid: state.tap.cardUid,
        memberId: said.memberId ?? enrolment.memberId,
        number: said.number ?? null,
        adopts: said.cardId ?? null,
      };
      const card = await giveCard(deps.registry, given, nameOf(whoAsks(request.principal)));
      await deps.enrolments.end(enrolment.id, deps.clock.now());
      return { id: card.id, memberId: card.memberId };
    },
  );
  app.delete(
    '/api/v1/enrolments/:id',
    {
      schema: {
        ...one,
        summary: 'Stop waiting',
        response: { 204: Type.Null(), '4xx': problemSchema },
      },
    },
    async (request, reply) => {
      const { id } = await ownOf(request);
      await deps.enrolments.end(id, deps.clock.now());
      return reply.code(204).send();
    },
  );

  const ownOf = (request: FastifyRequest): Promise<Enrolment> =>
    deps.enrolments.get((request.params as { id: string }).id, nameOf(whoAsks(request.principal)));
}

const fitsOf = (adoption: Extract<EnrolState, { kind: 'read' }>['adoption']): readonly string[] =>
  adoption.kind === 'none'
    ? []
    : (adoption.kind === 'one' ? [adoption.card] : adoption.cards).map(({ id }) => id);

function shown(enrolment: Enrolment, state: EnrolState) {
  const { id, accessPoint, mode, memberId, endsAt } = enrolment;
  const isRead = state.kind === 'read';
  return {
    ...{ id, accessPoint, mode, memberId, endsAt: isoOf(endsAt), state: state.kind },
    card: isRead ? maskUid(state.tap.cardUid) : null,
    refusalId: isRead ? state.tap.id : null,
    fits: isRead ? fitsOf(state.adoption) : [],
    adopted: isRead
      ? []
      : state.heard.flatMap((one) => (one.kind === 'adopted' ? one.card.id : [])),
  };
}
