import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { mostGiven } from '../../../shared/domain/amount.ts';
import { ledgerKinds } from '../../../shared/domain/ledger.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import { type GivenKind, givenKinds, type LedgerLine } from '../../ports/ledger.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { assertPlace } from '../place-scope.ts';
import { nameOf, type Principal } from '../principal.ts';
import { isoOf } from './instant.ts';
import { idParams, listed, pageOf, pageQuery, problemSchema, whoAsks } from './resource.ts';
import { body, Id, oneOf, orNull } from './schemas.ts';

const Units = Type.Integer({ description: 'hundredths of a token' });
const shape = Type.Object({
  id: Id,
  kind: oneOf(ledgerKinds),
  at: Type.String({ description: 'when it was booked' }),
  usedAt: Type.String({ description: 'what it counts for: the end of the passage' }),
  from: Type.String({ description: 'the account that lost them' }),
  to: Type.String({ description: 'the account that got them' }),
  units: Units,
  placeId: orNull(Id),
  area: orNull(Id),
  passageId: orNull(Type.String()),
  rate: orNull(Id),
  minutes: orNull(Type.Integer()),
  reverses: orNull(Id),
  madeBy: orNull(Type.String()),
  reason: orNull(Type.String()),
});
const Reason = Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' });

/** The ledger of tokens: read, and added to by staff. Nothing in it is ever changed. */
export function ledgerRoutes(app: FastifyInstance, deps: WebDeps): void {
  const { ledger } = deps;
  const url = '/api/v1/ledger-entries';
  const tags = ['ledger-entries'];
  const refused = { '4xx': problemSchema };
  app.get(
    url,
    {
      schema: {
        tags,
        summary: 'List entries, newest first',
        querystring: Type.Object(
          {
            ...pageQuery,
            memberId: Type.Optional(Id),
            placeId: Type.Optional(Id),
            passageId: Type.Optional(Type.String({ maxLength: 80 })),
          },
          { additionalProperties: false },
        ),
        response: { 200: listed(shape), ...refused },
      },
    },
    async (request) => {
      const principal = whoAsks(request.principal);
      const { limit, cursor, placeId, ...filter } = request.query as Query;
      assertPlace(principal, placeId);
      const theirs = principal.places === '*' ? {} : { placeIds: principal.places };
      const where = { ...filter, ...theirs, ...(placeId !== undefined && { placeIds: [placeId] }) };
      const page = await ledger.list(where, pageOf({ limit, cursor } as object));
      await looked(deps, request, {
        kind: 'ledgerEntry',
        ...(filter.memberId !== undefined && { memberId: filter.memberId }),
        after: { show: 'all' },
      });
      return { ...page, items: page.items.map(shown) };
    },
  );
  app.get(
    '/api/v1/members/:id/balance',
    {
      schema: {
        tags,
        summary: 'What a member holds; null: nothing ever moved',
        params: idParams,
        response: { 200: Type.Object({ balance: orNull(Units) }), ...refused },
      },
    },
    async (request) => {
      const id = idOf(request);
      await deps.registry.members.get(id);
      await looked(deps, request, { kind: 'member', id, memberId: id });
      return { balance: await ledger.balanceOf(id) };
    },
  );
  app.post(
    url,
    {
      schema: {
        tags,
        summary:
          'Give a member tokens; with the header Idempotency-Key, asking again gives nothing twice (200 then)',
        body: body({
          kind: Type.Optional(oneOf(givenKinds)),
          memberId: Id,
          placeId: Type.Optional(Id),
          units: Type.Integer({
            minimum: 1,
            maximum: mostGiven,
            description: 'hundredths of a token',
          }),
          reason: Reason,
        }),
        response: { 200: shape, 201: shape, ...refused },
      },
    },
    async (request, reply) => {
      const principal = whoAsks(request.principal);
      const said = request.body as Given;
      const key = keyOf(request, principal);
      assertPlace(principal, said.placeId);
      const { line, isNew } = await ledger.give(
        {
          key,
          kind: said.kind ?? 'credit',
          memberId: said.memberId,
          placeId: said.placeId ?? null,
          units: said.units,
          words: said.reason,
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
        summary: 'Undo what staff gave: by another entry, once',
        params: idParams,
        body: body({ reason: Reason }),
        response: { 201: shape, ...refused },
      },
    },
    async (request, reply) => {
      const { reason } = request.body as { reason: string };
      const principal = whoAsks(request.principal);
      const line = await ledger.undo(idOf(request), {
        words: reason,
        by: nameOf(principal),
        places: principal.places,
      });
      return reply.code(201).send(shown(line));
    },
  );
}

interface Query {
  readonly limit?: number;
  readonly cursor?: string;
  readonly memberId?: string;
  readonly placeId?: string;
  readonly passageId?: string;
}
interface Given {
  readonly kind?: GivenKind;
  readonly memberId: string;
  readonly placeId?: string;
  readonly units: number;
  readonly reason: string;
}

const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;

/** Theirs alone: two programs may count from one. */
export function keyOf(request: FastifyRequest, principal: Principal): string {
  const given = request.headers['idempotency-key'];
  if (given === undefined) return request.id + crypto.randomUUID();
  if (typeof given !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(given))
    throw failure('badRequest', { detail: 'Idempotency-Key must be 1 to 200 visible characters' });
  return `${nameOf(principal)} ${given}`;
}

const shown = ({ of, reversed, words, at, usedAt, ...line }: LedgerLine) => ({
  ...line,
  at: isoOf(at),
  usedAt: isoOf(usedAt),
  placeId: of?.place ?? placeOf(line.from) ?? placeOf(line.to),
  area: of?.area ?? null,
  passageId: of?.passage ?? null,
  reverses: reversed,
  reason: words,
});
const placeOf = (account: string): string | null =>
  /^(?:issued|used):(.*)$/.exec(account)?.[1] ?? null;
