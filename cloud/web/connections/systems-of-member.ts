import type { Connection, SharedMember } from '../../ports/connections.ts';
import { type MemberFact, memberFacts } from '../../ports/connectors.ts';
import type { WebDeps } from '../deps.ts';
import type { Principal } from '../principal.ts';
import { whoGave } from '../who-gave.ts';

/** What another system is told of a member, and what staff wrote down for it. */
export interface SystemOfMember {
  readonly connection: Connection;
  /** What it needs, and what was written down all the same. */
  readonly facts: readonly MemberFact[];
  readonly shared: SharedMember;
  readonly place: { readonly name: string; readonly timeZone: string };
  /** Whoever wrote it down; no name: a program. */
  readonly names: ReadonlyMap<string, string>;
}

type Parts = Pick<
  WebDeps,
  'accounts' | 'connections' | 'connectionTests' | 'registry' | 'sharedMembers'
>;

/** At the places of whoever asks; those that need nothing of a member are left out. */
export async function systemsOfMember(
  deps: Parts,
  { places }: Pick<Principal, 'places'>,
  memberId: string,
): Promise<readonly SystemOfMember[]> {
  const connections = await deps.connections.list(places);
  if (connections.length === 0) return [];
  const written = new Map(
    (await deps.sharedMembers.ofMember(memberId)).map((one) => [one.connectionId, one]),
  );
  const by = [...written.values()].flatMap(({ told, email }) => [told?.by, email?.by]);
  const names = await whoGave(
    deps.accounts,
    by.filter((one) => one !== undefined),
  );
  const systems = await Promise.all(
    connections.map(async (connection): Promise<SystemOfMember> => {
      const { id: connectionId, kind, settings, placeId } = connection;
      const nothing = { memberId, connectionId, told: null, email: null, knownAs: null };
      const shared = written.get(connectionId) ?? nothing;
      const asked = deps.connectionTests.asksOf(kind, settings);
      const facts = memberFacts.filter((fact) => asked.includes(fact) || shared[fact] !== null);
      return { connection, facts, shared, names, place: await deps.registry.places.get(placeId) };
    }),
  );
  return systems.filter(({ facts }) => facts.length > 0);
}
