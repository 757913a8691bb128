import type { RowSetting } from '../../shared/domain/report.ts';
import type { Registry } from '../ports/registry.ts';
import { holds } from './access.ts';
import { mayAt, type Principal } from './principal.ts';

/**
 * Which rows this one may see: those of their places, and passages that count working time only with `hours:read`
 * besides the role.
 */
export async function hoursFilter(
  registry: Registry,
  principal: Principal,
): Promise<(row: Pick<RowSetting, 'place' | 'area'>) => boolean> {
  if (holds(principal, 'hours:read')) return (row) => mayAt(principal, row.place);
  const all = { limit: 1000, cursor: null };
  const places = await registry.places.list(all, { purpose: 'worktime' });
  const areas = await registry.areas.list(all);
  const worktimePlaces = new Set(places.items.map((place) => place.id));
  const purposeOf = new Map(areas.items.map((area) => [area.id, area.purpose]));
  return (row) => {
    if (!mayAt(principal, row.place)) return false;
    const own = purposeOf.get(row.area) ?? null;
    return own === null ? !worktimePlaces.has(row.place) : own !== 'worktime';
  };
}
