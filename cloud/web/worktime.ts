import { type Counted, type HoursShown, showsHours } from '../../shared/domain/report-shown.ts';
import type { Group, Registry } from '../ports/registry.ts';
import { holds } from './access.ts';
import type { Principal } from './principal.ts';

/**
 * Which rows this one may see: those of their places, and passages that count working time, by their group, reader,
 * area or place, only with `hours:read` besides the role.
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
  const points = (await registry.accessPoints.list(all)).items;
  const groups = (await registry.groups.list(all)).items;
  const worktimePlaces = new Set(worktime.items.map((place) => place.id));
  const inRooms = areas.flatMap(({ placeId, purpose }) => (purpose === 'worktime' ? placeId : []));
  return {
    places,
    hidden: {
      worktimePlaces,
      worktimeSomewhere: new Set([...worktimePlaces, ...inRooms]),
      purposeOf: new Map(areas.map((area) => [area.id, area.purpose])),
      points: new Map(points.flatMap(({ id, purpose }) => (purpose ? [[id, purpose]] : []))),
      members: membersIn(groups),
    },
  };
}

/** Whether one of the groups of each counts working time, of those that say what they are for. */
function membersIn(
  groups: readonly Pick<Group, 'memberIds' | 'purpose'>[],
): ReadonlyMap<string, boolean> {
  const counts = new Map<string, boolean>();
  for (const { memberIds, purpose } of groups)
    if (purpose !== null)
      for (const id of memberIds) counts.set(id, purpose === 'worktime' || counts.get(id) === true);
  return counts;
}
