import { genesisHash, textHash } from '../../shared/wire/entry-hash.ts';
import type { Db } from './database.ts';
import { seqsOfJournal } from './entry-key.ts';

/** A punch as the journal has it. */
export interface SignedTap {
  /** When it was, with the clock corrected; epoch ms. */
  readonly at: number;
  /** Its text, hash or time is not what the device signed; where the entry before it is gone, less can be told. */
  readonly isAltered: boolean;
}

const idsAtOnce = 400;

/** Punches by id, each checked against the chain that its device signed; one that is not known is left out. */
export async function readSignedTaps(
  db: Db,
  punchIds: readonly string[],
): Promise<ReadonlyMap<string, SignedTap>> {
  const taps = new Map<string, SignedTap>();
  for (let from = 0; from < punchIds.length; from += idsAtOnce) {
    const rows = await db
      .selectFrom('known_entry as k')
      .innerJoin('entry as e', 'e.key', 'k.key')
      .select(['k.id', 'k.key', 'k.occurred_at', 'e.hash', 'e.body'])
      .where('k.kind', '=', 'punch')
      .where('k.id', 'in', punchIds.slice(from, from + idsAtOnce))
      .where('e.copy', '=', 0)
      .execute();
    if (rows.length === 0) continue;
    const around = await db
      .selectFrom('entry')
      .select(['key', 'hash', 'body'])
      .where(
        'key',
        'in',
        rows.flatMap(({ key }) => [key - 1, key + 1]),
      )
      .execute();
    const beside = new Map(around.map((entry) => [entry.key, entry]));
    for (const row of rows) {
      const seq = row.key % seqsOfJournal;
      const prev = seq === 1 ? genesisHash : beside.get(row.key - 1)?.hash;
      const next = beside.get(row.key + 1);
      const fits = prev === undefined || textHash(prev, row.body) === row.hash;
      // Whoever writes an entry anew, hash and all, breaks the link of the one after it.
      const isLinked = !next || isErased(next.body) || textHash(row.hash, next.body) === next.hash;
      const isAltered =
        !isErased(row.body) && !(fits && isLinked && isTimed(row.body, row.occurred_at));
      taps.set(row.id, { at: row.occurred_at, isAltered });
    }
  }
  return taps;
}

const isErased = (body: string): boolean => body.includes('"erased":true');

/** What a clock said that somebody vouched for stands as it is. */
function isTimed(body: string, occurredAt: number): boolean {
  const { at, clock } = JSON.parse(body) as { at?: unknown; clock?: unknown };
  return clock !== 'synced' || Date.parse(String(at)) === occurredAt;
}
