import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { WebDeps } from '../deps.ts';
import { beginLockdown, endLockdown } from '../lockdown.ts';
import { idParams, problemSchema, whoAsks } from './resource.ts';
import { body, orNull } from './schemas.ts';

export const LockdownReason = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' });

/** Of a place, and read only. */
export const lockdownField = orNull(Type.Object({ since: Type.String(), reason: Type.String() }));
const answer = Type.Object({ placeId: Type.String(), lockdown: lockdownField });
const responses = { 200: answer, '4xx': problemSchema };
const tags = ['places'];

/** Nobody comes in until it ends. */
export function lockdownRoutes(app: FastifyInstance, deps: WebDeps): void {
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;

  app.post(
    '/api/v1/places/:id/lockdown',
    {
      schema: {
        tags,
        summary: 'Lock a place down: no card opens a way in, every way out stays as it is',
        params: idParams,
        body: body({ reason: LockdownReason }),
        response: responses,
      },
    },
    async (request) => {
      const { reason } = request.body as { reason: string };
      const place = await beginLockdown(deps, whoAsks(request.principal), idOf(request), reason);
      return { placeId: place.id, lockdown: place.lockdown };
    },
  );

  app.delete(
    '/api/v1/places/:id/lockdown',
    {
      schema: {
        tags,
        summary: 'End the lockdown of a place',
        params: idParams,
        response: responses,
      },
    },
    async (request) => {
      const place = await endLockdown(deps, whoAsks(request.principal), idOf(request));
      return { placeId: place.id, lockdown: place.lockdown };
    },
  );
}
