import { sql } from 'kysely';
import type { SequenceKey } from '../../shared/domain/punch.ts';
import type { Db, Tx } from './database.ts';
import { askRows, type Row, type Unit } from './rows.ts';

/**
 * Says, with the change itself, that these places' passages are to be paired anew. Where that was said before it
 * is written again: the row stays locked until this change can be read.
 *
 * @param moves whether punches count elsewhere now, or only pair by other rules.
 */
export async function pairingIsDue(
  tx: Tx,
  places: readonly string[] | '*',
  now: number,
  { moves }: { readonly moves: boolean },
): Promise<void> {
  const wanted =
    places === '*'
      ? (await tx.selectFrom('place').select('id').execute()).map(({ id }) => id)
      : places;
  const begin = { stage: moves ? 'placing' : 'pairing', reached: null } as const;
  for (const place of [...wanted].sort()) {
    await tx
      .insertInto('pairing_due')
      .values({ place, since: now, ...begin })
      .onConflict((already) =>
        already.column('place').doUpdateSet(
          moves
            ? { since: now, ...begin }
            : (was) => ({
                since: now,
                // Punches that are on their way go on; whoever was paired is to be paired again.
                reached: sql<string | null>`CASE ${was.ref('pairing_due.stage')}
                  WHEN 'placing' THEN ${was.ref('pairing_due.reached')} END`,
              }),
        ),
      )
      .execute();
  }
}

/** Places that wait for it, or are being paired anew right now. */
export async function placesToPair(db: Db): Promise<readonly string[]> {
  const rows = await db.selectFrom('pairing_due').select('place').orderBy('place').execute();
  return rows.map(({ place }) => place);
}

/** How far a place is paired anew: first its punches go where they now count, then person after person is paired. */
export interface PairingDue {
  readonly stage: 'placing' | 'pairing';
  /** The last punch, or the last person, that is done; null: none yet. */
  readonly reached: string | null;
}

/** Locked until the transaction ends, before its settings are read: a change that comes later waits, and asks again. */
export async function lockPairingDue(
  { tx, engine }: Unit,
  place: string,
): Promise<PairingDue | null> {
  const row = await tx
    .selectFrom('pairing_due')
    .select(['stage', 'reached'])
    .where('place', '=', place)
    .$if(engine === 'postgres', (query) => query.forUpdate())
    .executeTakeFirst();
  return row ?? null;
}

export async function keepPairingDue(tx: Db, place: string, due: PairingDue): Promise<void> {
  await tx.updateTable('pairing_due').set(due).where('place', '=', place).execute();
}

export async function endPairingDue(tx: Db, place: string): Promise<void> {
  await tx.deleteFrom('pairing_due').where('place', '=', place).execute();
}

const pairingAt = {
  parameters: { place: 'text' },
  sql: `SELECT reached FROM pairing_due WHERE place = @place AND stage = 'pairing'`,
} as const;

/** Which persons' passages are still those of other settings. */
export async function readUnpaired(
  unit: Unit,
  places: readonly string[],
): Promise<(key: Pick<SequenceKey, 'place' | 'person'>) => boolean> {
  const found = await askRows<{ reached: string | null }>(
    unit,
    pairingAt,
    places.map((place): Row => [place]),
  );
  const done = new Map<string, string | null>();
  for (const [i, place] of places.entries()) {
    const [row] = found[i] ?? [];
    if (row) done.set(place, row.reached);
  }
  return ({ place, person }) => {
    const after = done.get(place);
    return after !== undefined && (after === null || person > after);
  };
}
