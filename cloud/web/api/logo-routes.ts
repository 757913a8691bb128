import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { failure } from '../../../shared/runtime/errors.ts';
import type { WebDeps } from '../deps.ts';
import { keepLogo, placeOfLogo, removeLogo } from '../presence/keep-logo.ts';
import { logoLimits } from '../presence/logo-picture.ts';
import { idParams, problemSchema } from './resource.ts';

const tags = ['places'];
const refused = { '4xx': problemSchema };

/** The picture at the head of a place's papers. */
export function logoRoutes(app: FastifyInstance, deps: WebDeps): void {
  app.get(
    '/api/v1/places/:id/logo',
    {
      schema: {
        ...{ tags, summary: 'The logo of a place, as it was sent', params: idParams },
        response: { 200: Type.String(), ...refused },
      },
    },
    async (request, reply) => {
      const place = await placeOfLogo(deps, request);
      const logo = await deps.logos.find(place.id);
      if (!logo) throw failure('notFound', { what: 'logo', id: place.id });
      return reply.type(`image/${logo.type}`).send(Buffer.from(logo.content));
    },
  );

  // A picture is taken as it is here, and nowhere else.
  void app.register((pictures, _options, done) => {
    pictures.addContentTypeParser(
      ['image/png', 'image/jpeg'],
      { parseAs: 'buffer', bodyLimit: logoLimits.bytes },
      (_request, picture, done) => done(null, picture),
    );
    pictures.post(
      '/api/v1/places/:id/logo',
      {
        bodyLimit: logoLimits.bytes,
        config: { rateLimit: { max: 30, timeWindow: 60_000 } },
        schema: {
          tags,
          summary: 'Put a PNG or JPEG picture of 500 kB and 2000 pixels a side at most as the logo',
          params: idParams,
          response: { 204: Type.Null(), ...refused },
        },
      },
      async (request, reply) => {
        const place = await placeOfLogo(deps, request);
        if (!(await keepLogo(deps, request, place, request.body)))
          throw failure('badRequest', { detail: 'this is no such picture, or it is too large' });
        return reply.code(204).send();
      },
    );
    done();
  });

  app.delete(
    '/api/v1/places/:id/logo',
    {
      schema: {
        ...{ tags, summary: 'Take the logo of a place away', params: idParams },
        response: { 204: Type.Null(), ...refused },
      },
    },
    async (request, reply) => {
      await removeLogo(deps, request, await placeOfLogo(deps, request));
      return reply.code(204).send();
    },
  );
}
