import type { FastifyRequest } from 'fastify';
import { failure } from '../../../shared/runtime/errors.ts';
import type { Connection, DeliveryRecord, DeliveryState } from '../../ports/connections.ts';
import type { PageRequest, TapRecord } from '../../ports/journal.ts';
import type { Page } from '../../ports/registry.ts';
import { whoAsks } from '../api/resource.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { isTimedTap } from '../journal-scope.ts';
import type { Principal } from '../principal.ts';
import { hoursFilter } from '../worktime.ts';

/** What became of punches elsewhere, for those who may see these punches: one rule for the pages and the API. */

/** Of a connection of theirs, the newest first. Working time is left out where it is not shown to them. */
export async function deliveriesAt(
  deps: WebDeps,
  request: FastifyRequest,
  { id: connectionId, placeId }: Connection,
  state: DeliveryState | undefined,
  page: PageRequest,
): Promise<Page<DeliveryRecord>> {
  const may = await hoursFilter(deps.registry, whoAsks(request.principal));
  await looked(deps, request, { kind: 'punch', placeId, after: { connectionId, state } });
  const filter = state ? { connectionId, states: [state] } : { connectionId };
  const { items, nextCursor } = await deps.deliveries.list(filter, page);
  const seen = items.filter(({ memberId, area, accessPoint }) =>
    may({ place: placeId, area, memberId, entry: { accessPoint } }),
  );
  return { items: seen, nextCursor };
}

/** A punch that is theirs to see. Throws `notFound`. */
export async function theirPunch(deps: WebDeps, request: FastifyRequest): Promise<TapRecord> {
  const { id } = request.params as { id: string };
  const tap = await deps.journal.findTap(id);
  if (tap?.kind !== 'punch' || !(await isTimedTap(deps, whoAsks(request.principal), tap)))
    throw failure('notFound', { what: 'punch', id });
  const { placeId, memberRef: memberId } = tap;
  await looked(deps, request, { kind: 'punch', id, placeId, memberId });
  return tap;
}

export interface ToldElsewhere {
  readonly connection: Connection;
  readonly delivery: DeliveryRecord;
}

/** Of these punches, at the connections that are theirs. */
export async function toldElsewhere(
  deps: Pick<WebDeps, 'connections' | 'deliveries'>,
  principal: Principal,
  punchIds: readonly string[],
): Promise<readonly ToldElsewhere[]> {
  const found = await deps.deliveries.ofPunches(punchIds);
  if (found.length === 0) return [];
  const theirs = await deps.connections.list(principal.places);
  const byId = new Map(theirs.map((connection) => [connection.id, connection]));
  return found.flatMap((delivery) => {
    const connection = byId.get(delivery.connectionId);
    return connection ? [{ connection, delivery }] : [];
  });
}
