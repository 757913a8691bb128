import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { unsettledSeen } from '../ledger/unsettled-seen.ts';
import { isoOf } from './instant.ts';
import { listed, pageOf, pageQuery, problemSchema, whoAsks } from './resource.ts';
import { Id, oneOf, orNull } from './schemas.ts';

const holder = Type.Object({
  memberId: Id,
  name: Type.String(),
  balance: Type.Integer({ description: 'hundredths of a token' }),
});
const unsettled = Type.Object({
  passageId: Type.String(),
  placeId: Id,
  area: Type.String(),
  memberId: orNull(Id),
  at: Type.String({ description: 'its beginning, else its end' }),
  why: oneOf(['missingExit', 'missingEntry', 'conflict'] as const),
  rates: Type.Array(Id, { description: 'of `conflict`: the rates that contradict each other' }),
});

/** What everybody holds, and what waits before it costs anything. */
export function balanceRoutes(app: FastifyInstance, deps: WebDeps): void {
  const tags = ['ledger-entries'];
  app.get(
    '/api/v1/balances',
    {
      schema: {
        tags,
        summary: 'What members hold, whoever owes most first',
        querystring: Type.Object(pageQuery, { additionalProperties: false }),
        response: { 200: listed(holder), '4xx': problemSchema },
      },
    },
    async (request) => {
      const found = await deps.ledger.holders(pageOf(request.query as object));
      await looked(deps, request, { kind: 'ledgerEntry', after: { show: 'balances' } });
      return found;
    },
  );
  app.get(
    '/api/v1/unsettled-passages',
    {
      schema: {
        tags,
        summary:
          'Passages for whose time nothing is taken until staff say something, newest first; a page may hold fewer than its limit',
        querystring: Type.Object(
          { ...pageQuery, placeId: Type.Optional(Id) },
          { additionalProperties: false },
        ),
        response: { 200: listed(unsettled), '4xx': problemSchema },
      },
    },
    async (request) => {
      const { placeId, ...page } = request.query as { placeId?: string };
      const found = await unsettledSeen(deps, whoAsks(request.principal), {
        placeId,
        page: pageOf(page),
      });
      await looked(deps, request, { kind: 'passage', after: { show: 'unsettled' } });
      const items = found.items.map(({ place, at, conflict, accessPoint: _, ...one }) => ({
        ...one,
        placeId: place,
        at: isoOf(at),
        rates: conflict.map(({ id }) => id),
      }));
      return { ...found, items };
    },
  );
}
