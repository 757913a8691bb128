import type { RegistryChange } from '../ports/registry.ts';

type Access = Extract<RegistryChange, { kind: 'access' }>;
const names = ['uids', 'memberIds', 'groupIds'] as const;
/** Null: any card. */
type Named = Record<(typeof names)[number], ReadonlySet<string>> | null;

interface Merged {
  readonly placeIds: ReadonlySet<string> | '*';
  readonly named: Named;
}

const nothing: Merged = {
  placeIds: new Set(),
  named: { uids: new Set(), memberIds: new Set(), groupIds: new Set() },
};

/**
 * One change of each kind for all places named, and one a device: what many small commits come to. Cards that are
 * named stay named, and come first: one that was blocked must not wait for a look at all of them.
 */
export function mergeChanges(changes: readonly RegistryChange[]): readonly RegistryChange[] {
  const merged = new Map<'access' | 'config' | 'pairing' | 'whole', Merged>([['access', nothing]]);
  const devices = new Set<string>();
  for (const change of changes) {
    if (change.kind === 'device') {
      devices.add(change.deviceId);
      continue;
    }
    const isWhole = change.kind === 'access' && names.every((name) => change[name] === undefined);
    const kind = isWhole ? 'whole' : change.kind;
    const { placeIds, named } = merged.get(kind) ?? nothing;
    merged.set(kind, {
      placeIds:
        placeIds === '*' || change.placeIds === '*'
          ? '*'
          : new Set([...placeIds, ...change.placeIds]),
      named: change.kind === 'access' && !isWhole ? withNames(named, change) : null,
    });
  }
  return [
    ...[...devices].map((deviceId) => ({ kind: 'device', deviceId }) as const),
    ...[...merged]
      .filter(([, change]) => change !== nothing)
      .map(([kind, { placeIds, named }]) => ({
        kind: kind === 'whole' ? ('access' as const) : kind,
        placeIds: placeIds === '*' ? placeIds : [...placeIds],
        ...namesOf(named),
      })),
  ];
}

function withNames(named: Named, change: Access): Named {
  if (named === null) return null;
  const { uids, memberIds, groupIds } = named;
  return {
    uids: uids.union(new Set(change.uids)),
    memberIds: memberIds.union(new Set(change.memberIds)),
    groupIds: groupIds.union(new Set(change.groupIds)),
  };
}

/** As a change says them: those it has, but never none at all, which would mean every card. */
function namesOf(named: Named): Partial<Access> {
  if (named === null) return {};
  const said = names.filter((name) => named[name].size > 0);
  const kept = said.length > 0 ? said : (['uids'] as const);
  return Object.fromEntries(kept.map((name) => [name, [...named[name]]]));
}
