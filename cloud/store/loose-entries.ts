import type { Db } from './database.ts';
import type { GoneEntry } from './purged-rows.ts';

/** So many are looked through in one go. */
const looked = 5_000;
const kinds = ['device', 'door', 'punch', 'refusal'] as const;

export interface LooseEntry extends GoneEntry {
  readonly place: string | null;
  readonly accessPoint: string | null;
}

/**
 * What happened before `before` and is in no sequence: refusals, door events, what devices say of themselves, and taps
 * that count nowhere. In portions, over all that is known.
 */
export async function* looseEntries(db: Db, before: number): AsyncGenerator<readonly LooseEntry[]> {
  for (const kind of kinds) yield* ofKind(db, kind, before);
}

async function* ofKind(
  db: Db,
  kind: (typeof kinds)[number],
  before: number,
): AsyncGenerator<readonly LooseEntry[]> {
  for (let after: readonly [string, string] = ['', '']; ; ) {
    const [id, device] = after;
    const end = await db
      .selectFrom('known_entry')
      .select(['id', 'device'])
      .where('kind', '=', kind)
      .where((where) => where(where.refTuple('id', 'device'), '>', where.tuple(id, device)))
      .orderBy('id')
      .orderBy('device')
      .offset(looked - 1)
      .limit(1)
      .executeTakeFirst();
    let query = db
      .selectFrom('known_entry as k')
      .innerJoin('entry as e', 'e.key', 'k.key')
      .select(['k.id', 'k.device', 'k.key', 'k.place', 'k.occurred_at', 'e.body'])
      .where('k.kind', '=', kind)
      .where((where) => where(where.refTuple('k.id', 'k.device'), '>', where.tuple(id, device)))
      .where('k.occurred_at', '<', before)
      .where('k.person', 'is', null);
    if (end)
      query = query.where((where) =>
        where(where.refTuple('k.id', 'k.device'), '<=', where.tuple(end.id, end.device)),
      );
    const rows = await query.execute();
    yield rows.map(({ body, occurred_at: at, ...row }) => ({
      ...row,
      kind,
      at,
      accessPoint: (JSON.parse(body) as { accessPoint?: string }).accessPoint ?? null,
    }));
    if (!end) return;
    after = [end.id, end.device];
  }
}
