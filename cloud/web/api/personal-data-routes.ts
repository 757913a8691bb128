import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { WebDeps } from '../deps.ts';
import { sendPersonalData } from '../personal-data.ts';
import { mayAt } from '../principal.ts';
import { isoOf } from './instant.ts';
import { idParams, listed, pageOf, pageQuery, problemSchema, whoAsks } from './resource.ts';

const tags = ['members'];
const limited = { rateLimit: { max: 30, timeWindow: 60_000 } };

/** What went by retention and erasure, and the nameless totals that stay. */
export function retentionRoutes(app: FastifyInstance, deps: WebDeps): void {
  app.get(
    '/api/v1/retention',
    {
      schema: {
        tags: ['places'],
        summary:
          'What was deleted when its time was over, newest first, each line chained to the one before',
        querystring: Type.Object(pageQuery, { additionalProperties: false }),
        response: {
          200: listed(Type.Object({}, { additionalProperties: true })),
          '4xx': problemSchema,
        },
      },
    },
    async (request) => {
      const principal = whoAsks(request.principal);
      const page = await deps.seals.list(pageOf(request.query as object));
      const items = page.items.filter(({ place }) => mayAt(principal, place));
      return {
        ...page,
        items: items.map(({ place: placeId, at, keptFrom, ...seal }) => ({
          placeId,
          at: isoOf(at),
          keptFrom: Object.fromEntries(
            Object.entries(keptFrom).map(([purpose, from]) => [purpose, isoOf(from)]),
          ),
          ...seal,
        })),
      };
    },
  );
}

/** What is held of one person, whole (GDPR, articles 15 and 20). */
export function personalDataRoutes(app: FastifyInstance, deps: WebDeps): void {
  app.get(
    '/api/v1/members/:id/data',
    {
      config: limited,
      schema: {
        tags,
        summary: 'Everything held of one member, as JSON; needs cards:uid and hours:read',
        params: idParams,
        response: {
          200: Type.Object({ exportedAt: Type.String() }, { additionalProperties: true }),
          '4xx': problemSchema,
        },
      },
    },
    (request, reply) =>
      sendPersonalData(deps, request, reply, (request.params as { id: string }).id, 'json'),
  );
  app.get(
    '/api/v1/members/:id/data.csv',
    {
      config: limited,
      schema: {
        tags,
        summary: 'The same as CSV, as a spreadsheet opens it',
        params: idParams,
        response: { 200: Type.String(), '4xx': problemSchema },
      },
    },
    (request, reply) =>
      sendPersonalData(deps, request, reply, (request.params as { id: string }).id, 'csv'),
  );
}
