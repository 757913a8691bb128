import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  type Closing,
  type DeadLetter,
  type Incident,
  type MishapState,
  mishapStates,
} from '../../ports/journal.ts';
import { holds } from '../access.ts';
import type { WebDeps } from '../deps.ts';
import {
  close,
  retry,
  theirDeadLetter,
  theirDeadLetters,
  theirIncident,
  theirIncidents,
} from '../mishaps.ts';
import type { Principal } from '../principal.ts';
import { isoOf } from './instant.ts';
import { idParams, listed, pageOf, pageQuery, problemSchema, whoAsks } from './resource.ts';
import { body, oneOf } from './schemas.ts';

const anything = Type.Object({}, { additionalProperties: true });
const querystring = Type.Object(
  { ...pageQuery, state: Type.Optional(oneOf(mishapStates)) },
  { additionalProperties: false },
);
const closing = body({
  state: oneOf(['closed'] as const),
  note: Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' }),
});

/** What could not be read or kept, and what staff must look at. */
export function mishapRoutes(app: FastifyInstance, deps: WebDeps): void {
  const listing = (tag: string, summary: string) => ({
    schema: {
      ...{ tags: [tag], summary, querystring },
      response: { 200: listed(anything), '4xx': problemSchema },
    },
  });
  const one = (tag: string, summary: string) => ({
    schema: {
      ...{ tags: [tag], summary, params: idParams },
      response: { 200: anything, '4xx': problemSchema },
    },
  });
  const closed = (tag: string, summary: string) => ({
    schema: { ...one(tag, summary).schema, body: closing },
  });

  app.get(
    '/api/v1/dead-letters',
    listing('dead-letters', 'List what could not be read or kept, newest first'),
    async (request) => {
      const { principal, page, state } = askedBy(request);
      const { items, nextCursor } = await theirDeadLetters(deps, principal, page, state);
      return { items: items.map(letterShown), nextCursor };
    },
  );
  app.get('/api/v1/dead-letters/:id', one('dead-letters', 'Read one of them'), async (request) =>
    letterShown(await theirDeadLetter(deps, ...whoseOf(request))),
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
      await retry(deps, request, ...whoseOf(request));
      return reply.code(204).send();
    },
  );
  app.patch(
    '/api/v1/dead-letters/:id',
    closed('dead-letters', 'Close one that will not be tried again, and say what was done'),
    async (request) => {
      const [principal, id] = whoseOf(request);
      await close(deps, request, principal, 'deadLetter', { id, note: noteOf(request) });
      return letterShown(await theirDeadLetter(deps, principal, id));
    },
  );

  app.get(
    '/api/v1/incidents',
    listing('incidents', 'List what staff must look at, newest first'),
    async (request) => {
      const { principal, page, state } = askedBy(request);
      const { items, nextCursor } = await theirIncidents(deps, principal, page, state);
      return { items: items.map((incident) => incidentFor(principal, incident)), nextCursor };
    },
  );
  app.get('/api/v1/incidents/:id', one('incidents', 'Read one incident'), async (request) => {
    const [principal, id] = whoseOf(request);
    return incidentFor(principal, await theirIncident(deps, principal, id));
  });
  app.patch(
    '/api/v1/incidents/:id',
    closed('incidents', 'Close an incident that was looked at, and say what was done'),
    async (request) => {
      const [principal, id] = whoseOf(request);
      await close(deps, request, principal, 'incident', { id, note: noteOf(request) });
      return incidentFor(principal, await theirIncident(deps, principal, id));
    },
  );
}

function askedBy(request: FastifyRequest) {
  const { state, ...page } = request.query as { state?: MishapState };
  return { principal: whoAsks(request.principal), page: pageOf(page), state };
}

const whoseOf = (request: FastifyRequest): [Principal, string] => [
  whoAsks(request.principal),
  (request.params as { id: string }).id,
];

const noteOf = (request: FastifyRequest): string => (request.body as { note: string }).note.trim();

/** The entry that conflicts is kept whole; its card is nobody's to copy. */
function incidentFor(principal: Principal, incident: Incident) {
  const { entry, ...details } = incident.details;
  const shown = { ...incident, at: isoOf(incident.at), ...closedShown(incident) };
  if (entry === undefined || holds(principal, 'cards:uid')) return shown;
  const { card: _, ...seen } = entry as Record<string, unknown>;
  return { ...shown, details: { ...details, entry: seen } };
}

const letterShown = (letter: DeadLetter) => ({
  ...letter,
  receivedAt: isoOf(letter.receivedAt),
  ...closedShown(letter),
});

const closedShown = ({ closed }: { readonly closed: Closing | null }) => ({
  state: closed === null ? 'open' : 'closed',
  closed: closed && { ...closed, at: isoOf(closed.at) },
});
