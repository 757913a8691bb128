import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import {
  mostFreeMinutes,
  mostUnits,
  type RateTerms,
  type RateVersion,
  rateScopes,
  roundings,
} from '../../../shared/domain/rate.ts';
import type { RateRecord } from '../../ports/ledger.ts';
import type { WebDeps } from '../deps.ts';
import { isFarAway, mustBeNear } from '../far-away.ts';
import { assertPlace } from '../place-scope.ts';
import { mayAt, nameOf } from '../principal.ts';
import { InstantText, instantOf, isoOf } from './instant.ts';
import { listed, problemSchema, whoAsks } from './resource.ts';
import { body, Id, oneOf, orNull } from './schemas.ts';

const Units = (description: string) =>
  Type.Integer({
    minimum: 0,
    maximum: mostUnits,
    description: `hundredths of a token; ${description}`,
  });
const terms = body({
  unitsPerHour: Units('what an hour costs'),
  roundingStepMinutes: Type.Union([1, 15, 30, 60].map((step) => Type.Literal(step))),
  rounding: oneOf(roundings),
  freeMinutes: Type.Integer({ minimum: 0, maximum: mostFreeMinutes }),
  minimumUnits: Units('the least a passage costs that costs anything, and what a presence does'),
  missingExitUnits: orNull(
    Units('what a passage without a real exit costs; null: nothing until staff say when it ended'),
  ),
  prepaidUnits: Units('of an item alone: what choosing it takes in advance'),
});
export const rateSchema = Type.Object({
  id: Id,
  placeId: Id,
  scope: oneOf(rateScopes),
  of: Id,
  since: Type.String(),
  terms: orNull(terms),
  madeAt: Type.String(),
  madeBy: Type.String(),
});

/** What passages cost. A rate is never changed: another takes its place, from an instant on. */
export function rateRoutes(app: FastifyInstance, { rates, clock }: WebDeps): void {
  const url = '/api/v1/rates';
  const tags = ['rates'];
  app.get(
    url,
    {
      schema: {
        tags,
        summary: 'List every version of every rate, newest first',
        querystring: Type.Object({ placeId: Type.Optional(Id) }, { additionalProperties: false }),
        response: { 200: listed(rateSchema), '4xx': problemSchema },
      },
    },
    async (request) => {
      const principal = whoAsks(request.principal);
      const { placeId } = request.query as { placeId?: string };
      assertPlace(principal, placeId);
      const found = await rates.list(placeId === undefined ? principal.places : [placeId]);
      const items = found.filter(({ place }) => mayAt(principal, place)).map(shownRate);
      return { items, nextCursor: null };
    },
  );
  app.post(
    url,
    {
      schema: {
        tags,
        summary: 'Say what passages cost from an instant on; passages since then are priced anew',
        body: body({
          placeId: Type.Optional(Id),
          scope: oneOf(rateScopes),
          of: Id,
          since: Type.Optional(InstantText),
          terms: orNull(terms),
        }),
        response: { 201: rateSchema, '4xx': problemSchema },
      },
    },
    async (request, reply) => {
      const principal = whoAsks(request.principal);
      const said = request.body as {
        placeId?: string;
        scope: RateVersion['scope'];
        of: string;
        since?: string;
        terms: RateTerms | null;
      };
      assertPlace(principal, said.placeId);
      const since = said.since === undefined ? clock.now() : instantOf('since', said.since);
      mustBeNear('since', isFarAway(since, clock.now()));
      const wanted = { ...said, since, placeId: said.placeId ?? onlyOf(principal.places) };
      return reply.code(201).send(shownRate(await rates.set(wanted, nameOf(principal))));
    },
  );
}

const onlyOf = (places: readonly string[] | '*'): string | null =>
  places !== '*' && places.length === 1 ? (places[0] ?? null) : null;

const shownRate = ({ place, since, madeAt, ...rate }: RateRecord) => ({
  ...rate,
  madeAt: isoOf(madeAt),
  placeId: place,
  since: isoOf(since),
});
