import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { WebDeps } from '../deps.ts';
import { setNameless } from '../nameless.ts';
import { idParams, problemSchema, whoAsks } from './resource.ts';

/** Of a place, and read only. */
export const namelessField = Type.Boolean({
  description: 'It counts without names: what is stored of a tap says neither card nor member',
});

/** Counting without names, begun and ended. */
export function namelessRoutes(app: FastifyInstance, deps: WebDeps): void {
  const serve = (method: 'POST' | 'DELETE', nameless: boolean, summary: string) =>
    app.route({
      method,
      url: '/api/v1/places/:id/nameless',
      schema: {
        tags: ['places'],
        summary,
        params: idParams,
        response: {
          200: Type.Object({ placeId: Type.String(), nameless: namelessField }),
          '4xx': problemSchema,
        },
      },
      handler: async (request: FastifyRequest) => {
        const { id } = request.params as { id: string };
        const place = await setNameless(deps, whoAsks(request.principal), id, nameless);
        return { placeId: place.id, nameless: place.nameless };
      },
    });
  serve('POST', true, 'Count without names at a place, from now on');
  serve('DELETE', false, 'Record again whose card is tapped at a place, from now on');
}
