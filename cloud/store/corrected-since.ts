import type { Db } from './database.ts';
import { cardsEverOf } from './taps-of-person.ts';

/** Whether staff said, or took back, anything of a member's taps or of whose their cards are, after that instant. */
export async function correctedSince(db: Db, memberId: string, since: number): Promise<boolean> {
  const uids = await cardsEverOf(db, memberId);
  const found = await db
    .selectFrom('correction')
    .select('id')
    .where((where) => where.or([where('made_at', '>', since), where('undone_at', '>', since)]))
    .where((where) =>
      where.or([
        where('person', '=', `member:${memberId}`),
        ...(uids.length > 0 ? [where('uid', 'in', uids)] : []),
      ]),
    )
    .executeTakeFirst();
  return found !== undefined;
}
