import type { Registry } from '../ports/registry.ts';
import type { PassageRow } from '../ports/report.ts';
import { holds } from './access.ts';
import type { Principal } from './principal.ts';

/** Which rows this one may see: passages that count working time need `hours:read` besides the role. */
export async function hoursFilter(
  registry: Registry,
  principal: Principal,
): Promise<(row: PassageRow) => boolean> {
  if (holds(principal, 'hours:read')) return () => true;
  const all = { limit: 1000, cursor: null };
  const places = await registry.places.list(all, { purpose: 'worktime' });
  const areas = await registry.areas.list(all);
  const worktimePlaces = new Set(places.items.map((place) => place.id));
  const purposeOf = new Map(areas.items.map((area) => [area.id, area.purpose]));
  return (row) => {
    const own = purposeOf.get(row.area) ?? null;
    return own === null ? !worktimePlaces.has(row.place) : own !== 'worktime';
  };
}
