import type { LateTap, Suspicion } from '../ports/suspicions.ts';
import type { Database } from './database.ts';
import { insertIncidents } from './journal-mishaps.ts';
import { unitOf } from './rows.ts';

/** So many of a kind are looked at: in a crowd that taps more, nobody is noticed by this. */
const tapsMost = 20_000;

/** What was tapped since then, by clocks that are believed. Ids are UUIDv7: in the order of recording. */
export async function tapsSince(
  { db }: Database,
  since: number,
): Promise<{ readonly refusals: readonly LateTap[]; readonly punches: readonly LateTap[] }> {
  const stamp = Math.max(0, since).toString(16).padStart(12, '0');
  const lately = (kind: 'refusal' | 'punch') =>
    db
      .selectFrom('known_entry as k')
      .select(['k.id', 'k.device', 'k.place', 'k.person', 'k.occurred_at'])
      .where('k.kind', '=', kind)
      .where('k.estimated', '=', 0)
      .where('k.id', '>=', `${stamp.slice(0, 8)}-${stamp.slice(8)}`)
      .orderBy('k.id')
      .limit(tapsMost);
  const refused = await lately('refusal')
    .innerJoin('journal as e', 'e.key', 'k.key')
    .select('e.body')
    .execute();
  // Of who was let in, the person is enough, and no entry has to be read.
  const punched = await lately('punch').where('k.person', 'is not', null).execute();
  return {
    refusals: refused.map((row) => {
      const body = JSON.parse(row.body) as Partial<RefusalBody>;
      return {
        ...{ id: row.id, device: row.device, at: row.occurred_at, place: row.place },
        accessPoint: body.accessPoint ?? '',
        reason: body.reason ?? '',
        who: body.card?.uid ?? null,
      };
    }),
    punches: punched.map((row) => ({
      ...{ id: row.id, device: row.device, at: row.occurred_at, place: row.place },
      ...{ accessPoint: '', reason: null, who: row.person },
    })),
  };
}

interface RefusalBody {
  readonly accessPoint: string;
  readonly reason: string;
  readonly card: { readonly uid: string };
}

/** Those that were not told yet; answers how many. */
export async function tellSuspicions(
  database: Database,
  found: readonly Suspicion[],
  now: number,
): Promise<number> {
  const before = await known(database, found);
  const fresh = found.filter((one) => !before.has(sameOf(one)));
  if (fresh.length > 0) {
    await database.inTransaction((tx) => insertIncidents(unitOf(database, tx), fresh, now));
  }
  return fresh.length;
}

/** As `insertIncidents` writes it. */
const sameOf = ({ kind, device, same }: Suspicion) => JSON.stringify([kind, device, ...same]);

async function known({ db }: Database, found: readonly Suspicion[]): Promise<ReadonlySet<string>> {
  if (found.length === 0) return new Set();
  const rows = await db
    .selectFrom('incident')
    .select('same')
    .where('same', 'in', found.map(sameOf))
    .execute();
  return new Set(rows.map(({ same }) => same));
}
