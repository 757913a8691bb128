import type { FastifyRequest } from 'fastify';
import { failure } from '../../../shared/runtime/errors.ts';
import type {
  Connection,
  ConnectionChange,
  SharedMember,
  SharedMembers,
} from '../../ports/connections.ts';
import type { ConnectionKind, ConnectorCheck } from '../../ports/connectors.ts';
import type { FedowFederationShown } from '../../ports/fedow.ts';
import { whoAsks } from '../api/resource.ts';
import { audit } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { assertPlace } from '../place-scope.ts';
import { mayAt, nameOf } from '../principal.ts';
import type { FieldProblem } from '../validation.ts';

const auditOf = ({ kind, name, settings, secretsSet, isOn }: Connection) => ({
  ...{ connection: kind, name, isOn, settings: JSON.stringify(settings) },
  secretsSet: secretsSet.join(', '),
});

const told = (
  deps: WebDeps,
  request: FastifyRequest,
  verb: 'created' | 'changed' | 'ended' | 'commanded',
  before: Connection | null,
  after: Connection | null,
  said?: object,
  memberId: string | null = null,
) =>
  audit(deps, request, {
    ...{ verb, kind: 'setting', id: (after ?? before)?.id ?? null, memberId },
    placeId: (after ?? before)?.placeId ?? null,
    before: before && auditOf(before),
    after: said ?? (after && auditOf(after)),
  });

/** Throws `notFound`, of a place that is not theirs too. */
export async function theirConnection(deps: WebDeps, request: FastifyRequest): Promise<Connection> {
  const { id } = request.params as { id: string };
  const connection = await deps.connections.find(id);
  if (!connection || !mayAt(whoAsks(request.principal), connection.placeId))
    throw failure('notFound', { what: 'connection', id });
  return connection;
}

/** Settings that its kind cannot use, and names that are no secrets of it, are refused. */
function assertUsable(
  { connectionTests }: WebDeps,
  kind: ConnectionKind,
  settings: unknown,
  secrets: ConnectionChange['secrets'] = {},
): void {
  const faults = connectionTests.faultsOf(kind, settings);
  if (faults[0]) {
    const fields: readonly FieldProblem[] = faults.map(({ setting, says }) => ({
      field: setting === '' ? 'settings' : `settings.${setting}`,
      expected: says,
    }));
    throw failure('badRequest', { detail: faults[0].says, fields });
  }
  const known = connectionTests.secretsOf(kind);
  const unknown = Object.keys(secrets).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw failure('badRequest', { detail: `${kind} has no secret ${unknown}` });
}

export async function addConnection(
  deps: WebDeps,
  request: FastifyRequest,
  made: Parameters<WebDeps['connections']['add']>[0],
): Promise<Connection> {
  assertPlace(whoAsks(request.principal), made.placeId);
  assertUsable(deps, made.kind, made.settings, made.secrets);
  const connection = await deps.connections.add(made, deps.clock.now());
  await told(deps, request, 'created', null, connection);
  return connection;
}

export async function changeConnection(
  deps: WebDeps,
  request: FastifyRequest,
  change: ConnectionChange,
): Promise<Connection> {
  const before = await theirConnection(deps, request);
  const { settings = before.settings, secrets } = change;
  // Whatever is wrong with it, it can be called otherwise and switched off.
  if (change.isOn || change.settings || secrets) assertUsable(deps, before.kind, settings, secrets);
  const after = await deps.connections.change(before.id, change, deps.clock.now());
  await told(deps, request, 'changed', before, after);
  deps.connectionTests.hurry();
  return after;
}

export async function removeConnection(deps: WebDeps, request: FastifyRequest): Promise<void> {
  const before = await theirConnection(deps, request);
  await deps.connections.remove(before.id);
  await told(deps, request, 'ended', before, null);
}

export async function checkConnection(
  deps: WebDeps,
  request: FastifyRequest,
): Promise<ConnectorCheck> {
  const connection = await theirConnection(deps, request);
  const said = await deps.connectionTests.check(connection.id);
  await told(deps, request, 'commanded', null, connection, { check: said.is });
  return said;
}

export async function retryDelivery(deps: WebDeps, request: FastifyRequest): Promise<void> {
  const connection = await theirConnection(deps, request);
  const { punchId } = request.params as { punchId: string };
  await deps.deliveries.tryAgain({ connectionId: connection.id, punchId }, deps.clock.now());
  await told(deps, request, 'commanded', null, connection, { retry: punchId });
  deps.connectionTests.hurry();
}

