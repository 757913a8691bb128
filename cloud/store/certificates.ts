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

/** Certificates whose period was over before that day; answers how many there were. */
export async function purgeCertificates(db: Db, before: string): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('certificate')
    .where('ends_on', '<', before)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Sessions of a place that were held before that day; answers how many there were. */
export async function purgeSessions(db: Db, place: string, before: string): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('session')
    .where('place_id', '=', place)
    .where('held_on', '<', before)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
