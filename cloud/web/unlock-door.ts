import type { FastifyRequest } from 'fastify';
import { failure } from '../../shared/runtime/errors.ts';
import type { GivenCommand } from '../ports/commands.ts';
import type { DoorRecord } from '../ports/registry.ts';
import { whoAsks } from './api/resource.ts';
import { audit } from './audit.ts';
import type { WebDeps } from './deps.ts';
import { seenBy } from './place-scope.ts';
import { nameOf } from './principal.ts';

/** How a command stands now: as the device said, or that it said nothing while it could. */
export type CommandState = NonNullable<GivenCommand['outcome']> | 'waiting' | 'noAnswer';

export const stateOf = ({ outcome, answerBy }: GivenCommand, now: number): CommandState =>
  outcome ?? (now > answerBy ? 'noAnswer' : 'waiting');

/** A door they may see. Throws `notFound`. */
export const doorOf = (
  { registry }: WebDeps,
  request: FastifyRequest,
  id: string,
): Promise<DoorRecord> => seenBy(registry.doors, whoAsks(request.principal)).get(id);

/**
 * Unlocks a door from afar, for the API and the pages alike. Who and why are written down before anything is sent,
 * and a door whose device is away is told at once: `deviceOffline`, `doorUnreached`, `tooManyRequests`.
 */
export async function unlockDoor(
  deps: WebDeps,
  request: FastifyRequest,
  doorId: string,
  reason: string,
): Promise<GivenCommand> {
  const door = await doorOf(deps, request, doorId);
  const at = await deps.commands.deviceOf(door.id);
  const refuse = async (why: string, err: Error): Promise<never> => {
    const { id, placeId } = door;
    await audit(deps, request, {
      verb: 'refused',
      kind: 'door',
      id,
      placeId,
      after: { reason, why },
    });
    throw err;
  };
  if (at === null) return refuse('doorUnreached', failure('doorUnreached', { door: door.id }));
  if (!at.isHeard) {
    return refuse('deviceOffline', failure('deviceOffline', { device: at.device }));
  }
  return deps.commands.give({
    kind: 'unlock',
    device: at.device,
    placeId: door.placeId,
    door: door.id,
    by: nameOf(whoAsks(request.principal)),
    reason,
  });
}
