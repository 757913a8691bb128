import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { WebDeps } from '../deps.ts';
import { sendPersonalData } from '../personal-data.ts';
import { idParams, problemSchema } from './resource.ts';

const tags = ['members'];
const limited = { rateLimit: { max: 30, timeWindow: 60_000 } };

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
