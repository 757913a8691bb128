import { sql } from 'kysely';
import type { AccessEntry, ListGrant } from '../../shared/domain/access-list.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import type { CardRow } from './card-row.ts';
import type { Db } from './database.ts';
import { groupsAfar, isAfar, type MemberAfar, membersAfar, onceEach } from './members-afar.ts';

/** The group every active card is in, with a member or not. */
const everyone = 'everyone';
const nameMax = 200;

/** So many cards are looked at in one go: nothing else runs meanwhile, and engines limit what a query may name. */
export const cardsPerLook = 1_000;

/** What some cards should be on the list as: canonical JSON by uid. */
export type Wanted = ReadonlyMap<string, string>;

/**
 * A look at what a place's list should say by now. Every card is on it, so that a refusal can tell a card that may
 * not enter from an unknown one; a device learns the first name only of those it may greet.
 */
export interface Look {
  /** Of these cards; at most `cardsPerLook` at once. */
  at(uids: readonly string[]): Promise<Wanted>;
  /** Of the next cards by uid. Empty at the end. */
  after(uid: string): Promise<Wanted>;
}

/** The grants are read once for the whole look. */
export async function lookAt(db: Db, place: string): Promise<Look> {
  const grants = await grantsOf(db, place);
  const here = {
    opened: await pointsOfSaleAt(db, place),
    asksPin: await asksPin(db, place),
    nameless: await isNameless(db, place),
  };
  const named = [...grants.byGroup.keys()].filter((group) => group !== everyone);
  const cards = () =>
    db
      .selectFrom('card')
      .leftJoin('member', (join) =>
        join.on('member.id', '=', sql`coalesce(card.member_id, card.sponsor_id)`),
      )
      .leftJoin('primary_card', 'primary_card.card_id', 'card.id')
      .leftJoin('member_pin', 'member_pin.member_id', 'card.member_id')
      .select([
        'card.uid',
        'card.member_id',
        'card.sponsor_id',
        'card.guest_name',
        'card.state',
        'card.valid_from',
        'card.valid_until',
        'member.name',
        'member.valid_from as member_from',
        'member.valid_until as member_until',
        'primary_card.points_of_sale',
        'member_pin.hash as pin_hash',
      ])
      // One that waits for its first tap has a tag alone, and no door opens on that.
      .where('card.uid', 'is not', null)
      .$narrowType<{ uid: string }>();
  const entries = async (
    rows: readonly CardRow[],
    guests: readonly MemberAfar[],
  ): Promise<Wanted> => {
    const groups = await groupsOf(db, named, rows);
    const afar = groupsAfar(guests);
    const own = new Set(rows.map(({ uid }) => uid));
    const entry = (card: CardRow) =>
      canonicalJson(entryOf(card, grants, groups, here, afar.get(card.uid)));
    const all = [...rows, ...onceEach(guests.filter(({ uid }) => !own.has(uid)))];
    all.sort((a, b) => (a.uid < b.uid ? -1 : 1));
    return new Map(all.slice(0, cardsPerLook).map((card) => [card.uid, entry(card)] as const));
  };
  return {
    at: async (uids) =>
      entries(
        await cards().where('card.uid', 'in', uids).execute(),
        await membersAfar(db, named).where('m.uid', 'in', uids).execute(),
      ),
    after: async (uid) => {
      const next = cards().where('card.uid', '>', uid).orderBy('card.uid').limit(cardsPerLook);
      const guests = membersAfar(db, named)
        .where('m.uid', '>', uid)
        .orderBy('m.uid')
        .limit(cardsPerLook);
      return entries(await next.execute(), await guests.execute());
    },
  };
}

function entryOf(
  card: CardRow,
  grants: Grants,
  groups: ReadonlyMap<string, readonly string[]>,
  here: Here,
  afar: readonly string[] = [],
): AccessEntry {
  // A guest enters where the member who answers for them does.
  const member = card.member_id ?? card.sponsor_id;
  const name = card.sponsor_id === null ? card.name : card.guest_name;
  const own = [
    // A card of this aggregator; whoever is of another one enters by its federation's grants alone.
    ...(isAfar(card) ? [] : (grants.byGroup.get(everyone) ?? [])),
    ...afar.flatMap((group) => grants.byGroup.get(group) ?? []),
    ...(member === null ? [] : (grants.byMember.get(member) ?? [])),
    ...(member === null ? [] : (groups.get(member) ?? [])).flatMap(
      (group) => grants.byGroup.get(group) ?? [],
    ),
  ];
  const pinHash = here.asksPin && own.length > 0 && card.state === 'active' ? card.pin_hash : null;
  return {
    uid: card.uid,
    memberRef: here.nameless ? null : card.member_id,
    name: own.length > 0 && name !== null && !here.nameless ? firstName(name) : null,
    state: card.state,
    validFrom: later(card.valid_from, card.member_from),
    validUntil: earlier(card.valid_until, card.member_until),
    grants: card.state === 'active' ? distinct(own) : [],
    primary: primaryOf(card, here.opened),
    ...(pinHash !== null && { pinHash }),
  };
}

