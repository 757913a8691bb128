import type { RegistryChange } from './ports/registry.ts';

interface Merged {
  readonly placeIds: ReadonlySet<string> | '*';
  /** The cards it is about; null: any. */
  readonly uids: ReadonlySet<string> | null;
}

const nothing: Merged = { placeIds: new Set(), uids: new Set() };

/** One change of each kind for all places named, and one a device: what many small commits come to. */
export function mergeChanges(changes: readonly RegistryChange[]): readonly RegistryChange[] {
  const merged = new Map<'access' | 'config' | 'pairing', Merged>();
  const devices = new Set<string>();
  for (const change of changes) {
    if (change.kind === 'device') {
      devices.add(change.deviceId);
      continue;
    }
    const { placeIds, uids } = merged.get(change.kind) ?? nothing;
    const named = change.kind === 'access' ? change.uids : undefined;
    merged.set(change.kind, {
      placeIds:
        placeIds === '*' || change.placeIds === '*'
          ? '*'
          : new Set([...placeIds, ...change.placeIds]),
      uids: uids && named ? new Set([...uids, ...named]) : null,
    });
  }
  return [
    ...[...devices].map((deviceId) => ({ kind: 'device', deviceId }) as const),
    ...[...merged].map(([kind, { placeIds, uids }]) => ({
      kind,
      placeIds: placeIds === '*' ? placeIds : [...placeIds],
      ...(uids && { uids: [...uids] }),
    })),
  ];
}
