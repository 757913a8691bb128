import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { mostAllowance } from '../../../shared/domain/allowance.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { assertPlace } from '../place-scope.ts';
import { nameOf } from '../principal.ts';
import { listed, problemSchema, whoAsks } from './resource.ts';
import { body, Id, Month, orNull } from './schemas.ts';

const terms = {
  placeId: Id,
  groupId: Id,
  units: Type.Integer({
    minimum: 0,
    maximum: mostAllowance,
    description: 'hundredths of a token, for each member each month; 0: nothing from then on',
  }),
  keeps: Type.Boolean({
    description: 'whether what is left when the month is over stays theirs; else it expires',
  }),
  since: Month,
};
const shape = Type.Object({
  id: Id,
  ...terms,
  paid: orNull(Type.String({ description: 'the last month that was given' })),
});

/** Tokens that the members of a group are given each month. */
export function allowanceRoutes(app: FastifyInstance, deps: WebDeps): void {
  const { allowances } = deps;
  const url = '/api/v1/allowances';
  const tags = ['allowances'];
  app.get(
    url,
    {
      schema: {
        tags,
        summary: 'List what groups are given each month, by the month from which on, newest first',
        querystring: Type.Object({ placeId: Type.Optional(Id) }, { additionalProperties: false }),
        response: { 200: listed(shape), '4xx': problemSchema },
      },
    },
    async (request) => {
      const principal = whoAsks(request.principal);
      const { placeId } = request.query as { placeId?: string };
      assertPlace(principal, placeId);
      await looked(deps, request, { kind: 'group', after: { show: 'allowances' } });
      const items = await allowances.list(placeId === undefined ? principal.places : [placeId]);
      return { items, nextCursor: null };
    },
  );
  app.post(
    url,
    {
      schema: {
        tags,
        summary:
          'Say what a group is given each month, from a month on; this month’s is given at once',
        description:
          'Each member of the group is given it once for each month of the place’s calendar; who joins later is given' +
          ' that month’s within the hour. Of several groups they are given all. What expires with a month is used first.',
        body: body({
          ...{ groupId: terms.groupId, units: terms.units, keeps: terms.keeps },
          placeId: Type.Optional(Id),
          since: Type.Optional(Month),
        }),
        response: { 201: shape, '4xx': problemSchema },
      },
    },
    async (request, reply) => {
      const principal = whoAsks(request.principal);
      const said = request.body as {
        readonly placeId?: string;
        readonly groupId: string;
        readonly units: number;
        readonly keeps: boolean;
        readonly since?: string;
      };
      assertPlace(principal, said.placeId);
      const { groupId, units, keeps } = said;
      const only = principal.places !== '*' && principal.places.length === 1;
      const placeId = said.placeId ?? (only ? (principal.places[0] ?? null) : null);
      const wanted = { placeId, groupId, units, keeps, since: said.since ?? null };
      return reply.code(201).send(await allowances.set(wanted, nameOf(principal)));
    },
  );
}
