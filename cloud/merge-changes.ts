import type { RegistryChange } from './ports/registry.ts';

/** One change of each kind for all places named, and one a device: what many small commits come to. */
export function mergeChanges(changes: readonly RegistryChange[]): readonly RegistryChange[] {
  const places = new Map<'access' | 'config' | 'pairing', Set<string> | '*'>();
  const devices = new Set<string>();
  for (const change of changes) {
    if (change.kind === 'device') {
      devices.add(change.deviceId);
      continue;
    }
    const before = places.get(change.kind) ?? new Set<string>();
    if (before === '*' || change.placeIds === '*') places.set(change.kind, '*');
    else places.set(change.kind, new Set([...before, ...change.placeIds]));
  }
  return [
    ...[...devices].map((deviceId) => ({ kind: 'device', deviceId }) as const),
    ...[...places].map(([kind, ids]) => ({ kind, placeIds: ids === '*' ? ids : [...ids] })),
  ];
}
