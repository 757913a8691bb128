import { failure } from '../../../shared/runtime/errors.ts';
import type { Connection } from '../../ports/connections.ts';
import type { WebDeps } from '../deps.ts';
import type { Principal } from '../principal.ts';

type Parts = Pick<WebDeps, 'connections' | 'connectionTests'>;

/** Other systems, at the places of whoever asks, that know members by a name of their own. */
export const namingSystems = async (
  { connections, connectionTests }: Parts,
  { places }: Pick<Principal, 'places'>,
): Promise<readonly Connection[]> =>
  (await connections.list(places)).filter(({ kind, settings }) =>
    connectionTests.asksOf(kind, settings).includes('knownAs'),
  );

/** For an import. Throws `notFound` for one that is not theirs, or that calls nobody by a name. */
export async function namingSystem(
  deps: Parts,
  principal: Pick<Principal, 'places'>,
  id: string,
): Promise<Connection> {
  const found = (await namingSystems(deps, principal)).find((one) => one.id === id);
  if (!found) throw failure('notFound', { what: 'connection', id });
  return found;
}
