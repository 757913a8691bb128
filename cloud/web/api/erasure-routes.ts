import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { failure } from '../../../shared/runtime/errors.ts';
import type { Erasure } from '../../ports/erasures.ts';
import type { WebDeps } from '../deps.ts';
import { nameOf } from '../principal.ts';
import { isoOf } from './instant.ts';
import { idParams, problemSchema, whoAsks } from './resource.ts';
import { oneOf, orNull } from './schemas.ts';

const shape = Type.Object({
  memberId: Type.String(),
  askedAt: Type.String(),
  askedBy: Type.String(),
  doneAt: orNull(
    Type.String({ description: 'when nothing of them was left, here and at every device' }),
  ),
  devices: Type.Array(
    Type.Object({
      device: Type.String(),
      state: oneOf(['waiting', 'done', 'gone'] as const),
      why: orNull(Type.String({ description: 'why it waits, a word of the device’s' })),
      at: Type.String(),
    }),
  ),
  partners: Type.Array(
    Type.Object({
      federation: Type.String(),
      name: orNull(Type.String()),
      state: oneOf(['waiting', 'done', 'kept', 'gone'] as const),
      why: orNull(
        Type.String({ description: 'why it waits: `devices` there, or what went wrong' }),
      ),
      at: Type.String(),
    }),
    { description: 'venues that ours pools with, asked to forget cards of theirs' },
  ),
  askedFor: orNull(Type.String({ description: 'of another venue’s member: its name' })),
});
const tags = ['members'];
const path = '/api/v1/members/:id/erasure';

/** Erases a person for good (GDPR, article 17), and says how far that is. */
export function erasureRoutes(app: FastifyInstance, deps: WebDeps): void {
  app.post(
    path,
    {
      schema: {
        tags,
        summary: 'Erase a member for good: here at once, and at each device as soon as it is heard',
        params: idParams,
        response: { 202: shape, '4xx': problemSchema },
      },
    },
    async (request, reply) => {
      const { id } = request.params as { id: string };
      const by = nameOf(whoAsks(request.principal));
      return reply.code(202).send(told(await deps.erasures.erase(id, by, deps.clock.now())));
    },
  );
  app.get(
    path,
    {
      schema: {
        tags,
        summary: 'How far an erasure is, device by device',
        params: idParams,
        response: { 200: shape, '4xx': problemSchema },
      },
    },
    async (request) => {
      const { id } = request.params as { id: string };
      const found = await deps.erasures.find(id);
      if (!found) throw failure('notFound', { what: 'erasure', id });
      return told(found);
    },
  );
}

const told = ({ memberId, askedBy, askedFor, ...erasure }: Erasure) => ({
  memberId,
  askedBy,
  askedFor,
  askedAt: isoOf(erasure.askedAt),
  doneAt: erasure.doneAt === null ? null : isoOf(erasure.doneAt),
  devices: erasure.devices.map((one) => ({ ...one, at: isoOf(one.at) })),
  partners: erasure.partners.map((one) => ({ ...one, at: isoOf(one.at) })),
});
