import type { TSchema } from 'typebox';
import { homeOf, movedHome } from '../../shared/domain/home-place.ts';
import {
  About,
  type CardShown,
  type Feed,
  FeedPage,
  type MemberShown,
  type PassageShown,
} from '../../shared/wire/federation.ts';
import type { Database, Tx } from '../store/database.ts';
import { askAgain } from '../store/erasures-afar.ts';
import { assertNotLeft, type FederationRow } from '../store/federations.ts';
import { afarKeptFrom } from '../store/purge-afar.ts';
import { readKeptAt } from '../store/retention-rules.ts';
import { type Unit, unitOf } from '../store/rows.ts';
import { readHomes } from '../store/settlements.ts';
import { type AskParts, askPartner, type PartnerAddress, raisedBy } from './ask-partner.ts';
import { raised } from './blind.ts';
import { match, raiseOwn } from './share-cards.ts';

export interface ReadParts extends AskParts {
  readonly database: Database;
}

export interface WasRead {
  readonly about: About;
  /** Whether anything came that was not here. */
  readonly isNew: boolean;
}

interface Item<T> {
  readonly key: string;
  readonly body: T | null;
}
interface Page<T> {
  readonly items: readonly (Item<T> & { readonly seq: number })[];
  readonly head: number;
}
/** Keeps a page; answers whose cards it changed, for doors here. */
type Take<T> = (tx: Tx, items: readonly Item<T>[]) => Promise<readonly string[]>;
/** A round costs memory of one page, and ends. */
const mostPages = 200;

/**
 * Asks the other side for all that is new, in an order that makes each part understandable: who they are, which cards
 * both know, their members, and passages of ours there. Each page is kept with its number in one transaction: whatever
 * ends this in between, the next round goes on from there, and what comes twice changes nothing. `doors` hears with
 * each page whose cards changed: no later round is told of them.
 */
export async function readPartner(
  parts: ReadParts,
  row: FederationRow,
  to: PartnerAddress,
  doors: (uids: readonly string[]) => void,
): Promise<WasRead> {
  const ask = <T>(path: string, schema: TSchema) =>
    askPartner<T>(parts, to, { method: 'GET', path }, schema);
  const about = await ask<About>('/about', About);
  await raiseOwn(parts, row, to, raisedBy(parts, to));
  let pages = 0;
  const read = async <T>(feed: Feed, take: Take<T>): Promise<void> => {
    const asked = (after: number) => ask<Page<T>>(`/${feed}?after=${after}`, FeedPage[feed]);
    pages += await readFeed<T>(parts, row.id, feed, asked, take, doors);
  };
  await read<CardShown>('cards', (tx, items) => takeCards(tx, row.id, to, items));
  await read<MemberShown>('members', (tx, items) => takeMembers(tx, row.id, items));
  await read<PassageShown>('passages', (tx, items) =>
    takePassages(unitOf(parts.database, tx), row, items, parts.clock.now()),
  );
  return { about, isNew: pages > 0 || JSON.stringify(about) !== row.about };
}

/** Answers how many pages came. */
async function readFeed<T>(
  { database }: ReadParts,
  id: string,
  feed: Feed,
  ask: (after: number) => Promise<Page<T>>,
  take: Take<T>,
  doors: (uids: readonly string[]) => void,
): Promise<number> {
  for (let pages = 0; pages < mostPages; pages++) {
    const after = (await readAfter(database.db, id))[feed] ?? 0;
    const { items, head } = await ask(after);
    const last = items.at(-1)?.seq ?? after;
    // Their store is an older one than we read from: all of it again.
    const next = head < after ? 0 : last;
    if (next === after) return pages;
    const uids = await database.inTransaction(async (tx) => {
      await assertNotLeft(database, tx, id);
      if (next === 0) {
        await forget(tx, id, feed);
        await askAgain(tx, id);
      }
      const taken = next === 0 ? [] : await take(tx, items);
      const read = { ...(await readAfter(tx, id)), [feed]: next };
      await tx
        .updateTable('federation')
        .set({ read_after: JSON.stringify(read) })
        .where('id', '=', id)
        .execute();
      return taken;
    });
    if (uids.length > 0) doors(uids);
  }
  return mostPages;
}

async function readAfter(db: Pick<Tx, 'selectFrom'>, id: string) {
  const row = await db
    .selectFrom('federation')
    .select('read_after')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return JSON.parse(row.read_after) as Partial<Record<Feed, number>>;
}

