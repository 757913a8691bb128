import type { FastifyRequest } from 'fastify';
import type { WebDeps } from './deps.ts';

/** How browsers reach us, without a slash at the end: as the settings say, else as this one did. */
export const ownOrigin = (deps: Pick<WebDeps, 'publicUrl'>, request: FastifyRequest): string =>
  (deps.publicUrl ?? `${request.protocol}://${request.host}`).replace(/\/$/, '');
