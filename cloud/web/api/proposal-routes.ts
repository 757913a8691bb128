import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { failure } from '../../../shared/runtime/errors.ts';
import type { Proposal } from '../../ports/own-page.ts';
import { audit, looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { isTheirProposal } from '../journal-scope.ts';
import { nameOf } from '../principal.ts';
import { isoOf } from './instant.ts';
import { idParams, listed, pageOf, pageQuery, problemSchema, whoAsks } from './resource.ts';
import { body, oneOf } from './schemas.ts';

const anything = Type.Object({}, { additionalProperties: true });
const tags = ['proposals'];

/** What members propose, and what becomes of it. */
export function proposalRoutes(app: FastifyInstance, deps: WebDeps): void {
  const state = Type.Optional(oneOf(['open', 'accepted', 'refused'] as const));
  app.get(
    '/api/v1/proposals',
    {
      schema: {
        tags,
        summary: 'List what members proposed, newest first',
        querystring: Type.Object({ ...pageQuery, state }, { additionalProperties: false }),
        response: { 200: listed(anything), '4xx': problemSchema },
      },
    },
    async (request) => {
      const query = request.query as { state?: Proposal['state']; limit?: number; cursor?: string };
      const where = query.state === undefined ? {} : { state: query.state };
      const { items, nextCursor } = await deps.proposals.list(where, pageOf(query));
      const seen = await Promise.all(items.map((one) => mayDecide(request.principal, one)));
      await looked(deps, request, { kind: 'proposal', after: { state: query.state ?? 'all' } });
      return { items: items.filter((_, i) => seen[i]).map(shown), nextCursor };
    },
  );

  app.patch(
    '/api/v1/proposals/:id',
    {
      schema: {
        tags,
        summary: 'Accept a proposal, or refuse it with a reason',
        params: idParams,
        body: body({
          state: oneOf(['accepted', 'refused'] as const),
          reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' })),
        }),
        response: { 200: anything, '4xx': problemSchema },
      },
    },
    async (request) => {
      const { id } = request.params as { id: string };
      const wanted = request.body as { state: 'accepted' | 'refused'; reason?: string };
      const found = await deps.proposals.find(id);
      if (!found || !(await mayDecide(request.principal, found)))
        throw failure('notFound', { what: 'proposal', id });
      const by = { madeBy: nameOf(whoAsks(request.principal)), madeAt: deps.clock.now() };
      const { memberId, place: placeId } = found;
      const about = { kind: 'proposal', id, placeId, memberId } as const;
      if (wanted.state === 'accepted') {
        const { proposal, correction } = await deps.proposals.accept(id, by);
        await audit(deps, request, {
          ...{ verb: 'approved', ...about, after: { correction: correction.id } },
        });
        return shown(proposal);
      }
      if (wanted.reason === undefined)
        throw failure('badRequest', { detail: 'a refusal needs a `reason`: the member reads it' });
      const refused = await deps.proposals.refuse(id, { ...by, reason: wanted.reason });
      await audit(deps, request, { verb: 'refused', ...about, after: { answer: wanted.reason } });
      return shown(refused);
    },
  );

  const mayDecide = (principal: Parameters<typeof whoAsks>[0], proposal: Proposal) =>
    isTheirProposal(deps, whoAsks(principal), proposal);
}

const shown = ({ madeAt, decidedAt, change, place, version: _, ...rest }: Proposal) => ({
  ...rest,
  placeId: place,
  change: 'at' in change ? { ...change, at: isoOf(change.at) } : change,
  madeAt: isoOf(madeAt),
  decidedAt: decidedAt === null ? null : isoOf(decidedAt),
});