async function forget(tx: Tx, id: string, feed: Feed): Promise<void> {
  if (feed === 'cards')
    await tx.deleteFrom('federation_point').where('federation', '=', id).execute();
  // Their members stay until they are told anew, and go with the next word that says so.
  if (feed === 'passages') await tx.deleteFrom('passage_afar').where('place', '=', id).execute();
}

async function takeCards(
  tx: Tx,
  federation: string,
  { keys }: PartnerAddress,
  items: readonly Item<CardShown>[],
): Promise<readonly string[]> {
  for (const { key, body } of items) {
    const of = tx.deleteFrom('federation_point').where('federation', '=', federation);
    await of.where('point', '=', key).execute();
    const ref = body && raised(body.card, keys.cards);
    if (!body || !ref) continue;
    await tx
      .insertInto('federation_point')
      .values({
        ...{ federation, point: key, ref, is_home: body.isHome ? 1 : 0 },
        home_until: body.homeUntil === undefined ? null : Date.parse(body.homeUntil),
      })
      .execute();
  }
  await match(tx, federation);
  return [];
}

async function takeMembers(
  tx: Tx,
  federation: string,
  items: readonly Item<MemberShown>[],
): Promise<readonly string[]> {
  const uids: string[] = [];
  for (const { key, body } of items) {
    const held = tx
      .selectFrom('federation_member')
      .select('uid')
      .where('federation', '=', federation)
      .where('key', '=', key);
    uids.push(...(await held.execute()).map(({ uid }) => uid), ...(body ? [body.uid] : []));
    await tx
      .deleteFrom('federation_member')
      .where('federation', '=', federation)
      .where('key', '=', key)
      .execute();
    if (body === null) continue;
    const { uid, initials, validFrom, validUntil } = body;
    await tx
      .insertInto('federation_member')
      .values({
        ...{ federation, key, uid, initials },
        ...{ valid_from: validFrom, valid_until: validUntil },
      })
      .execute();
  }
  return [...new Set(uids)];
}

async function takePassages(
  unit: Unit,
  { id: federation, place_id: place }: FederationRow,
  items: readonly Item<PassageShown>[],
  now: number,
): Promise<readonly string[]> {
  const { tx } = unit;
  const kept = await readKeptAt(unit, place, now);
  const homes = await readHomes(tx);
  for (const { key, body } of items) {
    await tx
      .deleteFrom('passage_afar')
      .where('place', '=', federation)
      .where('id', '=', key)
      .execute();
    const at = body?.entry?.at ?? body?.exit?.at;
    if (!body || at === undefined) continue;
    const card = await tx
      .selectFrom('federation_card as c')
      .leftJoin('card', 'card.uid', 'c.uid')
      .select(['c.uid', 'card.id', 'card.member_id'])
      .where('c.federation', '=', federation)
      .where('c.ref', '=', body.card)
      .executeTakeFirst();
    // Nobody of ours, or no more.
    if (!card?.id) continue;
    const holder = { cardUid: card.uid, memberId: card.member_id };
    // Of another place of ours by then: nobody pooled it.
    const home = movedHome(homes, holder) ? homeOf(homes, holder, Date.parse(at)) : null;
    if (home !== null && home !== place) continue;
    const person = card.member_id === null ? `card:${card.uid}` : `member:${card.member_id}`;
    const endsAt = Date.parse(body.exit?.at ?? at);
    // Read anew, it would bring back what a purge took.
    if (kept && endsAt < afarKeptFrom(kept, person)) continue;
    const ends = (['entry', 'exit'] as const).map((name) => {
      const end = body[name];
      return [
        [`${name}_at`, end ? Date.parse(end.at) : null],
        [`${name}_by`, end?.by ?? null],
        [`${name}_punch`, null],
        [`${name}_access_point`, end ? federation : null],
      ];
    });
    const { entry_at, entry_by, exit_at, exit_by, ...rest } = Object.fromEntries(ends.flat());
    const anomalies = [
      ...(body.status === 'missing_exit' || body.status === 'missing_entry' ? [body.status] : []),
      ...(body.hasUntrustedClock ? ['untrusted_clock'] : []),
    ];
    await tx
      .insertInto('passage_afar')
      .values({
        ...{ place: federation, area: federation, id: key, at: Date.parse(at) },
        person,
        card_uid: card.uid,
        ...{ entry_at, entry_by, exit_at, exit_by, ...rest },
        status: body.status,
        anomalies: anomalies.join('|'),
        corrected: body.isCorrected ? 1 : 0,
      })
      .execute();
  }
  return [];
}
