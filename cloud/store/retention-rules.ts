import { keptFrom, purposeOf, type Retention } from '../../shared/domain/retention.ts';
import { type Purpose, purposes } from '../../shared/domain/visit-policy.ts';
import type { Unit } from './rows.ts';

/** How long what of a place is kept, read anew for each seal. */
export interface KeptAt {
  readonly place: string;
  readonly timeZone: string;
  /** From when on each purpose is kept. */
  readonly keptFrom: Readonly<Record<Purpose, number>>;
  /** The latest of these: what happened since is kept whatever it was for. */
  readonly latest: number;
  /** From when on a person's passages in an area, through an access point, are kept. */
  passage(of: {
    readonly area: string;
    readonly person: string;
    readonly accessPoint: string | null;
  }): number;
  /** Of taps that count nowhere, and refusals: movements, unless the access point says otherwise. */
  tap(accessPoint: string | null): number;
}

/** Null: there is no such place. */
export async function readKeptAt({ tx }: Unit, place: string, now: number): Promise<KeptAt | null> {
  const row = await tx
    .selectFrom('place')
    .select(['time_zone', 'purpose'])
    .select(['kept_access_months', 'kept_usage_months', 'kept_worktime_months'])
    .where('id', '=', place)
    .executeTakeFirst();
  if (!row) return null;
  const retention: Retention = {
    access: row.kept_access_months,
    usage: row.kept_usage_months,
    worktime: row.kept_worktime_months,
  };
  const from = Object.fromEntries(
    purposes.map((purpose) => [purpose, keptFrom(now, retention[purpose], row.time_zone)]),
  ) as Record<Purpose, number>;
  const areas = new Map(
    (
      await tx
        .selectFrom('area')
        .select(['id', 'purpose', 'missing_exit'])
        .where('place_id', '=', place)
        .execute()
    ).map((area) => [area.id, area]),
  );
  const points = new Map(
    (
      await tx
        .selectFrom('access_point')
        .select(['id', 'purpose'])
        .where('place_id', '=', place)
        .execute()
    ).map(({ id, purpose }) => [id, purpose]),
  );
  const groups = await purposesOfMembers(tx);

  const ofPassage = (area: string, person: string, accessPoint: string | null): number =>
    from[
      purposeOf(
        {
          groups: groups.get(person) ?? [],
          accessPoint: accessPoint === null ? null : (points.get(accessPoint) ?? null),
          area: areas.get(area)?.purpose ?? null,
          place: row.purpose,
        },
        retention,
      )
    ];
  return {
    place,
    timeZone: row.time_zone,
    keptFrom: from,
    latest: Math.max(...Object.values(from)),
    passage({ area, person, accessPoint }) {
      const own = ofPassage(area, person, accessPoint);
      // Where the exit of the place ends a passage, it goes no later than that exit: it could not be derived without.
      const isBound = area !== place && areas.get(area)?.missing_exit === 'closeAtPlaceExit';
      return isBound ? Math.max(own, ofPassage(place, person, null)) : own;
    },
    tap: (accessPoint) => from[(accessPoint === null ? null : points.get(accessPoint)) ?? 'access'],
  };
}

async function purposesOfMembers(tx: Unit['tx']): Promise<ReadonlyMap<string, readonly Purpose[]>> {
  const rows = await tx
    .selectFrom('member_group_member as m')
    .innerJoin('member_group as g', 'g.id', 'm.group_id')
    .select(['m.member_id', 'g.purpose'])
    .where('g.purpose', 'is not', null)
    .execute();
  const purposesBy = new Map<string, Purpose[]>();
  for (const { member_id: member, purpose } of rows) {
    if (purpose === null) continue;
    const person = `member:${member}`;
    purposesBy.set(person, [...(purposesBy.get(person) ?? []), purpose]);
  }
  return purposesBy;
}
