import type { Homes } from '../../shared/domain/home-place.ts';
import { defaultVisitPolicy } from '../../shared/domain/visit-policy.ts';
import { visitRules } from '../../shared/domain/visit-rules.ts';
import type { About } from '../../shared/wire/federation.ts';
import type { Db } from './database.ts';
import type { RulesAt } from './visit-rules.ts';

/** A place of another aggregator, under the id that its federation has. */
export interface PlaceAfar {
  readonly id: string;
  readonly name: string;
  readonly time_zone: string;
  readonly isAfar: true;
  readonly about: About;
}

/** Those that ours pools with; `only`: that one, if it is. */
export async function placesAfar(db: Db, only: string | null): Promise<readonly PlaceAfar[]> {
  let query = db.selectFrom('federation').select(['id', 'about']).where('state', '=', 'pooled');
  if (only !== null) query = query.where('id', '=', only);
  const rows = await query.orderBy('id').execute();
  return rows.flatMap(({ id, about: text }) => {
    if (text === null) return [];
    const about = JSON.parse(text) as About;
    return [{ id, name: about.name, time_zone: about.timeZone, isAfar: true as const, about }];
  });
}

/** When an open passage there becomes a forgotten exit: by their rules, as they told them. */
export const rulesAfar = ({
  about: { timeZone, maxVisitMinutes, closesAt },
}: PlaceAfar): RulesAt => ({
  ...{ timeZone, isRated: false, isTold: false },
  rules: visitRules({ ...defaultVisitPolicy, timeZone, maxVisitMinutes, closesAt }),
});

/** Cards at home elsewhere, by uid: those of their members, and those that they say are, or were until an instant. */
export async function homesAfar(db: Db): Promise<Homes['afar']> {
  const theirs = await db
    .selectFrom('federation_card')
    .select(['uid', 'federation'])
    .where('their_home', '=', 1)
    .execute();
  const members = await db
    .selectFrom('federation_member as m')
    .leftJoin('card', 'card.uid', 'm.uid')
    .select(['m.uid', 'm.federation'])
    .where('card.id', 'is', null)
    .execute();
  const before = await db
    .selectFrom('federation_card as c')
    .innerJoin('federation_point as p', (same) =>
      same.onRef('p.federation', '=', 'c.federation').onRef('p.ref', '=', 'c.ref'),
    )
    .select(['c.uid', 'c.federation', 'p.home_until as until'])
    .where('p.home_until', 'is not', null)
    .execute();
  const now = [...theirs, ...members].map((one) => ({ ...one, until: null }));
  return new Map(
    [...before, ...now].map(({ uid, federation: home, until }) => [uid, { home, until }]),
  );
}
