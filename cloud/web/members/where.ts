import type { AccessPointRecord, Grant } from '../../ports/registry.ts';
import type { WebDeps } from '../deps.ts';
import { mayAt, type Principal } from '../principal.ts';

/** Where somebody may enter, in groups that share a when. */
export interface Where {
  readonly parts: readonly {
    /** The name of the schedule; null: at any time. */
    readonly schedule: string | null;
    readonly points: readonly AccessPointRecord[];
  }[];
  readonly closed: readonly AccessPointRecord[];
}

const all = { limit: 1000, cursor: null };

/** By the grants as they are now: the member's own, those of their groups, everybody's. */
export async function whereMayEnter(
  { registry }: Pick<WebDeps, 'registry'>,
  principal: Principal,
  memberId: string,
  groupIds: readonly string[],
): Promise<Where> {
  const points = (await registry.accessPoints.list(all)).items.filter((point) =>
    mayAt(principal, point.placeId),
  );
  const grants = (await registry.grants.list(all)).items.filter(
    ({ memberId: to, groupId }) =>
      to === memberId || groupId === 'everyone' || (groupId !== null && groupIds.includes(groupId)),
  );
  const schedules = new Map((await registry.schedules.list(all)).items.map((s) => [s.id, s.name]));
  const names = (grant: Grant, point: AccessPointRecord) =>
    grant.placeId === point.placeId &&
    (grant.accessPoints === '*' || grant.accessPoints.includes(point.id));
  const bySchedule = new Map<string | null, AccessPointRecord[]>();
  const closed: AccessPointRecord[] = [];
  for (const point of points.toSorted((a, b) => a.name.localeCompare(b.name, 'fr'))) {
    const here = grants.filter((grant) => names(grant, point));
    const [first] = here;
    if (first === undefined) {
      closed.push(point);
      continue;
    }
    const isAlways = here.some(({ scheduleId }) => scheduleId === null);
    const schedule = isAlways
      ? null
      : [...new Set(here.map(({ scheduleId }) => schedules.get(scheduleId ?? '') ?? ''))].join(
          ', ',
        );
    const alike = bySchedule.get(schedule);
    if (alike) alike.push(point);
    else bySchedule.set(schedule, [point]);
  }
  return {
    parts: [...bySchedule].map(([schedule, points]) => ({ schedule, points })),
    closed,
  };
}
