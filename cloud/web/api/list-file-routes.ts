import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { failure } from '../../../shared/runtime/errors.ts';
import type { WebDeps } from '../deps.ts';
import { problemSchema } from './resource.ts';

const FileParams = Type.Object({
  list: Type.String({ maxLength: 64 }),
  file: Type.String({ maxLength: 40 }),
});

/** An access list too long for messages, for a device of its place (wire protocol, access). */
export function listFileRoutes(app: FastifyInstance, deps: WebDeps): void {
  app.get(
    '/api/v1/lists/:list/:file',
    {
      config: { rateLimit: { max: 120, timeWindow: 60_000 } },
      schema: {
        tags: ['devices'],
        summary: 'An access list as a gzip file, with the credentials of a device',
        params: FileParams,
        response: {
          200: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }),
          '4xx': problemSchema,
        },
      },
    },
    async (request, reply) => {
      const { list, file: name } = request.params as { list: string; file: string };
      const version = Number(/^([1-9]\d{0,15})\.json\.gz$/.exec(name)?.[1] ?? 0);
      const given = credentialsOf(request.headers.authorization);
      const file =
        given && version > 0
          ? await deps.listFiles.fetch(given.device, given.password, list, version)
          : null;
      // Whether it was the name, the password or the version is nobody's business.
      if (!file) throw failure('notFound', { what: 'list', id: `${list}/${name}` });
      return reply.type('application/gzip').send(file);
    },
  );
}

function credentialsOf(header: string | undefined): { device: string; password: string } | null {
  const encoded = /^Basic +([A-Za-z0-9+/=]{1,400})$/i.exec(header ?? '')?.[1];
  const [, device, password] =
    /^([a-z0-9-]{1,32}):(.+)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? [];
  return device !== undefined && password !== undefined ? { device, password } : null;
}
