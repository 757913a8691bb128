import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { passKinds } from '../../../shared/domain/pass.ts';
import type { CarnetGiving, CarnetLine } from '../../ports/passes.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { isFarDay, mustBeNear } from '../far-away.ts';
import { assertPlace } from '../place-scope.ts';
import { nameOf, type Principal } from '../principal.ts';
import { isoOf } from './instant.ts';
import { keyOf } from './ledger-routes.ts';
import { passDaysRoutes } from './pass-days-routes.ts';
import { idParams, listed, pageOf, pageQuery, problemSchema, whoAsks } from './resource.ts';
import { body, Id, LocalDate, oneOf, orNull } from './schemas.ts';

/** More at once was typed by mistake. */
export const mostPasses = 1_000;
const Reason = Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' });
const Passes = Type.Integer({ minimum: 1, maximum: mostPasses });
const shape = Type.Object({
  id: Id,
  memberId: Id,
  placeId: Id,
  kind: oneOf(passKinds),
  passes: Type.Integer({ description: 'how many were given' }),
  used: Type.Integer(),
  left: Type.Integer({ description: 'of one that was taken back: none' }),
  from: Type.String({ description: 'the first day it holds, in the place’s own calendar' }),
  until: orNull(Type.String({ description: 'the last day it holds; null: for ever' })),
  givenAt: Type.String(),
  madeBy: orNull(Type.String()),
  reason: orNull(Type.String()),
  undoneAt: orNull(Type.String({ description: 'when it was taken back' })),
});

interface Asked {
  readonly limit?: number;
  readonly cursor?: string;
  readonly memberId?: string;
  readonly placeId?: string;
}

/** Where they may look: at the place they name, or at all of theirs. */
function placesAsked(principal: Principal, placeId: string | undefined) {
  assertPlace(principal, placeId);
  return placeId === undefined ? principal.places : [placeId];
}

/** Day passes and half-day passes: given in carnets, used by the days themselves. */
export function passRoutes(app: FastifyInstance, deps: WebDeps): void {
  const { carnets } = deps;
  const url = '/api/v1/carnets';
  const tags = ['carnets'];
  const refused = { '4xx': problemSchema };
  app.get(
    url,
    {
      schema: {
        tags,
        summary: 'List carnets of passes, newest first, with what is left of each',
        querystring: Type.Object(
          { ...pageQuery, memberId: Type.Optional(Id), placeId: Type.Optional(Id) },
          { additionalProperties: false },
        ),
        response: { 200: listed(shape), ...refused },
      },
    },
    async (request) => {
      const { limit, cursor, placeId, memberId } = request.query as Asked;
      const placeIds = placesAsked(whoAsks(request.principal), placeId);
      const where = { placeIds, ...(memberId !== undefined && { memberId }) };
      const page = await carnets.list(where, pageOf({ limit, cursor } as object));
      await looked(deps, request, {
        kind: 'carnet',
        ...(memberId !== undefined && { memberId }),
        after: { show: 'all' },
      });
      return { ...page, items: page.items.map(shown) };
    },
  );
  app.post(
    url,
    {
      schema: {
        tags,
        summary:
          'Give a member passes; with the header Idempotency-Key, asking again gives nothing twice (200 then)',
        description:
          'A day takes its pass from the first counted passage on: a whole day a day pass, a half of one a half-day' +
          ' pass; where there is none of the fitting kind left, a day pass covers a half, and two half-day passes' +
          ' a day. What ends first is used first. A pass pays the hours of its day at its place by the rates of areas' +
          ' and access points; an item that was chosen costs its tokens as ever. Corrections and late taps count anew.',
        body: body({
          memberId: Id,
          placeId: Type.Optional(Id),
          kind: oneOf(passKinds),
          passes: Passes,
          from: Type.Optional(LocalDate),
          until: Type.Optional(orNull(LocalDate)),
          reason: Reason,
        }),
        response: { 200: shape, 201: shape, ...refused },
      },
    },
    async (request, reply) => {
      const principal = whoAsks(request.principal);
      const { reason, ...said } = request.body as Given;
      assertPlace(principal, said.placeId);
      for (const field of ['from', 'until'] as const) {
        const day = said[field];
        mustBeNear(field, typeof day === 'string' && isFarDay(day, deps.clock.now()));
      }
      const { line, isNew } = await carnets.give(
        {
          key: keyOf(request, principal),
          ...{ memberId: said.memberId, kind: said.kind, passes: said.passes, words: reason },
          placeId: said.placeId ?? null,
          from: said.from ?? null,
          until: said.until ?? null,
        },
        nameOf(principal),
      );
      return reply.code(isNew ? 201 : 200).send(shown(line));
    },
  );
  app.post(
    `${url}/:id/reversal`,
    {
      schema: {
        tags,
        summary: 'Take a whole carnet back, once; days that used it use another one, or none',
        params: idParams,
        body: body({ reason: Reason }),
        response: { 201: shape, ...refused },
      },
    },
    async (request, reply) => {
      const { reason } = request.body as { reason: string };
      const principal = whoAsks(request.principal);
      const { id } = (request as FastifyRequest<{ Params: { id: string } }>).params;
      const by = { words: reason, by: nameOf(principal), places: principal.places };
      return reply.code(201).send(shown(await carnets.undo(id, by)));
    },
  );
  passDaysRoutes(app, deps);
}

interface Given extends Pick<CarnetGiving, 'memberId' | 'kind' | 'passes'> {
  readonly placeId?: string;
  readonly from?: string;
  readonly until?: string | null;
  readonly reason: string;
}

const shown = ({ words, givenAt, undoneAt, ...line }: CarnetLine) => ({
  ...line,
  givenAt: isoOf(givenAt),
  reason: words,
  undoneAt: undoneAt === null ? null : isoOf(undoneAt),
});
