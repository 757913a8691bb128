import type { FastifyRequest } from 'fastify';

/** Fifty a second: no program that does its work asks more, and one that went wild takes the pages from nobody. */
const most = 3_000;
const minuteMs = 60_000;

/**
 * How often the API may be asked: by each token or session, and where there is none by each address. Routes with a
 * limit of their own have that one instead. Pages and files are asked by people, and have limits where one is costly.
 */
export const apiLimit = {
  global: true,
  max: most,
  timeWindow: minuteMs,
  allowList: (request: FastifyRequest): boolean =>
    !request.url.startsWith('/api/') && request.routeOptions.config.rateLimit === undefined,
  keyGenerator: ({ principal, ip }: FastifyRequest): string =>
    principal === null
      ? ip
      : principal.kind === 'token'
        ? `token:${principal.id}`
        : `session:${principal.sessionId}`,
} as const;
