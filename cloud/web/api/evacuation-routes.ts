import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { failure } from '../../../shared/runtime/errors.ts';
import type { WebDeps } from '../deps.ts';
import { evacuationReader } from '../evacuation.ts';
import { mayAt } from '../principal.ts';
import { isoOf } from './instant.ts';
import { problemSchema, whoAsks } from './resource.ts';
import { Id, orNull } from './schemas.ts';

const person = Type.Object({
  memberId: orNull(Type.String()),
  name: orNull(Type.String()),
  placeId: Type.String(),
  accessPoint: orNull(Type.String()),
  since: orNull(Type.String()),
});
const silent = Type.Object({
  accessPointId: Type.String(),
  name: Type.String(),
  since: orNull(Type.String({ description: 'null: never heard' })),
});

/** Who is inside now, as known, with the age of the knowledge. */
export function evacuationRoutes(app: FastifyInstance, deps: WebDeps): void {
  const read = evacuationReader(deps);
  app.get(
    '/api/v1/evacuation',
    {
      schema: {
        tags: ['passages'],
        summary: 'Who is inside now as far as is known, for the meeting point',
        querystring: Type.Object({ placeId: Type.Optional(Id) }, { additionalProperties: false }),
        response: {
          200: Type.Object({
            at: Type.String(),
            knownUntil: orNull(Type.String()),
            unsent: Type.Integer(),
            inside: Type.Array(person),
            silent: Type.Array(silent),
          }),
          '4xx': problemSchema,
        },
      },
    },
    async (request) => {
      const { placeId } = request.query as { placeId?: string };
      const place = placeId === undefined ? null : await deps.registry.places.find(placeId);
      if (placeId !== undefined && (!place || !mayAt(whoAsks(request.principal), placeId)))
        throw failure('notFound', { what: 'place', id: placeId });
      const list = await read(request, place);
      const orNone = (at: number | null | undefined) => (at ? isoOf(at) : null);
      return {
        at: isoOf(list.now),
        knownUntil: orNone(list.knownUntil),
        unsent: list.unsent,
        inside: list.inside.map((row) => ({
          memberId: row.memberId,
          name: row.memberName,
          placeId: row.place,
          accessPoint: row.entryAccessPointName,
          since: orNone(row.entry?.at),
        })),
        silent: list.silent.map((reader) => ({
          accessPointId: reader.id,
          name: reader.name,
          since: orNone(reader.lastSeenAt),
        })),
      };
    },
  );
}
