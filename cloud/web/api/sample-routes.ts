import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { WebDeps } from '../deps.ts';
import { nameOf } from '../principal.ts';
import { problemSchema, whoAsks } from './resource.ts';
import { oneOf } from './schemas.ts';

const state = Type.Object({
  state: oneOf(['none', 'making', 'there', 'removing', 'failed'] as const),
  percent: Type.Optional(Type.Integer({ description: 'while it is being made' })),
  taps: Type.Optional(Type.Integer({ description: 'once it is there' })),
});

/** The sample year: made, looked at, and removed. */
export function sampleRoutes(app: FastifyInstance, { sample }: WebDeps): void {
  const url = '/api/v1/sample-data';
  const shape = (summary: string, ok: Record<string, unknown>) => ({
    schema: { tags: ['sample-data'], summary, response: { ...ok, '4xx': problemSchema } },
  });
  const read = async () => {
    const { kind, ...more } = await sample.state();
    return { state: kind, ...more };
  };

  app.get(url, shape('How far the sample year is', { 200: state }), read);
  app.post(
    url,
    shape('Begin to make a year of a lively venue, at a place of its own', { 202: state }),
    async (request, reply) => {
      await sample.make(nameOf(whoAsks(request.principal)));
      return reply.code(202).send(await read());
    },
  );
  app.delete(
    url,
    shape('Remove the sample year, and nothing else', { 204: Type.Null() }),
    async (request, reply) => {
      await sample.remove(nameOf(whoAsks(request.principal)));
      return reply.code(204).send();
    },
  );
}
