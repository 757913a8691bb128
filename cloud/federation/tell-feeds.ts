import { createHmac, type KeyObject } from 'node:crypto';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import type { CardShown, Feed, MemberShown, PassageShown } from '../../shared/wire/federation.ts';
import type { Database, Db } from '../store/database.ts';
import type { FederationRow, OwnKeys } from '../store/federations.ts';
import { readItems } from '../store/rates.ts';
import { unitOf } from '../store/rows.ts';
import { movedAway } from './moved-away.ts';

/** By key: what is told, and of a passage when it lies. */
export type Told = ReadonlyMap<string, { readonly body: string; readonly at: number | null }>;

/** Epoch ms, both of them included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What the other side may know by now; of passages those of a span alone, if one is given. */
export const wantedBy = (
  database: Database,
  row: FederationRow,
  keys: OwnKeys,
  feed: Feed,
  span: Span | null,
): Promise<Told> => wantedOf[feed](database, row, keys.cards, span);

const wantedOf = { cards: cardsTold, members: membersTold, passages: passagesTold } as const;

/** Names nothing: the other side cannot tell what it was made of. */
const keyOf = (secret: KeyObject, ...parts: readonly string[]): string =>
  createHmac('sha256', secret.export({ type: 'pkcs8', format: 'der' }))
    .update(JSON.stringify(parts))
    .digest('base64url')
    .slice(0, 22);

/** Cards that this place's people may hold: those of other places of this aggregator are not shared. */
export const cardsOffered = (db: Db, placeId: string) =>
  db
    .selectFrom('card')
    .leftJoin('member', 'member.id', 'card.member_id')
    .select((of) => [
      'card.uid',
      'card.state',
      'card.member_id',
      'card.valid_from',
      'card.valid_until',
      'member.name',
      'member.valid_from as member_from',
      'member.valid_until as member_until',
      of.fn.coalesce('card.home_place', 'member.home_place').as('home'),
    ])
    .where('card.uid', 'is not', null)
    .where((of) =>
      of.or([
        of(of.fn.coalesce('card.home_place', 'member.home_place'), 'is', null),
        of(of.fn.coalesce('card.home_place', 'member.home_place'), '=', placeId),
      ]),
    )
    .orderBy('card.uid')
    .$narrowType<{ uid: string }>();

async function cardsTold({ db }: Database, row: FederationRow): Promise<Told> {
  const homes = new Map(
    (await cardsOffered(db, row.place_id).execute()).map(({ uid, home }) => [uid, home !== null]),
  );
  const moved = await movedAway(db, row.place_id);
  const cards = await db
    .selectFrom('federation_card')
    .select(['uid', 'blinded'])
    .where('federation', '=', row.id)
    .where('ref', 'is not', null)
    .orderBy('blinded')
    .execute();
  return new Map(
    cards.flatMap(({ uid, blinded }) => {
      const until = moved.get(uid);
      // Of theirs, known here because they may enter: said to be known, their passages at home would be told us.
      if (!homes.has(uid) && until === undefined) return [];
      const shown: CardShown = {
        card: blinded,
        isHome: homes.get(uid) ?? false,
        ...(until !== undefined && { homeUntil: new Date(until).toISOString() }),
      };
      return [[blinded, { body: canonicalJson(shown), at: null }] as const];
    }),
  );
}

async function membersTold({ db }: Database, row: FederationRow, secret: KeyObject): Promise<Told> {
  if (row.lets_members_enter === 0) return new Map();
  const cards = await cardsOffered(db, row.place_id).execute();
  return new Map(
    cards.flatMap((card) => {
      if (card.member_id === null || card.state !== 'active') return [];
      const told: MemberShown = {
        uid: card.uid,
        initials: row.initials === 1 ? initialsOf(card.name ?? '') : null,
        validFrom: latest(card.valid_from, card.member_from),
        validUntil: earliest(card.valid_until, card.member_until),
      };
      const body = canonicalJson(told);
      return [[keyOf(secret, 'member', card.uid), { body, at: null }] as const];
    }),
  );
}

/** `L.D.` of Léa Durand; one word without a space, as a reader greets. */
const initialsOf = (name: string): string =>
  name
    .trim()
    .split(/[\s-]+/)
    .slice(0, 3)
    .map((word) => `${[...word][0]?.toUpperCase() ?? ''}.`)
    .join('')
    .slice(0, 12)
    .toWellFormed();

const latest = (a: string | null, b: string | null) =>
  a === null || (b !== null && b > a) ? b : a;
const earliest = (a: string | null, b: string | null) =>
  a === null || (b !== null && b < a) ? b : a;

/** Of cards that both know, at our place, since the federation began, tapped for the asset that is shared. */
async function passagesTold(
  database: Database,
  row: FederationRow,
  secret: KeyObject,
  span: Span | null,
): Promise<Told> {
  const { db } = database;
  const rows = await db
    .selectFrom('passage')
    .innerJoin('federation_card', 'federation_card.uid', 'passage.card_uid')
    .selectAll('passage')
    .select('federation_card.ref')
    .where('federation_card.federation', '=', row.id)
    .where('federation_card.known', '=', 1)
    .where('passage.place', '=', row.place_id)
    .where('passage.at', '>=', Math.max(row.since ?? 0, span?.from ?? 0))
    .where('passage.at', '<=', span?.to ?? Number.MAX_SAFE_INTEGER)
    .orderBy('passage.at')
    .orderBy('passage.id')
    .execute();
  const assets = new Map(
    (await db.selectFrom('item').select(['id', 'asset_id']).execute()).map((one) => [
      one.id,
      one.asset_id,
    ]),
  );
  const punches = rows.flatMap(({ entry_punch: entry, exit_punch: exit }) => entry ?? exit ?? []);
  const items = await readItems(unitOf(database, db), punches);
  const told = new Map<string, { body: string; at: number }>();
  for (const one of rows) {
    const item = items.get(one.entry_punch ?? one.exit_punch ?? '');
    const asset = item === undefined ? row.asset_id : (assets.get(item) ?? row.asset_id);
    if (asset !== row.asset_id || one.ref === null) continue;
    const end = (at: number | null, by: typeof one.entry_by) =>
      at === null || by === null ? null : { at: new Date(at).toISOString(), by };
    const shown: PassageShown = {
      card: one.ref,
      entry: end(one.entry_at, one.entry_by),
      exit: end(one.exit_at, one.exit_by),
      status: one.status,
      hasUntrustedClock: one.anomalies.includes('untrusted_clock'),
      isCorrected: one.corrected === 1,
    };
    const key = keyOf(secret, 'passage', one.area, one.person, one.id);
    told.set(key, { body: canonicalJson(shown), at: one.at });
  }
  return told;
}
