import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { type DeliveryRecord, deliveryStates } from '../../ports/connections.ts';
import { connectionKinds } from '../../ports/connectors.ts';
import { retryParked } from '../connections/keep-connections.ts';
import { theirPunch, toldElsewhere } from '../connections/their-deliveries.ts';
import type { WebDeps } from '../deps.ts';
import { isoOf } from './instant.ts';
import { idParams, listed, problemSchema, whoAsks } from './resource.ts';
import { oneOf } from './schemas.ts';

const shape = Type.Object(
  {
    punchId: Type.String(),
    state: oneOf(deliveryStates),
    connection: Type.Object({
      id: Type.String(),
      kind: oneOf(connectionKinds),
      name: Type.String(),
    }),
  },
  { additionalProperties: true },
);

/** What became of one punch at every system that is told of it. */
export function deliveryRoutes(app: FastifyInstance, deps: WebDeps): void {
  app.get(
    '/api/v1/punches/:id/deliveries',
    {
      schema: {
        ...{ tags: ['punches'], params: idParams },
        summary: 'What became of it at other systems; of FEDOW with hash and predecessor',
        response: { 200: listed(shape), '4xx': problemSchema },
      },
    },
    async (request) => {
      const punch = await theirPunch(deps, request);
      const told = await toldElsewhere(deps, whoAsks(request.principal), [punch.id]);
      const items = told.map(({ delivery, connection: { id, kind, name } }) => ({
        ...deliveryFor(delivery),
        connection: { id, kind, name },
      }));
      return { items, nextCursor: null };
    },
  );

  app.post(
    '/api/v1/connections/:id/retry',
    {
      schema: {
        ...{ tags: ['connections'], params: idParams },
        summary:
          'Try all again now that wait there for somebody; one by one where it could be late',
        response: { 200: Type.Object({ retried: Type.Integer() }), '4xx': problemSchema },
      },
    },
    async (request) => ({ retried: await retryParked(deps, request) }),
  );
}

export const deliveryFor = ({ occurredAt, nextTryAt, madeAt, doneAt, ...of }: DeliveryRecord) => ({
  ...of,
  occurredAt: isoOf(occurredAt),
  madeAt: isoOf(madeAt),
  doneAt: doneAt === null ? null : isoOf(doneAt),
  nextTryAt: doneAt === null ? isoOf(nextTryAt) : null,
});
