import type { Db, Tx } from './database.ts';

/**
 * Says, with the change itself, that these places' passages are to be paired anew. Where that was said before it
 * is written again: the row stays locked until this change can be read.
 */
export async function pairingIsDue(
  tx: Tx,
  places: readonly string[] | '*',
  now: number,
): Promise<void> {
  const wanted =
    places === '*'
      ? (await tx.selectFrom('place').select('id').execute()).map(({ id }) => id)
      : places;
  for (const place of [...wanted].sort()) {
    await tx
      .insertInto('pairing_due')
      .values({ place, since: now })
      .onConflict((already) => already.column('place').doUpdateSet({ since: now }))
      .execute();
  }
}

/** Places that wait for it, or are being paired anew right now. */
export async function placesToPair(db: Db): Promise<readonly string[]> {
  const rows = await db.selectFrom('pairing_due').select('place').orderBy('place').execute();
  return rows.map(({ place }) => place);
}

/**
 * Takes the place off, before its settings are read: a change that comes later waits for this transaction and
 * puts it on again. False: nobody asked, or somebody else has done it meanwhile.
 */
export async function takePairingDue(tx: Db, place: string): Promise<boolean> {
  const gone = await tx.deleteFrom('pairing_due').where('place', '=', place).executeTakeFirst();
  return gone.numDeletedRows > 0n;
}
