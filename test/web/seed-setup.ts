import type { WebDeps } from '../../cloud/web/deps.ts';

/** What staff set up at La Filature: a door, a machine of its own. */
export async function seedSetup({ registry }: Pick<WebDeps, 'registry'>): Promise<void> {
  const placeId = 'filature';
  await registry.doors.create({ id: 'bloc-door', placeId, name: 'Porte du Bloc' });
  await registry.areas.create({ id: 'laser', placeId, name: 'Découpe laser' });
}
