import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { type DoorEventKind, doorEventKindNames } from '../../ports/door-events.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { type ToldAtDoor, theirDoorEvents } from '../door-events.ts';
import { InstantText, instantOf, isoOf } from './instant.ts';
import { listed, pageOf, pageQuery, problemSchema, whoAsks } from './resource.ts';
import { Id, oneOf, orNull } from './schemas.ts';

const query = Type.Object(
  {
    ...pageQuery,
    placeId: Type.Optional(Id),
    doorId: Type.Optional(Id),
    kind: Type.Optional(oneOf(doorEventKindNames)),
    from: Type.Optional(InstantText),
    to: Type.Optional(InstantText),
  },
  { additionalProperties: false },
);

const doorEvent = Type.Object({
  id: Type.String({ description: 'of its journal entry, or of the command' }),
  event: Type.String({
    description:
      'as the journal names it: `opened`, `forced`, `unlocked`, `lockAnswered`, `emergencyUnlock`, …; ' +
      '`commanded`: unlocked from afar, and no journal tells of it',
  }),
  doorId: orNull(Type.String({ description: 'null: it concerns every door of its device' })),
  deviceId: Type.String(),
  placeId: orNull(Id),
  occurredAt: Type.String(),
  estimated: Type.Boolean({ description: 'its time is a guess' }),
  by: orNull(oneOf(['card', 'command', 'emergency'] as const)),
  punchId: orNull(Type.String({ description: 'the punch it follows from' })),
  command: orNull(
    Type.Object({
      id: Type.String(),
      by: Type.String(),
      reason: Type.String(),
      outcome: Type.String(),
      why: orNull(Type.String()),
    }),
  ),
  details: Type.Object({}, { additionalProperties: true }),
});

/** What the doors went through. */
export function doorEventRoutes(app: FastifyInstance, deps: WebDeps): void {
  app.get(
    '/api/v1/door-events',
    {
      schema: {
        tags: ['doors'],
        summary: 'What happened at the doors, newest first',
        querystring: query,
        response: { 200: listed(doorEvent), '4xx': problemSchema },
      },
    },
    async (request) => {
      const { limit, cursor, from, to, ...where } = request.query as {
        readonly kind?: DoorEventKind;
      } & Record<string, string | undefined>;
      const asked = {
        ...where,
        from: from ? instantOf('from', from) : null,
        to: to ? instantOf('to', to) : null,
      };
      const page = pageOf({ limit, cursor } as object);
      const found = await theirDoorEvents(deps, whoAsks(request.principal), asked, page);
      const after = { list: 'events', ...where, from, to };
      await looked(deps, request, { kind: 'door', placeId: where['placeId'] ?? null, after });
      return { ...found, items: found.items.map(shown) };
    },
  );
}

const shown = ({ cause, command, door, device, occurredAt, ...one }: ToldAtDoor) => ({
  id: one.id,
  event: one.event,
  doorId: door,
  deviceId: device,
  placeId: one.placeId,
  occurredAt: isoOf(occurredAt),
  estimated: one.estimated,
  by: cause?.by ?? null,
  punchId: cause?.by === 'card' ? cause.punchId : null,
  command: command && {
    id: command.id,
    by: command.by,
    reason: command.reason,
    outcome: command.state,
    why: command.why,
  },
  details: one.details,
});