/** A card is valid no longer than who holds it. Local days as text sort as they come. */
const later = (a: string | null, b: string | null) => (a === null || (b !== null && b > a) ? b : a);
const earlier = (a: string | null, b: string | null) =>
  a === null || (b !== null && b < a) ? b : a;

/** A card that opens nothing at this place is an ordinary one here. */
function primaryOf(card: CardRow, opened: ReadonlySet<string>): readonly string[] | null {
  if (card.points_of_sale === null || card.state !== 'active') return null;
  const here = (JSON.parse(card.points_of_sale) as string[]).filter((id) => opened.has(id));
  return here.length === 0 ? null : here.sort();
}

/** What of a place decides how much its list says of a card. */
interface Here {
  readonly opened: ReadonlySet<string>;
  /** A PIN goes, hashed, only to places that ask for it. */
  readonly asksPin: boolean;
  /** Counts without names: its readers are told none, and not whose card it is. */
  readonly nameless: boolean;
}

async function isNameless(db: Db, place: string): Promise<boolean> {
  const row = await db
    .selectFrom('place')
    .select('nameless')
    .where('id', '=', place)
    .executeTakeFirst();
  return row?.nameless === 1;
}

async function asksPin(db: Db, place: string): Promise<boolean> {
  const asking = await db
    .selectFrom('access_point')
    .select('id')
    .where('place_id', '=', place)
    .where('asks_pin', '=', 1)
    .limit(1)
    .executeTakeFirst();
  return asking !== undefined;
}

async function pointsOfSaleAt(db: Db, place: string): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('point_of_sale')
    .select('id')
    .where('place_id', '=', place)
    .where('state', '=', 'active')
    .execute();
  return new Set(rows.map(({ id }) => id));
}

interface Grants {
  readonly byMember: ReadonlyMap<string, readonly ListGrant[]>;
  readonly byGroup: ReadonlyMap<string, readonly ListGrant[]>;
}

async function grantsOf(db: Db, place: string): Promise<Grants> {
  const rows = await db
    .selectFrom('access_grant')
    .select(['member_id', 'group_id', 'access_points', 'schedule_id'])
    .where('place_id', '=', place)
    .execute();
  const byMember = new Map<string, ListGrant[]>();
  const byGroup = new Map<string, ListGrant[]>();
  for (const row of rows) {
    const named = JSON.parse(row.access_points) as '*' | string[];
    const grant = {
      accessPoints: named === '*' ? named : [...named].sort(),
      schedule: row.schedule_id,
    };
    if (row.member_id !== null) add(byMember, row.member_id, grant);
    if (row.group_id !== null) add(byGroup, row.group_id, grant);
  }
  return { byMember, byGroup };
}

/** The groups, of those named, that the members of these cards are in. */
async function groupsOf(
  db: Db,
  named: readonly string[],
  cards: readonly CardRow[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const groups = new Map<string, string[]>();
  const members = [...new Set(cards.flatMap((card) => card.member_id ?? card.sponsor_id ?? []))];
  if (named.length === 0 || members.length === 0) return groups;
  const rows = await db
    .selectFrom('member_group_member')
    .select(['member_id', 'group_id'])
    .where('group_id', 'in', named)
    .where('member_id', 'in', members)
    .execute();
  for (const row of rows) add(groups, row.member_id, row.group_id);
  return groups;
}

function add<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** In an order of their own: the same grants give the same digest, whoever read them. */
function distinct(grants: readonly ListGrant[]): readonly ListGrant[] {
  const byText = new Map(grants.map((grant) => [canonicalJson(grant), grant]));
  return [...byText.keys()].sort().flatMap((text) => byText.get(text) ?? []);
}

/** What a screen greets with; a name that cannot be hashed must not stop the list it is on. */
const firstName = (name: string): string =>
  (name.trim().split(/\s+/)[0] ?? '').slice(0, nameMax).toWellFormed();