/** All that wait for somebody there; how many. Throws `conflict` where they would only come too late. */
export async function retryParked(deps: WebDeps, request: FastifyRequest): Promise<number> {
  const connection = await theirConnection(deps, request);
  if (deps.connectionTests.isAtMostOnce(connection.kind))
    throw failure('conflict', { detail: 'It takes what happens now alone: try them one by one.' });
  const retried = await deps.deliveries.tryParkedAgain(connection.id, deps.clock.now());
  await told(deps, request, 'commanded', null, connection, { retried });
  deps.connectionTests.hurry();
  return retried;
}

const sharedTold = ({ told, email, knownAs }: SharedMember) => ({
  ...{ toldOn: told?.on ?? null, sharesEmail: email !== null, knownAs },
});

/** What they were told of, and agreed to; written down by whoever says it. */
export async function changeShared(
  deps: WebDeps,
  request: FastifyRequest,
  change: Parameters<SharedMembers['change']>[2],
): Promise<SharedMember> {
  const { id, placeId } = await theirConnection(deps, request);
  const { memberId } = request.params as { memberId: string };
  const before = await deps.sharedMembers.find(id, memberId);
  const who = nameOf(whoAsks(request.principal));
  const after = await deps.sharedMembers.change(id, memberId, change, {
    ...{ who, now: deps.clock.now() },
  });
  await audit(deps, request, {
    ...{ verb: 'changed', kind: 'setting', id, placeId, memberId },
    ...{ before: sharedTold(before), after: sharedTold(after) },
  });
  return after;
}

export async function joinFedow(
  deps: WebDeps,
  request: FastifyRequest,
  { placeId, invitation }: { readonly placeId: string; readonly invitation: string },
): Promise<Connection> {
  assertPlace(whoAsks(request.principal), placeId);
  const place = await deps.registry.places.get(placeId);
  const connection = await deps.fedow.join(place, invitation, deps.clock.now());
  await told(deps, request, 'created', null, connection);
  return connection;
}

export async function bindFedow(
  deps: WebDeps,
  request: FastifyRequest,
  { itemId, asset }: { readonly itemId: string; readonly asset: string | null },
): Promise<Connection> {
  const before = await theirConnection(deps, request);
  const item = await deps.registry.items.find(itemId);
  if (item?.placeId !== before.placeId) throw failure('notFound', { what: 'item', id: itemId });
  const to = { itemId, asset, assetName: item.name };
  const after = await deps.fedow.bind(before.id, to, deps.clock.now());
  await told(deps, request, 'changed', before, after);
  deps.connectionTests.hurry();
  return after;
}

/** Shares the asset with another place there, or joins another's. */
export async function federateFedow(
  deps: WebDeps,
  request: FastifyRequest,
  { name, asset, placeUuid }: { name: string; asset: string | null; placeUuid: string | null },
): Promise<FedowFederationShown> {
  const connection = await theirConnection(deps, request);
  const uuid = asset ?? connection.settings['asset'];
  if (typeof uuid !== 'string')
    throw failure('badRequest', { detail: 'no item is bound yet: say which asset' });
  const of = { name, asset: uuid, place: placeUuid };
  const federation = await deps.fedow.federate(connection.id, of);
  const said = { federation: name, asset: uuid, place: placeUuid ?? 'own' };
  await told(deps, request, 'commanded', null, connection, said);
  return federation;
}

/** Makes the cards of a member known there, who was told of what stays there for good. */
export async function registerCards(
  deps: WebDeps,
  request: FastifyRequest,
  memberId: string,
): Promise<number> {
  const connection = await theirConnection(deps, request);
  const { told: wasTold } = await deps.sharedMembers.find(connection.id, memberId);
  if (wasTold === null)
    throw failure('conflict', {
      detail: 'They were not told yet that their card, and when it is tapped, stay there for good.',
    });
  const { items } = await deps.registry.cards.list({ limit: 100, cursor: null }, { memberId });
  const uids = items.flatMap(({ uid, state }) => (uid !== null && state === 'active' ? uid : []));
  const registered = await deps.fedow.registerCards(connection.id, uids);
  await told(deps, request, 'commanded', null, connection, { registered }, memberId);
  return registered;
}
