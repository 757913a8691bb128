import type { AccessLists, DevicePlace } from './ports/access.ts';
import type { RegistryChange } from './ports/registry.ts';

/** What several changes touch together: each list and each config is looked at once. */
export interface Touched {
  /** Cards to look at by list; null: all of them. */
  readonly lists: ReadonlyMap<string, ReadonlySet<string> | null>;
  readonly configs: readonly DevicePlace['device'][];
}

export async function touchedBy(
  changes: readonly RegistryChange[],
  registry: Pick<AccessLists, 'places' | 'devicesOf'>,
): Promise<Touched> {
  const lists = new Map<string, Set<string> | null>();
  const configs = new Set<string>();
  for (const change of changes) {
    switch (change.kind) {
      case 'access': {
        const places = change.placeIds === '*' ? await registry.places() : change.placeIds;
        for (const place of places) lists.set(place, widened(lists.get(place), change.uids));
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

function widened(
  looked: Set<string> | null | undefined,
  uids: readonly string[] | undefined,
): Set<string> | null {
  if (looked === null || uids === undefined) return null;
  return new Set([...(looked ?? []), ...uids]);
}
