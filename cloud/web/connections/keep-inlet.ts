import type { FastifyRequest } from 'fastify';
import { failure } from '../../../shared/runtime/errors.ts';
import type { Connection } from '../../ports/connections.ts';
import type { InletSecrets, ToldRecord } from '../../ports/inlets.ts';
import { isoOf } from '../api/instant.ts';
import { audit, looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { theirConnection } from './keep-connections.ts';

/** Throws `notFound`, of a place that is not theirs and of another kind of system too. */
export async function theirDokos(deps: WebDeps, request: FastifyRequest): Promise<Connection> {
  const connection = await theirConnection(deps, request);
  if (connection.kind === 'dokos') return connection;
  throw failure('notFound', { what: 'connection', id: connection.id });
}

/** Other ones from now on, which nobody is shown again. */
export async function renewInlet(deps: WebDeps, request: FastifyRequest): Promise<InletSecrets> {
  const { id, placeId } = await theirDokos(deps, request);
  const now = deps.clock.now();
  const former = await deps.inlets.since(id);
  const secrets = await deps.inlets.renew(id, now);
  await audit(deps, request, {
    ...{ verb: 'changed', kind: 'setting', id, placeId },
    before: former === null ? null : { inlet: isoOf(former) },
    after: { inlet: isoOf(now) },
  });
  return secrets;
}

/** The newest first; whoever looks is written down, for it names members. */
export async function toldByDokos(
  deps: WebDeps,
  request: FastifyRequest,
  limit: number,
): Promise<readonly ToldRecord[]> {
  const { id, placeId } = await theirDokos(deps, request);
  await looked(deps, request, { kind: 'setting', id, placeId });
  return deps.inlets.told(id, limit);
}
