import type { Database, Db } from './database.ts';

/** What is kept of a certificate. */
export interface KeptCertificate {
  readonly code: string;
  readonly digest: string;
  /** The last day of its period. */
  readonly endsOn: string;
}

export async function keepCertificate({ db }: Pick<Database, 'db'>, one: KeptCertificate) {
  const { code, digest, endsOn } = one;
  await db.insertInto('certificate').values({ code, digest, ends_on: endsOn }).execute();
}

export async function findCertificate(
  { db }: Pick<Database, 'db'>,
  code: string,
): Promise<KeptCertificate | null> {
  const row = await db
    .selectFrom('certificate')
    .selectAll()
    .where('code', '=', code)
    .executeTakeFirst();
  return row ? { code, digest: row.digest, endsOn: row.ends_on } : null;
}

/**
 * Of certificates and sessions, what is older than anything that they could be checked against.
 *
 * @param keptFrom by place, the first day of which anything may be kept; of all `places`, or certificates wait:
 * they do not say whose they are.
 */
export async function purgePresence(
  db: Db,
  keptFrom: ReadonlyMap<string, string>,
  places: number,
): Promise<void> {
  for (const [place, day] of keptFrom)
    await db
      .deleteFrom('session')
      .where('place_id', '=', place)
      .where('held_on', '<', day)
      .execute();
  const [oldest] = [...keptFrom.values()].sort();
  if (oldest !== undefined && keptFrom.size === places)
    await db.deleteFrom('certificate').where('ends_on', '<', oldest).execute();
}
