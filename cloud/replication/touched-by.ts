import type { AccessLists, DevicePlace } from '../ports/access.ts';
import type { RegistryChange } from '../ports/registry.ts';

/** What several changes touch together: each list and each config is looked at once. */
export interface Touched {
  /** Cards to look at by list; null: all of them. */
  readonly lists: ReadonlyMap<string, ReadonlySet<string> | null>;
  readonly configs: readonly DevicePlace['device'][];
}

export async function touchedBy(
  changes: readonly RegistryChange[],
  registry: Pick<AccessLists, 'places' | 'devicesOf' | 'cardsOf'>,
): Promise<Touched> {
  const lists = new Map<string, Set<string> | null>();
  const configs = new Set<string>();
  for (const change of changes) {
    switch (change.kind) {
      case 'access': {
        const places = change.placeIds === '*' ? await registry.places() : change.placeIds;
        const uids = await cardsNamed(change, registry);
        for (const place of places) lists.set(place, widened(lists.get(place), uids));
        break;
      }
      case 'config':
        for (const { device } of await registry.devicesOf(change.placeIds)) configs.add(device);
        break;
      case 'device':
        configs.add(change.deviceId);
        break;
      case 'pairing':
        break;
    }
  }
  return { lists, configs: [...configs] };
}

/** Null: any card. */
async function cardsNamed(
  { uids, memberIds, groupIds }: Extract<RegistryChange, { kind: 'access' }>,
  registry: Pick<AccessLists, 'cardsOf'>,
): Promise<readonly string[] | null> {
  if (!memberIds && !groupIds) return uids ?? null;
  const theirs = await registry.cardsOf(memberIds ?? [], groupIds ?? []);
  return theirs && [...(uids ?? []), ...theirs];
}

function widened(
  looked: Set<string> | null | undefined,
  uids: readonly string[] | null,
): Set<string> | null {
  if (looked === null || uids === null) return null;
  return new Set([...(looked ?? []), ...uids]);
}
