import type { Place } from '../ports/registry.ts';
import type { WebDeps } from './deps.ts';
import { seenBy, writerOf } from './place-scope.ts';
import type { Principal } from './principal.ts';

type Parts = Pick<WebDeps, 'registry' | 'clock'>;

/**
 * From now on nobody comes in: readers that are online know within seconds, the others when they are back. Begun once
 * more, it keeps its beginning and takes the new reason. Throws `notFound` for a place that is not theirs.
 */
export async function beginLockdown(
  { registry, clock }: Parts,
  principal: Principal,
  placeId: string,
  reason: string,
): Promise<Place> {
  const { lockdown } = await seenBy(registry.places, principal).get(placeId);
  const since = lockdown?.since ?? new Date(clock.now()).toISOString();
  const begun = { lockdown: { since, reason: reason.trim() } };
  return registry.places.patch(placeId, begun, writerOf(principal));
}

/** Everything is as it was before; a place that is not locked down stays so. */
export async function endLockdown(
  { registry }: Parts,
  principal: Principal,
  placeId: string,
): Promise<Place> {
  const place = await seenBy(registry.places, principal).get(placeId);
  if (place.lockdown === null) return place;
  return registry.places.patch(placeId, { lockdown: null }, writerOf(principal));
}
