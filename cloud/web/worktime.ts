import { type Counted, type HoursShown, showsHours } from '../../shared/domain/report-shown.ts';
import type { Registry } from '../ports/registry.ts';
import { holds } from './access.ts';
import type { Principal } from './principal.ts';

/**
 * Which rows this one may see: those of their places, and passages that count working time only with `hours:read`
 * besides the role.
 */
export async function hoursFilter(
  registry: Registry,
  principal: Principal,
): Promise<(row: Counted) => boolean> {
  return showsHours(await hoursShown(registry, principal));
}

/** The same, as data. */
export async function hoursShown(registry: Registry, principal: Principal): Promise<HoursShown> {
  const { places } = principal;
  if (holds(principal, 'hours:read')) return { places, hidden: null };
  const all = { limit: 1000, cursor: null };
  const worktime = await registry.places.list(all, { purpose: 'worktime' });
  const areas = (await registry.areas.list(all)).items;
  const worktimePlaces = new Set(worktime.items.map((place) => place.id));
  const inRooms = areas.flatMap(({ placeId, purpose }) => (purpose === 'worktime' ? placeId : []));
  return {
    places,
    hidden: {
      worktimePlaces,
      worktimeSomewhere: new Set([...worktimePlaces, ...inRooms]),
      purposeOf: new Map(areas.map((area) => [area.id, area.purpose])),
    },
  };
}
