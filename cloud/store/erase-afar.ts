import { tagsOf } from '../../shared/domain/card.ts';
import type { Tx } from './database.ts';

/**
 * Takes a person out of what pooled venues exchange: their passages elsewhere go here, their cards are no more what
 * both know, and where they were told to another venue they are withdrawn, by the next number, so that it hears it.
 */
export async function eraseAfar(tx: Tx, memberId: string, uids: readonly string[]): Promise<void> {
  for (const table of ['passage_afar', 'fedow_punch'] as const)
    await tx.deleteFrom(table).where('person', '=', `member:${memberId}`).execute();
  for (const uid of uids) {
    // A venue of FEDOW tells tags: what came before the card was known here has nothing else.
    for (const table of ['passage_afar', 'fedow_punch'] as const)
      await tx
        .deleteFrom(table)
        .where('card_uid', 'in', [uid, ...tagsOf(uid)])
        .execute();
    await tx.deleteFrom('federation_card').where('uid', '=', uid).execute();
    await tx.deleteFrom('federation_member').where('uid', '=', uid).execute();
    const told = await tx
      .selectFrom('federation_told')
      .select(['federation', 'key'])
      .where('feed', '=', 'members')
      .where('body', 'like', `%"${uid}"%`)
      .execute();
    for (const { federation, key } of told) {
      const newest = await tx
        .selectFrom('federation_told')
        .select((of) => of.fn.max('seq').as('seq'))
        .where('federation', '=', federation)
        .where('feed', '=', 'members')
        .executeTakeFirst();
      await tx
        .updateTable('federation_told')
        .set({ body: null, seq: Number(newest?.seq ?? 0) + 1 })
        .where('federation', '=', federation)
        .where('feed', '=', 'members')
        .where('key', '=', key)
        .execute();
    }
  }
}
