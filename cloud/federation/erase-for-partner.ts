import type { KeyObject } from 'node:crypto';
import { breathe } from '../../shared/runtime/breathe.ts';
import type { CardErasures } from '../ports/erasures.ts';
import type { Database, Db } from '../store/database.ts';
import { entryIn } from '../store/entry-key.ts';
import { notBegun, sayBegun } from '../store/erasures-afar.ts';
import type { FederationRow } from '../store/federations.ts';
import { blinded } from './blind.ts';

export interface EraseParts {
  readonly database: Database;
  readonly erasures: CardErasures;
  readonly now: () => number;
}

type Raise = (cards: readonly string[]) => Promise<{ readonly cards: readonly string[] }>;

const cardsAtOnce = 400;
const entriesAtOnce = 5_000;

/**
 * Erases what our doors recorded of a partner's people who were erased at home. Each is written down as begun once its
 * erasure is, so that whoever ends this in between, it goes on, and doing it again finds nothing more. A card that is
 * registered here is ours as well: its holder asks us.
 */
export async function eraseForPartner(
  { database, erasures, now }: EraseParts,
  row: FederationRow,
  secret: KeyObject,
  raise: Raise,
): Promise<void> {
  const { db } = database;
  const asked = await notBegun(db, row.id);
  const lost = new Set(asked.filter(({ uid }) => uid === null).map(({ card }) => card));
  let found: ReadonlyMap<string, string> | null = null;
  // What has to be looked for comes last: it takes the other side, which may not be reached from here.
  for (const { card, uid: known } of asked.toSorted((a, b) => isLost(a) - isLost(b))) {
    if (known === null) found ??= await cardsCalled(db, lost, secret, raise);
    const uid = known ?? found?.get(card) ?? null;
    const isOurs = uid !== null && (await isRegistered(db, uid));
    const state = uid === null ? 'none' : isOurs ? 'kept' : 'begun';
    const erasure =
      state === 'begun' && uid !== null
        ? await erasures.eraseCard(uid, `federation:${row.id}`, now())
        : null;
    await database.inTransaction((tx) =>
      sayBegun(tx, { federation: row.id, card }, { state, erasure }),
    );
  }
}

const isLost = ({ uid }: { readonly uid: string | null }): number => (uid === null ? 1 : 0);

async function isRegistered(db: Db, uid: string): Promise<boolean> {
  const card = db.selectFrom('card').select('id').where('uid', '=', uid);
  return (await card.executeTakeFirst()) !== undefined;
}

/**
 * Cards that the other side told us of no more, by what both call them: of every number in the journal, asked for as
 * points like any other.
 */
async function cardsCalled(
  db: Db,
  wanted: ReadonlySet<string>,
  secret: KeyObject,
  raise: Raise,
): Promise<ReadonlyMap<string, string>> {
  const tapped = [...(await numbersTapped(db))];
  const found = new Map<string, string>();
  for (let at = 0; at < tapped.length; at += cardsAtOnce) {
    const some = tapped.slice(at, at + cardsAtOnce);
    const { cards } = await raise(some.map((uid) => blinded(uid, secret)));
    for (const [n, uid] of some.entries()) {
      const called = cards[n];
      if (called !== undefined && wanted.has(called)) found.set(called, uid);
    }
    await breathe();
  }
  return found;
}

async function numbersTapped(db: Db): Promise<ReadonlySet<string>> {
  const uids = new Set<string>();
  for (let after = -1; ; ) {
    const rows = await db
      .selectFrom('entry')
      .select(['key', 'hash', 'body'])
      .where('key', '>', after)
      .orderBy('key')
      .limit(entriesAtOnce)
      .execute();
    for (const row of rows) {
      const entry = entryIn(row);
      if ((entry.kind === 'punch' || entry.kind === 'refusal') && !('erased' in entry))
        uids.add(entry.card.uid);
    }
    const last = rows.at(-1);
    if (!last || rows.length < entriesAtOnce) return uids;
    after = last.key;
    await breathe();
  }
}
