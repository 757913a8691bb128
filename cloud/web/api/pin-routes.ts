import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { nameOf } from '../principal.ts';
import { isoOf } from './instant.ts';
import { idParams, problemSchema, whoAsks } from './resource.ts';
import { body, orNull } from './schemas.ts';

export const Pin = Type.String({ pattern: '^[0-9]{4,8}$', description: 'four to eight digits' });

const tags = ['members'];
const path = '/api/v1/members/:id/pin';

/** A member's PIN, for readers that ask for one besides the card. It is set and taken away, and never told. */
export function pinRoutes(app: FastifyInstance, deps: WebDeps): void {
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;
  const nothing = { 204: Type.Null(), '4xx': problemSchema };

  app.get(
    path,
    {
      schema: {
        tags,
        summary: 'Whether a member has a PIN, and since when',
        params: idParams,
        response: { 200: Type.Object({ setAt: orNull(Type.String()) }), '4xx': problemSchema },
      },
    },
    async (request) => {
      const id = idOf(request);
      const setAt = await deps.pins.setAt(id);
      await looked(deps, request, { kind: 'member', id, memberId: id });
      return { setAt: setAt === null ? null : isoOf(setAt) };
    },
  );
  app.post(
    path,
    {
      schema: {
        tags,
        summary: 'Set a member’s PIN, in place of the one before',
        params: idParams,
        body: body({ pin: Pin }),
        response: nothing,
      },
    },
    async (request, reply) => {
      const { pin } = request.body as { pin: string };
      await deps.pins.set(idOf(request), pin, nameOf(whoAsks(request.principal)));
      return reply.code(204).send();
    },
  );
  app.delete(
    path,
    { schema: { tags, summary: 'Take a member’s PIN away', params: idParams, response: nothing } },
    async (request, reply) => {
      await deps.pins.clear(idOf(request), nameOf(whoAsks(request.principal)));
      return reply.code(204).send();
    },
  );
}
