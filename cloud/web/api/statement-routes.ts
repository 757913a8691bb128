import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ledgerKinds } from '../../../shared/domain/ledger.ts';
import { audit, looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { sendStatement } from '../ledger/send-statement.ts';
import { type MemberStatement, type ShownLine, statementOf } from '../ledger/statement.ts';
import { assertPlace } from '../place-scope.ts';
import { isoOf } from './instant.ts';
import { idParams, problemSchema, whoAsks } from './resource.ts';
import { Id, Month, oneOf, orNull } from './schemas.ts';

const Units = Type.Integer({ description: 'hundredths of a token' });
const lineShape = Type.Object({
  id: Id,
  kind: oneOf(ledgerKinds),
  at: Type.String({ description: 'when it was booked' }),
  change: Units,
  balance: Units,
  seen: Type.Boolean({ description: 'false: at a place of others, so that nothing more is said' }),
  usedAt: orNull(Type.String({ description: 'the end of the passage, else its beginning' })),
  placeId: orNull(Id),
  area: orNull(Type.String({ description: 'a room of its own' })),
  passageId: orNull(Type.String()),
  minutes: orNull(Type.Integer()),
  rate: orNull(Id),
  reverses: orNull(Id),
  madeBy: orNull(Type.String()),
  reason: orNull(Type.String()),
});
const statementShape = Type.Object({
  memberId: Id,
  month: Type.String(),
  timeZone: Type.String(),
  from: Type.String({ description: 'its first day' }),
  to: Type.String({ description: 'its last day' }),
  opening: Units,
  closing: Units,
  lines: Type.Array(lineShape),
});
const query = {
  month: Type.Optional({ ...Month, description: 'left out: this one' }),
  placeId: Type.Optional(Id),
};

/** A month of somebody's account, as the page and the paper have it. */
export function statementRoutes(app: FastifyInstance, deps: WebDeps): void {
  const url = '/api/v1/members/:id/statement';
  const tags = ['ledger-entries'];
  const read = (request: FastifyRequest) => {
    const principal = whoAsks(request.principal);
    const { month, placeId } = request.query as { month?: string; placeId?: string };
    assertPlace(principal, placeId);
    const { id: memberId } = request.params as { id: string };
    return statementOf(deps, principal, { memberId, month, placeId });
  };
  app.get(
    url,
    {
      schema: {
        tags,
        summary:
          'What a member held before and after a month, and what moved, by when it was booked',
        params: idParams,
        querystring: Type.Object(query, { additionalProperties: false }),
        response: { 200: statementShape, '4xx': problemSchema },
      },
    },
    async (request) => {
      const statement = await read(request);
      await looked(deps, request, { kind: 'ledgerEntry', memberId: statement.member.id });
      return shown(statement);
    },
  );
  for (const kind of ['csv', 'pdf'] as const)
    app.get(
      `${url}.${kind}`,
      {
        config: { rateLimit: { max: 60, timeWindow: 60_000 } },
        schema: {
          tags,
          summary:
            kind === 'csv'
              ? 'The same as a spreadsheet or a program reads it'
              : 'The same, to print',
          params: idParams,
          querystring: Type.Object(
            kind === 'csv'
              ? { ...query, for: Type.Optional(oneOf(['people', 'machine'] as const)) }
              : query,
            { additionalProperties: false },
          ),
          response: { 200: Type.String(), '4xx': problemSchema },
        },
      },
      async (request, reply) => {
        const statement = await read(request);
        const { month, member } = statement;
        await audit(deps, request, {
          ...{ verb: 'exported', kind: 'ledgerEntry', memberId: member.id, after: { month } },
        });
        return sendStatement(deps, request, reply, statement, kind);
      },
    );
}

const shown = ({ member, place: _, thisMonth: __, lines, ...rest }: MemberStatement) => ({
  memberId: member.id,
  ...rest,
  lines: lines.map(lineJson),
});

const lineJson = ({ isSeen, place, area, at, usedAt, words, ...line }: ShownLine) => ({
  ...line,
  at: isoOf(at),
  usedAt: usedAt === null ? null : isoOf(usedAt),
  seen: isSeen,
  placeId: place?.id ?? null,
  area: area?.id ?? null,
  reason: words,
});
