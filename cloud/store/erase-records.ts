import { sql } from 'kysely';
import type { Tx } from './database.ts';
import { eraseAccounts } from './erase-accounts.ts';
import { eraseAfar } from './erase-afar.ts';
import { eraseLetters, eraseTexts } from './erase-texts.ts';
import { eraseHomesBefore } from './homes-before.ts';
import type { Traces } from './traces.ts';

/** Rows that are nobody else's: links and codes, and what they were to be told by mail. */
const tablesOfMembers = [
  'own_link',
  'own_code',
  'exit_link',
  'mail_stop',
  'dispatch',
  'alert',
  'shared_member',
  'told_record',
  'webhook_event',
] as const;

/**
 * Takes a person out of everything that is no tap of theirs: what hangs on the member, and words in which they are
 * named. Their record and cards went before.
 */
export async function eraseRecords(tx: Tx, traces: Traces): Promise<void> {
  const { memberId, uids } = traces;
  for (const table of [...tablesOfMembers, 'proposal', 'enrolment'] as const)
    await tx.deleteFrom(table).where('member_id', '=', memberId).execute();
  await tx.updateTable('audit').set({ details: null }).where('member_id', '=', memberId).execute();
  const persons = [`member:${memberId}`, ...uids.map((uid) => `card:${uid}`)];
  await tx.deleteFrom('delivery').where('person', 'in', persons).execute();
  await eraseAccounts(tx, memberId, uids);
  await eraseAfar(tx, memberId, uids);
  await eraseHomesBefore(tx, memberId, uids);
  await eraseTexts(tx, traces);
  await eraseLetters(tx, traces);
}

/**
 * What was needed until every device had let go: whose the cards were, and that lists once held them. Where the process
 * ended as soon as they were removed, what is written of that still names them.
 */
export async function eraseLastTraces(
  tx: Tx,
  memberId: string,
  uids: readonly string[],
): Promise<void> {
  await tx.updateTable('audit').set({ details: null }).where('member_id', '=', memberId).execute();
  const given = await tx
    .selectFrom('correction')
    .select(['id', 'change'])
    .where('kind', '=', 'assignCard')
    .execute();
  for (const { id, change } of given)
    if ((JSON.parse(change) as { memberId?: string }).memberId === memberId)
      await tx.deleteFrom('correction').where('id', '=', id).execute();
  await tx.updateTable('erasure').set({ uids: null }).where('member_id', '=', memberId).execute();
  for (const uid of uids) {
    await tx
      .deleteFrom('access_list_card')
      .where('uid', '=', uid)
      .where('body', 'is', null)
      .execute();
    await tx.deleteFrom('card_sequence').where('uid', '=', uid).execute();
  }
  // A difference to an older version would have to name them: who has an older one gets the whole list.
  await sql`DELETE FROM access_list_version WHERE version < (SELECT l.version FROM access_list l
    WHERE l.list = access_list_version.list)`.execute(tx);
}
