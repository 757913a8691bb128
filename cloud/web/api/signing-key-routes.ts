import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { WebDeps } from '../deps.ts';
import { assertEverywhere } from '../place-scope.ts';
import { nameOf } from '../principal.ts';
import { isoOf } from './instant.ts';
import { problemSchema, whoAsks } from './resource.ts';
import { DeviceId, orNull } from './schemas.ts';

const url = '/api/v1/signing-key';
const state = Type.Object({
  kid: Type.String({ description: 'of the key that signs' }),
  renewal: orNull(
    Type.Object({
      kid: Type.String({ description: 'of the new key' }),
      begunAt: Type.String({ description: 'ISO 8601' }),
      signs: Type.Boolean(),
    }),
  ),
  devices: Type.Array(
    Type.Object({
      id: DeviceId,
      believes: orNull(Type.Array(Type.String(), { description: 'null: it does not say' })),
    }),
  ),
});

/** The key devices believe: which it is, who follows, and its renewal. */
export function signingKeyRoutes(app: FastifyInstance, deps: WebDeps): void {
  const { signingKeys: keys } = deps;
  const shape = (summary: string) => ({
    schema: {
      tags: ['signing-key'],
      summary,
      response: { '2xx': state, '4xx': problemSchema },
    },
  });
  const read = async () => {
    const change = keys.change();
    return {
      kid: keys.kid,
      renewal: change && {
        kid: change.kid,
        begunAt: isoOf(change.begunAt),
        signs: change.kid === keys.kid,
      },
      devices: (await keys.followers()).map(({ device, held }) => ({
        id: device,
        believes: held?.kids ?? null,
      })),
    };
  };

  app.get(url, shape('Which key signs what devices believe, and what each believes'), (request) => {
    assertEverywhere(whoAsks(request.principal));
    return read();
  });
  app.post(
    url,
    shape('Make a new key: devices follow by themselves, the former signs until they do'),
    async (request, reply) => {
      const principal = whoAsks(request.principal);
      assertEverywhere(principal);
      await deps.renewSigningKey(nameOf(principal));
      return reply.code(202).send(await read());
    },
  );
}
