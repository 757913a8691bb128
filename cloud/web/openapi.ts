import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { access } from './access.ts';

const description = {
  openapi: '3.1.0',
  info: {
    title: 'Badgeuse',
    description: 'NFC time clock and door opener. Errors are RFC 9457 problem details with a hint.',
    version: '1',
  },
  components: {
    securitySchemes: { token: { type: 'http' as const, scheme: 'bearer' } },
  },
  security: [{ token: [] }],
};

interface Operation {
  responses?: Record<string, { description?: string; content?: Record<string, unknown> }>;
  security?: object[];
}

/** Describes the routes that come after it, as OpenAPI. */
export const describe = (app: FastifyInstance): Promise<void> =>
  Promise.resolve(
    app.register(swagger, {
      openapi: description,
      transformObject(described) {
        if (!('openapiObject' in described)) return described.swaggerObject;
        const { openapiObject } = described;
        const paths = (openapiObject.paths ?? {}) as Record<string, Record<string, Operation>>;
        for (const [path, operations] of Object.entries(paths))
          for (const [method, operation] of Object.entries(operations))
            complete(`${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`, operation);
        return openapiObject;
      },
    }),
  );

/** What holds for every route: how errors look, that any may fail on our side, and who needs no token. */
function complete(route: string, operation: Operation): void {
  if (access[route] === 'anyone') operation.security = [];
  const { responses = {} } = operation;
  const problem = responses['4XX'];
  const schema = problem?.content?.['application/json'];
  if (!problem || !schema) return;
  const content = { 'application/problem+json': schema };
  responses['4XX'] = { description: 'The request cannot be done; the hint says why not.', content };
  responses['5XX'] = { description: 'It failed on our side; nothing was changed.', content };
}
