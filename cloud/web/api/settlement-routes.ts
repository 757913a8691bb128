import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { wholeSeconds } from '../../../shared/domain/report.ts';
import {
  type SettledCell,
  type SettledPair,
  type SettlementRate,
  settledPer,
} from '../../../shared/domain/settlement-rate.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf } from '../format.ts';
import { assertEverywhere } from '../place-scope.ts';
import { mayAt, nameOf } from '../principal.ts';
import type { MonthSettled } from '../settlement/read.ts';
import {
  csvQuery,
  monthQuery,
  pairQuery,
  sendSettlementCsv,
  sendSettlementPdf,
  settlementFor,
} from '../settlement/send.ts';
import { listed, problemSchema, whoAsks } from './resource.ts';
import { body, Id, Month, oneOf, orNull } from './schemas.ts';

const tags = ['settlement'];
const limited = { rateLimit: { max: 60, timeWindow: 60_000 } };
const file = { 200: Type.String(), '4xx': problemSchema };
const count = Type.Integer({ minimum: 0 });
const terms = body({
  per: oneOf(settledPer),
  unit: Type.String({
    pattern: '^[A-Z]{3}$',
    description: 'TIM: time tokens; else an ISO 4217 currency that has cents',
  }),
  amount: Type.Integer({ minimum: 0, description: 'hundredths of a token, or cents' }),
});
const cellSchema = Type.Object({
  homePlaceId: orNull(Id),
  visitedPlaceId: Id,
  passages: count,
  durationSeconds: count,
  halfDays: count,
  days: count,
  unconfirmed: count,
  unconfirmedSeconds: count,
  rate: orNull(terms),
  owed: orNull(Type.Integer({ description: 'hundredths of the rate’s unit; null: no rate' })),
});
const pairSchema = Type.Object({
  placeIds: Type.Array(Id),
  nets: Type.Array(
    Type.Object({ unit: Type.String(), from: Id, to: Id, amount: Type.Integer({ minimum: 0 }) }),
  ),
});
const monthSchema = Type.Object({
  month: Month,
  items: Type.Array(cellSchema),
  pairs: Type.Array(pairSchema),
  sealed: Type.Array(Type.Object({ visitedPlaceId: Id, passages: count, durationSeconds: count }), {
    description: 'kept no longer: nobody knows any more whose they were',
  }),
  hidesWorktime: Type.Boolean({ description: 'working time is left out: it needs hours:read' }),
});
const rateSchema = Type.Object({
  id: Id,
  homePlaceId: Id,
  visitedPlaceId: Id,
  since: Month,
  terms: orNull(terms),
});

/** What venues owe each other for each other's people. */
export function settlementRoutes(app: FastifyInstance, deps: WebDeps): void {
  const { settlements, clock } = deps;
  app.get(
    '/api/v1/settlement',
    {
      schema: {
        tags,
        summary: 'Whose people were where in a month, and what their venues owe each other',
        querystring: Type.Object(monthQuery, { additionalProperties: false }),
        response: { 200: monthSchema, '4xx': problemSchema },
      },
    },
    async (request) => shownMonth(await settlementFor(deps, request)),
  );
  app.get(
    '/api/v1/settlement.csv',
    {
      config: limited,
      schema: {
        tags,
        summary: 'The same as CSV, for people or programs',
        querystring: csvQuery,
        response: file,
      },
    },
    (request, reply) => sendSettlementCsv(deps, request, reply),
  );
  app.get(
    '/api/v1/settlement.pdf',
    {
      config: limited,
      schema: {
        tags,
        summary: 'The statement of two venues, as PDF',
        querystring: pairQuery,
        response: file,
      },
    },
    (request, reply) => sendSettlementPdf(deps, request, reply),
  );

  const url = '/api/v1/settlement-rates';
  app.get(
    url,
    {
      schema: {
        tags,
        summary: 'List every version of what venues agreed on, newest first',
        response: { 200: listed(rateSchema), '4xx': problemSchema },
      },
    },
    async (request) => {
      const principal = whoAsks(request.principal);
      const items = (await settlements.rates())
        .filter(({ home, visited }) => mayAt(principal, home) || mayAt(principal, visited))
        .map(shownRate);
      return { items, nextCursor: null };
    },
  );
  app.post(
    url,
    {
      schema: {
        tags,
        summary: 'Say what a venue owes another for its people from a month on; null: nothing',
        body: body({
          homePlaceId: Id,
          visitedPlaceId: Id,
          since: Month,
          terms: orNull(terms),
        }),
        response: { 201: rateSchema, '4xx': problemSchema },
      },
    },
    async (request, reply) => {
      const principal = whoAsks(request.principal);
      assertEverywhere(principal);
      const said = request.body as {
        homePlaceId: string;
        visitedPlaceId: string;
        since: string;
        terms: SettlementRate['terms'];
      };
      const at = clock.now();
      const made = await settlements.setRate(
        {
          home: said.homePlaceId,
          visited: said.visitedPlaceId,
          since: said.since,
          terms: said.terms,
        },
        { at, by: nameOf(principal), thisMonth: dayOf(at, 'UTC').slice(0, 7) },
      );
      return reply.code(201).send(shownRate(made));
    },
  );
}

const shownRate = ({ home, visited, ...rate }: SettlementRate) => ({
  ...rate,
  homePlaceId: home,
  visitedPlaceId: visited,
});

const shownMonth = ({ month, cells, pairs, sealed, hidesWorktime }: MonthSettled) => ({
  ...{ month, hidesWorktime },
  items: cells.map(shownCell),
  pairs: pairs.map(({ one, other, nets }: SettledPair) => ({ placeIds: [one, other], nets })),
  sealed: sealed.map(({ visited, passages, ms }) => ({
    ...{ visitedPlaceId: visited, passages, durationSeconds: wholeSeconds(ms) },
  })),
});

const shownCell = (cell: SettledCell) => ({
  homePlaceId: cell.home,
  visitedPlaceId: cell.visited,
  passages: cell.passages,
  durationSeconds: wholeSeconds(cell.ms),
  halfDays: cell.halfDays,
  days: cell.days,
  unconfirmed: cell.unconfirmed,
  unconfirmedSeconds: wholeSeconds(cell.unconfirmedMs),
  rate: cell.rate,
  owed: cell.owed,
});
