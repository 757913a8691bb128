import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { refusalReasons } from '../../../shared/domain/refusal.ts';
import { checks } from '../../../shared/domain/why.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { assertPlace } from '../place-scope.ts';
import { whyOf } from '../why.ts';
import { InstantText, instantOf, isoOf } from './instant.ts';
import { problemSchema, whoAsks } from './resource.ts';
import { Id, oneOf, orNull } from './schemas.ts';

const query = Type.Object(
  {
    accessPointId: Id,
    cardId: Type.Optional(Id),
    memberId: Type.Optional(Id),
    at: Type.Optional(InstantText),
  },
  { additionalProperties: false },
);

const answer = Type.Object({
  decision: oneOf(['granted', 'denied'] as const),
  reason: orNull(oneOf(refusalReasons)),
  at: Type.String(),
  placeId: Id,
  accessPointId: Id,
  cardId: Id,
  memberId: orNull(Id),
  checks: Type.Array(
    Type.Object({ check: oneOf(checks), outcome: oneOf(['passed', 'failed', 'unseen'] as const) }),
  ),
  grants: Type.Array(Type.Object({ id: Id, scheduleId: orNull(Id), holds: Type.Boolean() })),
});

/** Why a card would enter, or not: what the reader would decide, and what decided it. */
export function decisionRoutes(app: FastifyInstance, deps: WebDeps): void {
  app.get(
    '/api/v1/decision',
    {
      schema: {
        tags: ['grants'],
        summary: 'What a reader would decide of a card at a moment, and why',
        querystring: query,
        response: { 200: answer, '4xx': problemSchema },
      },
    },
    async (request) => {
      const { accessPointId, cardId, memberId, at } = request.query as {
        accessPointId: string;
        cardId?: string;
        memberId?: string;
        at?: string;
      };
      const moment = at === undefined ? deps.clock.now() : instantOf('at', at);
      const card = cardId ?? (await cardOf(deps, memberId));
      const why = await whyOf(deps, { accessPointId, cardId: card, at: moment });
      assertPlace(whoAsks(request.principal), why.place.id);
      await looked(deps, request, { kind: 'card', id: card, memberId: why.card.memberId });
      return {
        decision: why.decision.outcome,
        reason: why.decision.outcome === 'denied' ? why.decision.reason : null,
        at: isoOf(moment),
        placeId: why.place.id,
        accessPointId,
        cardId: card,
        memberId: why.card.memberId,
        checks: why.checks,
        grants: why.grants.map(({ grant, holds }) => ({
          id: grant.id,
          scheduleId: grant.scheduleId,
          holds,
        })),
      };
    },
  );
}

/** The member's card that is in use, else any. */
async function cardOf({ registry }: WebDeps, memberId: string | undefined): Promise<string> {
  if (memberId === undefined) {
    throw failure('badRequest', { detail: 'name a cardId or a memberId' });
  }
  const { items } = await registry.cards.list({ limit: 100, cursor: null }, { memberId });
  const usable = items.filter(({ uid }) => uid !== null);
  const card = usable.find(({ state }) => state === 'active') ?? usable[0];
  if (!card) throw failure('notFound', { what: 'card of member', id: memberId });
  return card.id;
}
