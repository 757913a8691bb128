import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { failure } from '../../../shared/runtime/errors.ts';
import type { DeadLetter, Incident, TapFilter, TapRecord } from '../../ports/journal.ts';
import { holds } from '../access.ts';
import { audit, looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { isTheirTap, theirDevices } from '../journal-scope.ts';
import type { Principal } from '../principal.ts';
import { InstantText, instantOf, isoOf } from './instant.ts';
import { idParams, listed, pageOf, pageQuery, problemSchema, whoAsks } from './resource.ts';
import { Id } from './schemas.ts';

const tapQuery = Type.Object(
  {
    ...pageQuery,
    placeId: Type.Optional(Id),
    accessPoint: Type.Optional(Id),
    device: Type.Optional(Id),
    from: Type.Optional(InstantText),
    to: Type.Optional(InstantText),
    reason: Type.Optional(Type.String({ maxLength: 40 })),
  },
  { additionalProperties: false },
);

/** What the devices wrote, read only: punches and refusals, what could not be read, and what needs a look. */
export function journalRoutes(app: FastifyInstance, deps: WebDeps): void {
  const { journal } = deps;
  const anything = Type.Object({}, { additionalProperties: true });
  const listSchema = { response: { 200: listed(anything), '4xx': problemSchema } };
  const oneSchema = { params: idParams, response: { 200: anything, '4xx': problemSchema } };

  async function theirLetter(id: string, principal: Principal): Promise<DeadLetter> {
    const letter = await journal.findDeadLetter(id);
    const isTheirs = await theirDevices(deps, principal);
    if (!letter || !isTheirs(letter.device)) throw failure('notFound', { what: 'dead letter', id });
    return letter;
  }

  for (const [path, kind] of [
    ['punches', 'punch'],
    ['refusals', 'refusal'],
  ] as const) {
    app.get(
      `/api/v1/${path}`,
      {
        schema: {
          ...listSchema,
          tags: [path],
          summary: `List ${path}, newest first`,
          querystring: tapQuery,
        },
      },
      async (request) => {
        const { limit, cursor, from, to, ...where } = request.query as Record<string, string>;
        const filter: TapFilter = {
          ...where,
          ...(from && { from: instantOf('from', from) }),
          ...(to && { to: instantOf('to', to) }),
        };
        const page = await journal.taps(kind, filter, pageOf({ limit, cursor } as object));
        const principal = whoAsks(request.principal);
        const items = page.items.filter((tap) => isTheirTap(principal, tap));
        await looked(deps, request, { kind, after: { ...where, from, to } });
        return { ...page, items: items.map((tap) => tapFor(principal, tap)) };
      },
    );
    app.get(
      `/api/v1/${path}/:id`,
      { schema: { ...oneSchema, tags: [path], summary: `Read one of ${path}` } },
      async (request) => {
        const { id } = request.params as { id: string };
        const tap = await journal.findTap(id);
        const principal = whoAsks(request.principal);
        if (tap?.kind !== kind || !isTheirTap(principal, tap)) {
          throw failure('notFound', { what: kind, id });
        }
        const { placeId, memberRef: memberId } = tap;
        await looked(deps, request, { kind, id, placeId, memberId });
        return tapFor(principal, tap);
      },
    );
  }

  const pageOnly = Type.Object(pageQuery, { additionalProperties: false });
  app.get(
    '/api/v1/dead-letters',
    {
      schema: {
        ...listSchema,
        tags: ['dead-letters'],
        summary: 'List what could not be read',
        querystring: pageOnly,
      },
    },
    async (request) => {
      const page = await journal.deadLetters(pageOf(request.query as object));
      const isTheirs = await theirDevices(deps, whoAsks(request.principal));
      const items = page.items.filter(({ device }) => isTheirs(device));
      return { ...page, items: items.map((l) => ({ ...l, receivedAt: isoOf(l.receivedAt) })) };
    },
  );
  app.get(
    '/api/v1/dead-letters/:id',
    { schema: { ...oneSchema, tags: ['dead-letters'], summary: 'Read one of them' } },
    async (request) => {
      const { id } = request.params as { id: string };
      const letter = await theirLetter(id, whoAsks(request.principal));
      return { ...letter, receivedAt: isoOf(letter.receivedAt) };
    },
  );
  app.post(
    '/api/v1/dead-letters/:id/retry',
    {
      schema: {
        tags: ['dead-letters'],
        summary:
          'Try one again, now that what was wrong is mended; it is then a dead letter no more',
        params: idParams,
        response: { 204: Type.Null(), '4xx': problemSchema },
      },
    },
    async (request, reply) => {
      const { id } = request.params as { id: string };
      const principal = whoAsks(request.principal);
      if (principal.places !== '*') await theirLetter(id, principal);
      await deps.retryDeadLetter(id);
      await audit(deps, request, { verb: 'changed', kind: 'deadLetter', id });
      return reply.code(204).send();
    },
  );
  app.get(
    '/api/v1/incidents',
    {
      schema: {
        ...listSchema,
        tags: ['incidents'],
        summary: 'List what staff must look at',
        querystring: pageOnly,
      },
    },
    async (request) => {
      const page = await journal.incidents(pageOf(request.query as object));
      const principal = whoAsks(request.principal);
      const isTheirs = await theirDevices(deps, principal);
      const items = page.items.filter(({ device }) => isTheirs(device));
      return { ...page, items: items.map((one) => incidentFor(principal, one)) };
    },
  );
  app.get(
    '/api/v1/incidents/:id',
    { schema: { ...oneSchema, tags: ['incidents'], summary: 'Read one incident' } },
    async (request) => {
      const { id } = request.params as { id: string };
      const incident = await journal.findIncident(id);
      const principal = whoAsks(request.principal);
      const isTheirs = await theirDevices(deps, principal);
      if (!incident || !isTheirs(incident.device)) {
        throw failure('notFound', { what: 'incident', id });
      }
      return incidentFor(principal, incident);
    },
  );
}

/** The entry that conflicts is kept whole; its card is nobody's to copy. */
const incidentFor = (principal: Principal, incident: Incident) => {
  const { entry, ...details } = incident.details;
  const at = isoOf(incident.at);
  if (entry === undefined || holds(principal, 'cards:uid')) return { ...incident, at };
  const { card: _, ...seen } = entry as Record<string, unknown>;
  return { ...incident, at, details: { ...details, entry: seen } };
};

/** Times as ISO 8601; the card's uid is a key to copy, so only who holds `cards:uid` sees it. */
const tapFor = (principal: Principal, tap: TapRecord) => {
  const { kind: _, reason, door, item, ...rest } = tap;
  return {
    ...rest,
    ...(tap.kind === 'refusal' ? { reason } : { door, item }),
    cardUid: holds(principal, 'cards:uid') ? tap.cardUid : null,
    occurredAt: isoOf(tap.occurredAt),
    receivedAt: isoOf(tap.receivedAt),
  };
};
