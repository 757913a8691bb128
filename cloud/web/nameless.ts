import type { Place } from '../ports/registry.ts';
import type { WebDeps } from './deps.ts';
import { seenBy, writerOf } from './place-scope.ts';
import type { Principal } from './principal.ts';

/**
 * Whether a place counts without names from now on. What was recorded before stays as it is, either way. Throws
 * `notFound` for a place that is not theirs.
 */
export async function setNameless(
  { registry }: Pick<WebDeps, 'registry'>,
  principal: Principal,
  placeId: string,
  nameless: boolean,
): Promise<Place> {
  const place = await seenBy(registry.places, principal).get(placeId);
  if (place.nameless === nameless) return place;
  return registry.places.patch(placeId, { nameless }, writerOf(principal));
}
