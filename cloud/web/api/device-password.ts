import type { FastifyRequest } from 'fastify';
import { audit } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { seenBy } from '../place-scope.ts';
import { whoAsks } from './resource.ts';

/** Another MQTT password for the device that the route names, written down; its answer is the only place it is in. */
export async function renewPassword(
  deps: Pick<WebDeps, 'registry' | 'provisioning' | 'audit' | 'clock'>,
  request: FastifyRequest,
) {
  const { id } = request.params as { id: string };
  const device = await seenBy(deps.registry.devices, whoAsks(request.principal)).get(id);
  const made = await deps.provisioning.renewPassword(device.id);
  const { placeId } = device;
  await audit(deps, request, {
    verb: 'changed',
    kind: 'device',
    id: device.id,
    placeId,
    after: { password: 'renewed' },
  });
  return made;
}
