import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { directions } from '../../../shared/domain/access-point.ts';
import { parseUid } from '../../../shared/domain/card.ts';
import type { Correction, CorrectionChange } from '../../../shared/domain/correction.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import { holds } from '../access.ts';
import type { WebDeps } from '../deps.ts';
import { nameOf, type Principal } from '../principal.ts';
import { InvalidInput } from '../validation.ts';
import { InstantText, instantOf, isoOf } from './instant.ts';
import { idParams, listed, pageOf, pageQuery, problemSchema, whoAsks } from './resource.ts';
import { body, fields, Id, oneOf, orNull } from './schemas.ts';

const kinds = ['addExit', 'addEntry', 'voidPunch', 'setDirection', 'assignCard'] as const;

/** Flat, as people write it; which fields a kind needs is checked afterwards, by name. */
const correctionBody = body({
  kind: oneOf(kinds),
  reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }),
  punchId: Type.Optional(Id),
  at: Type.Optional(InstantText),
  direction: Type.Optional(oneOf(directions)),
  uid: Type.Optional(fields.cards.uid),
  memberId: Type.Optional(Id),
  from: Type.Optional(orNull(InstantText)),
  to: Type.Optional(orNull(InstantText)),
});
type CorrectionBody = Static<typeof correctionBody>;

const anything = Type.Object({}, { additionalProperties: true });

export function correctionRoutes(app: FastifyInstance, deps: WebDeps): void {
  const { corrections } = deps;
  const tags = ['corrections'];
  const url = '/api/v1/corrections';
  const author = (principal: Principal, reason: string) => ({
    madeBy: nameOf(principal),
    madeAt: deps.clock.now(),
    reason,
  });

  app.post(
    url,
    {
      schema: {
        tags,
        summary: 'Put the record right, with a reason',
        body: correctionBody,
        response: { 201: anything, '4xx': problemSchema },
      },
    },
    async (request, reply) => {
      const wanted = request.body as CorrectionBody;
      const principal = whoAsks(request.principal);
      const by = author(principal, wanted.reason);
      const made = await corrections.record(changeOf(wanted), by);
      return reply.code(201).send(shown(made, principal));
    },
  );

  const query = Type.Object(pageQuery, { additionalProperties: false });
  app.get(
    url,
    {
      schema: {
        tags,
        summary: 'List corrections, newest first',
        querystring: query,
        response: { 200: listed(anything), '4xx': problemSchema },
      },
    },
    async (request) => {
      const page = await corrections.list(pageOf(request.query as object));
      const principal = whoAsks(request.principal);
      return { ...page, items: page.items.map((made) => shown(made, principal)) };
    },
  );

  const one = { tags, params: idParams };
  app.get(
    `${url}/:id`,
    {
      schema: {
        ...one,
        summary: 'Read a correction',
        response: { 200: anything, '4xx': problemSchema },
      },
    },
    async (request) => {
      const { id } = request.params as { id: string };
      const correction = await corrections.find(id);
      if (!correction) throw failure('notFound', { what: 'correction', id });
      return shown(correction, whoAsks(request.principal));
    },
  );

  app.patch(
    `${url}/:id`,
    {
      schema: {
        ...one,
        summary: 'Undo a correction, with a reason',
        body: body({
          undone: Type.Literal(true),
          reason: Type.Optional(correctionBody.properties.reason),
        }),
        response: { 200: anything, '4xx': problemSchema },
      },
    },
    async (request) => {
      const { id } = request.params as { id: string };
      const { reason = 'undone' } = request.body as { reason?: string };
      const principal = whoAsks(request.principal);
      return shown(await corrections.undo(id, author(principal, reason)), principal);
    },
  );

  app.delete(
    `${url}/:id`,
    {
      schema: {
        ...one,
        summary: 'Undo a correction: it is kept, without effect',
        response: { 204: Type.Null(), '4xx': problemSchema },
      },
    },
    async (request, reply) => {
      const { id } = request.params as { id: string };
      await corrections.undo(id, author(whoAsks(request.principal), 'undone'));
      return reply.code(204).send();
    },
  );
}

function changeOf(wanted: CorrectionBody): CorrectionChange {
  const needed = <K extends keyof CorrectionBody>(field: K): NonNullable<CorrectionBody[K]> => {
    const value = wanted[field];
    if (value === undefined || value === null) {
      throw new InvalidInput('body', [{ field, expected: `is missing for ${wanted.kind}` }]);
    }
    return value;
  };
  const bound = (field: 'from' | 'to') => {
    const text = wanted[field];
    return text === undefined || text === null ? null : instantOf(field, text);
  };
  switch (wanted.kind) {
    case 'addExit':
    case 'addEntry':
      return { kind: wanted.kind, punchId: needed('punchId'), at: instantOf('at', needed('at')) };
    case 'voidPunch':
      return { kind: wanted.kind, punchId: needed('punchId') };
    case 'setDirection':
      return { kind: wanted.kind, punchId: needed('punchId'), direction: needed('direction') };
    case 'assignCard':
      return {
        kind: wanted.kind,
        uid: uidOf(needed('uid')),
        memberId: needed('memberId'),
        from: bound('from'),
        to: bound('to'),
      };
  }
}

function uidOf(text: string): string {
  const uid = parseUid(text);
  if (uid.ok) return uid.value;
  throw new InvalidInput('body', [{ field: 'uid', expected: 'must be 8, 14 or 20 hex digits' }]);
}

/** The card's uid is a key to copy: only who holds `cards:uid` reads it back. */
const shown = (correction: Correction, principal: Principal) => {
  const { madeAt, ...rest } = correction;
  const times: Record<string, string | null> = { madeAt: isoOf(madeAt) };
  if ('at' in correction) times['at'] = isoOf(correction.at);
  if (correction.kind === 'assignCard') {
    times['from'] = correction.from === null ? null : isoOf(correction.from);
    times['to'] = correction.to === null ? null : isoOf(correction.to);
  }
  const isHidden = 'uid' in correction && !holds(principal, 'cards:uid');
  return { ...rest, ...times, ...(isHidden && { uid: null }) };
};
