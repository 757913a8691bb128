import type { Member } from '../../ports/registry.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf } from '../format.ts';
import type { GrantNames } from '../grant-sentence.ts';
import type { PageContext } from './page-context.ts';
import { atPlaces } from './record-parts.tsx';

const all = { limit: 1000, cursor: null };

/** What the grants in sight name. */
export async function namesFor(
  { registry, clock }: Pick<WebDeps, 'registry' | 'clock'>,
  context: PageContext,
): Promise<GrantNames> {
  const grants = await atPlaces(registry.grants, context);
  const ids = [...new Set(grants.flatMap(({ memberId }) => memberId ?? []))];
  const found = await Promise.all(ids.map((id) => registry.members.find(id)));
  return {
    points: await atPlaces(registry.accessPoints, context),
    schedules: await atPlaces(registry.schedules, context),
    groups: (await registry.groups.list(all)).items,
    today: dayOf(clock.now(), (context.place ?? context.places[0])?.timeZone ?? 'Europe/Paris'),
    members: new Map(
      found.filter((member): member is Member => member !== null).map((one) => [one.id, one]),
    ),
  };
}
