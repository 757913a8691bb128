import { createHash } from 'node:crypto';
import { defaultVisitPolicy } from '../../shared/domain/visit-policy.ts';
import { visitRules } from '../../shared/domain/visit-rules.ts';
import type { Db } from './database.ts';
import type { RulesAt } from './visit-rules.ts';

/** A venue whose taps a Fedow told, under the id that its passages have as their place. */
export interface VenueAfar {
  readonly id: string;
  readonly connection: string;
  readonly name: string;
  /** Of our place there: nobody says theirs. */
  readonly time_zone: string;
  readonly isAfar: true;
}

/** The same for the same three, whoever makes it. */
export function venueId(connectionId: string, asset: string, wallet: string): string {
  const digest = createHash('sha256').update(`${connectionId} ${asset} ${wallet}`).digest('hex');
  return `venue-${digest.slice(0, 16)}`;
}

/** @param pool the connection that told them, of the asset it reads now; null: all. */
export async function venuesAfar(db: Db, pool: string | null): Promise<readonly VenueAfar[]> {
  let query = db
    .selectFrom('fedow_venue as v')
    .innerJoin('connection as c', 'c.id', 'v.connection')
    .innerJoin('place as p', 'p.id', 'c.place')
    .select(['v.id', 'v.connection', 'v.name', 'p.time_zone']);
  if (pool !== null)
    query = query
      .innerJoin('fedow_reading as r', (same) =>
        same.onRef('r.connection', '=', 'v.connection').onRef('r.asset', '=', 'v.asset'),
      )
      .where('v.connection', '=', pool);
  const rows = await query.orderBy('v.id').execute();
  return rows.map((row) => ({ ...row, isAfar: true as const }));
}

/** By no rules of theirs, which nobody tells: by those of a place that says nothing. */
export const rulesOfVenue = ({ time_zone: timeZone }: VenueAfar): RulesAt => ({
  ...{ timeZone, isRated: false, isTold: false },
  rules: visitRules({ ...defaultVisitPolicy, timeZone }),
});

/** Ours that use the asset which that connection reads: where it is ours, those of other connections too. */
export const placesInPool = (db: Db, connection: string) =>
  db
    .selectFrom('fedow_reading as r')
    .innerJoin('fedow_reading as same', 'same.asset', 'r.asset')
    .innerJoin('connection as c', 'c.id', 'same.connection')
    .select('c.place')
    .where('r.connection', '=', connection)
    .where((of) => of.or([of('r.is_origin', '=', 1), of('same.connection', '=', connection)]));
