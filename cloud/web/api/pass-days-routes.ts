import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { halfDayNames } from '../../../shared/domain/half-days.ts';
import { passParts } from '../../../shared/domain/pass.ts';
import type { LocalDate as Day } from '../../../shared/domain/schedule.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import type { PassDays } from '../../ports/passes.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { assertPlace } from '../place-scope.ts';
import { nameOf, type Principal } from '../principal.ts';
import { idParams, listed, problemSchema, whoAsks } from './resource.ts';
import { body, Id, LocalDate, LocalTime, oneOf } from './schemas.ts';

/** Of so many days at once. */
const mostDays = 366;
const usedShape = Type.Object({
  memberId: Id,
  placeId: Id,
  day: Type.String({ description: 'in the place’s own calendar' }),
  part: oneOf(passParts),
  carnetId: Id,
});
const withoutShape = Type.Object({
  memberId: Id,
  placeId: Id,
  day: Type.String(),
  halves: Type.Array(oneOf(halfDayNames), { description: 'in which no pass was left' }),
});
const splitShape = Type.Object({ since: Type.String(), splitAt: Type.String() });
const querystring = Type.Object(
  {
    from: LocalDate,
    until: LocalDate,
    memberId: Type.Optional(Id),
    placeId: Type.Optional(Id),
  },
  { additionalProperties: false },
);

interface Asked {
  readonly from: Day;
  readonly until: Day;
  readonly memberId?: string;
  readonly placeId?: string;
}

/** Which passes days took, on which days there were none left, and when a place's half-days change over. */
export function passDaysRoutes(app: FastifyInstance, deps: WebDeps): void {
  const { carnets, clock } = deps;
  const refused = { '4xx': problemSchema };
  const lists = [
    [
      'pass-uses',
      'Passes that days used, both days included, newest first',
      usedShape,
      (days: PassDays): Promise<readonly object[]> => carnets.used(days),
    ],
    [
      'days-without-pass',
      'Days on which those who have had passes were there and none was left: nobody was denied for it',
      withoutShape,
      (days: PassDays): Promise<readonly object[]> => carnets.without(days),
    ],
  ] as const;
  for (const [path, summary, shape, read] of lists)
    app.get(
      `/api/v1/${path}`,
      {
        schema: {
          tags: ['carnets'],
          summary,
          querystring,
          response: { 200: listed(shape), ...refused },
        },
      },
      async (request) => {
        const days = daysAsked(request.query as Asked, whoAsks(request.principal));
        const { memberId, from, until } = days;
        await looked(deps, request, {
          kind: 'carnet',
          ...(memberId !== undefined && { memberId }),
          after: { show: path, from, until },
        });
        return { items: await read(days), nextCursor: null };
      },
    );
  const url = '/api/v1/places/:id/pass-split';
  const place = { tags: ['places'], params: idParams };
  const answer = { 200: listed(splitShape), ...refused };
  const read = async (id: string) => ({
    items: (await carnets.splits(id)).map(({ since, splitAt }) => ({ since, splitAt })),
    nextCursor: null,
  });
  app.get(
    url,
    {
      schema: {
        ...place,
        summary:
          'When half-day passes change over, by the day it holds from; 13:00 before the first',
        response: answer,
      },
    },
    async (request) => {
      const { id } = request.params as { id: string };
      assertPlace(whoAsks(request.principal), id);
      await deps.registry.places.get(id);
      return read(id);
    },
  );
  app.post(
    url,
    {
      schema: {
        ...place,
        summary:
          'Say when half-day passes change over from a day on; days since then are counted anew',
        body: body({ since: Type.Optional(LocalDate), splitAt: LocalTime }),
        response: answer,
      },
    },
    async (request) => {
      const { id } = request.params as { id: string };
      const principal = whoAsks(request.principal);
      assertPlace(principal, id);
      const { since = null, splitAt } = request.body as { since?: Day; splitAt: string };
      const { timeZone } = await deps.registry.places.get(id);
      const from = since ?? dayAt(clock.now(), timeZone);
      await carnets.split(id, { since: from, splitAt }, nameOf(principal));
      return read(id);
    },
  );
}

const dayAt = (now: number, timeZone: string): Day =>
  Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate().toString();

function daysAsked({ from, until, memberId, placeId }: Asked, principal: Principal): PassDays {
  assertPlace(principal, placeId);
  const length = Temporal.PlainDate.from(from).until(until).days + 1;
  if (length < 1) throw failure('badRequest', { detail: 'until is before from' });
  if (length > mostDays)
    throw failure('badRequest', { detail: `at most ${mostDays} days at once` });
  return {
    from,
    until,
    placeIds: placeId === undefined ? principal.places : [placeId],
    ...(memberId !== undefined && { memberId }),
  };
}
