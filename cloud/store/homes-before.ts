import type { HomeBefore } from '../../shared/domain/home-place.ts';
import type { Db, Tx } from './database.ts';
import type { Schema } from './schema/index.ts';

type HomeRow = Schema['home_before'];

interface AtHome {
  readonly homePlaceId: string | null;
}

const moved = (
  of: Pick<HomeRow, 'kind' | 'id'>,
  before: AtHome,
  after: AtHome | null,
  now: number,
): readonly HomeRow[] =>
  before.homePlaceId === after?.homePlaceId
    ? []
    : [{ ...of, until: now, home: before.homePlaceId }];

/** What held until now; none: it still does, or they are new. `after` null: they are removed, and may come again. */
export const memberMoved = (
  before: (AtHome & { readonly id: string }) | null,
  after: AtHome | null,
  now: number,
): readonly HomeRow[] =>
  before === null ? [] : moved({ kind: 'member', id: before.id }, before, after, now);

/** The same of a card; one that waits for its first tap did nothing yet. */
export const cardMoved = (
  before: (AtHome & { readonly uid: string | null }) | null,
  after: AtHome | null,
  now: number,
): readonly HomeRow[] =>
  before === null || before.uid === null
    ? []
    : moved({ kind: 'card', id: before.uid }, before, after, now);

const rowsAtOnce = 1000;

/** With the change itself, in its transaction. Of two moves at one instant the first says what was before. */
export async function keepHomesBefore(tx: Tx, rows: readonly HomeRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += rowsAtOnce)
    await tx
      .insertInto('home_before')
      .values(rows.slice(at, at + rowsAtOnce))
      .onConflict((same) => same.doNothing())
      .execute();
}

/** Of all members, and of all cards by uid; oldest first. */
export async function readHomesBefore(db: Db) {
  const rows = await db.selectFrom('home_before').selectAll().orderBy('until').execute();
  const byId = { member: new Map<string, HomeBefore[]>(), card: new Map<string, HomeBefore[]>() };
  for (const { kind, id, until, home } of rows) {
    const known = byId[kind].get(id);
    if (known === undefined) byId[kind].set(id, [{ until, home }]);
    else known.push({ until, home });
  }
  return { members: byId.member, cards: byId.card };
}

/** Where a member and these cards were at home before, the oldest first. */
export const homesBeforeOf = (db: Db, memberId: string, uids: readonly string[]) =>
  db
    .selectFrom('home_before')
    .selectAll()
    .where((of) => {
      const member = of.and([of('kind', '=', 'member'), of('id', '=', memberId)]);
      if (uids.length === 0) return member;
      return of.or([member, of.and([of('kind', '=', 'card'), of('id', 'in', [...uids])])]);
    })
    .orderBy('until')
    .orderBy('kind')
    .orderBy('id')
    .execute();

/** A card that somebody else holds now keeps where it was at home: what they did with it is settled by it. */
export async function eraseHomesBefore(
  tx: Tx,
  memberId: string,
  uids: readonly string[],
): Promise<void> {
  const gone = (kind: HomeRow['kind'], id: string) =>
    tx.deleteFrom('home_before').where('kind', '=', kind).where('id', '=', id).execute();
  await gone('member', memberId);
  for (const uid of uids) {
    const holder = await tx
      .selectFrom('card')
      .select('member_id')
      .where('uid', '=', uid)
      .executeTakeFirst();
    if ((holder?.member_id ?? memberId) === memberId) await gone('card', uid);
  }
}

/** What held until then says nothing of any passage that is kept. */
export async function purgeHomesBefore(tx: Db, keptFrom: number): Promise<void> {
  await tx.deleteFrom('home_before').where('until', '<=', keptFrom).execute();
}
