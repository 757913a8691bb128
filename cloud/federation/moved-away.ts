import { homeOf, movedHome } from '../../shared/domain/home-place.ts';
import type { Db } from '../store/database.ts';
import { readHomes } from '../store/settlements.ts';

/**
 * Cards whose people were at home at a place of ours and are no more: until when, by uid. The other side knows them
 * still, so that what they did while they were is settled by both.
 */
export async function movedAway(db: Db, placeId: string): Promise<ReadonlyMap<string, number>> {
  const left = new Map<string, number>();
  const any = await db
    .selectFrom('home_before')
    .select('id')
    .where('home', '=', placeId)
    .limit(1)
    .executeTakeFirst();
  if (!any) return left;
  const homes = await readHomes(db);
  const cards = await db
    .selectFrom('card')
    .select(['uid', 'member_id'])
    .where('uid', 'is not', null)
    .$narrowType<{ uid: string }>()
    .execute();
  for (const { uid, member_id: memberId } of cards) {
    const holder = { cardUid: uid, memberId };
    if (!movedHome(homes, holder)) continue;
    const isHome = (at: number) => homeOf(homes, holder, at) === placeId;
    if (isHome(Number.MAX_SAFE_INTEGER)) continue;
    const { cards: ofCards, members } = homes.before;
    const moves = [...(ofCards.get(uid) ?? []), ...(members.get(memberId ?? '') ?? [])];
    const last = Math.max(...moves.map(({ until }) => until).filter((until) => isHome(until - 1)));
    if (Number.isFinite(last)) left.set(uid, last);
  }
  return left;
}
