import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { commandKinds, commandOutcomes } from '../../../shared/wire/command.ts';
import type { GivenCommand } from '../../ports/commands.ts';
import type { WebDeps } from '../deps.ts';
import { assertPlace, seenBy } from '../place-scope.ts';
import { nameOf } from '../principal.ts';
import { doorOf, stateOf, unlockDoor } from '../unlock-door.ts';
import { isoOf } from './instant.ts';
import { idParams, problemSchema, whoAsks } from './resource.ts';
import { body, DeviceId, Id, oneOf, orNull } from './schemas.ts';

/** So long an answer is waited for: a device nearby answers within a few hundred milliseconds. */
const patienceMs = 4_000;

export const CommandReason = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' });

const command = Type.Object({
  id: Id,
  kind: oneOf(commandKinds),
  deviceId: DeviceId,
  placeId: Id,
  doorId: orNull(Id),
  by: Type.String(),
  reason: Type.String(),
  givenAt: Type.String(),
  outcome: oneOf([...commandOutcomes, 'waiting', 'noAnswer'] as const),
  why: orNull(Type.String({ description: 'a word on what kept it from being done' })),
  seq: orNull(Type.Integer({ description: 'the entry in the device’s journal' })),
  answeredAt: orNull(Type.String()),
});
const answers = { 200: command, 202: command, '4xx': problemSchema };
const tags = ['doors'];

/** Unlocking from afar, and what else devices can be told to do at once. */
export function commandRoutes(app: FastifyInstance, deps: WebDeps): void {
  const shown = (given: GivenCommand) => ({
    id: given.id,
    kind: given.kind,
    deviceId: given.device,
    placeId: given.placeId,
    doorId: given.door,
    by: given.by,
    reason: given.reason,
    givenAt: isoOf(given.givenAt),
    outcome: stateOf(given, deps.clock.now()),
    why: given.why,
    seq: given.seq,
    answeredAt: given.answeredAt === null ? null : isoOf(given.answeredAt),
  });
  const whenSettled = async ({ id }: GivenCommand, reply: FastifyReply) => {
    const given = await deps.commands.settled(id, patienceMs);
    reply.header('location', `/api/v1/commands/${id}`);
    return reply.code(given.outcome === null ? 202 : 200).send(shown(given));
  };
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;

  app.post(
    '/api/v1/doors/:id/unlock',
    {
      schema: {
        tags,
        summary: 'Unlock a door from afar; 202: its device has not answered within four seconds',
        params: idParams,
        body: body({ reason: CommandReason }),
        response: answers,
      },
    },
    async (request, reply) => {
      const { reason } = request.body as { reason: string };
      const given = await unlockDoor(deps, request, idOf(request), reason.trim());
      return whenSettled(given, reply);
    },
  );

  app.get(
    '/api/v1/doors/:id/commands',
    {
      schema: {
        tags,
        summary: 'The last hundred times somebody unlocked it from afar, newest first',
        params: idParams,
        response: { 200: Type.Object({ items: Type.Array(command) }), '4xx': problemSchema },
      },
    },
    async (request) => {
      const { id } = await doorOf(deps, request, idOf(request));
      return { items: (await deps.commands.list({ doorId: id }, 100)).map(shown) };
    },
  );

  app.get(
    '/api/v1/commands/:id',
    {
      schema: {
        tags: ['devices'],
        summary: 'What became of a command',
        params: idParams,
        response: { 200: command, '4xx': problemSchema },
      },
    },
    async (request) => {
      const given = await deps.commands.get(idOf(request));
      assertPlace(whoAsks(request.principal), given.placeId);
      return shown(given);
    },
  );

  app.post(
    '/api/v1/devices/:id/commands',
    {
      schema: {
        tags: ['devices'],
        summary:
          'Tell a device to do something now: show where it is, say hello, begin a new epoch',
        params: Type.Object({ id: DeviceId }),
        body: body({
          kind: oneOf(['identify', 'resync', 'newEpoch'] as const),
          reason: Type.Optional(CommandReason),
        }),
        response: answers,
      },
    },
    async (request, reply) => {
      const { kind, reason } = request.body as {
        kind: 'identify' | 'resync' | 'newEpoch';
        reason?: string;
      };
      const principal = whoAsks(request.principal);
      const device = await seenBy(deps.registry.devices, principal).get(idOf(request));
      const given = await deps.commands.give({
        kind,
        device: device.id,
        placeId: device.placeId,
        door: null,
        by: nameOf(principal),
        reason: reason?.trim() ?? '',
      });
      return whenSettled(given, reply);
    },
  );
}
