import { type RawBuilder, sql } from 'kysely';
import { adoptionOf } from '../../shared/domain/adoption.ts';
import { parseTag8, parseUid, tagsOf } from '../../shared/domain/card.ts';
import { folded } from '../../shared/domain/folded.ts';
import type { MemberFound, People } from '../ports/people.ts';
import type { CardRecord, Member } from '../ports/registry.ts';
import { cursorAfter, cursorParts } from './cursor.ts';
import type { Database, Db } from './database.ts';
import { recordOf } from './registry-mapping.ts';
import * as mappings from './registry-mappings.ts';

const cardOf = (row: object): CardRecord =>
  recordOf(mappings.cards, row as Record<string, unknown>);
const memberOf = (row: object): Member =>
  recordOf(mappings.members, row as Record<string, unknown>);

/** `%` and `_` mean themselves. */
const like = (column: string, pattern: string): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(column)} LIKE ${pattern} ESCAPE '\\'`;
const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** The whole number of a card, spelled as it is stored; empty where the text is none. */
function wholeNumbers(text: string): { readonly uid: string; readonly tag: string } {
  const uid = parseUid(text);
  const tag = parseTag8(text);
  return { uid: uid.ok ? uid.value : '', tag: tag.ok ? tag.value : '' };
}

export function openPeople(database: Database): People {
  const { db } = database;

  const cardsThatFit = (text: string) => {
    const { uid, tag } = wholeNumbers(text);
    const plain = literal(text.trim());
    return sql<boolean>`(upper(number) LIKE ${`${plain.toUpperCase()}%`} ESCAPE '\\' OR uid = ${uid} OR tag8 = ${tag})`;
  };

  return {
    async members(text, page) {
      const wanted = folded(text);
      let query = db.selectFrom('member').selectAll();
      if (wanted !== '') {
        const words = wanted.split(' ').map((word) => like('folded', `%${literal(word)}%`));
        const byCard = cardsThatFit(text);
        query = query.where((where) =>
          where.or([
            where.and(words),
            sql<boolean>`lower(email) LIKE ${`%${literal(wanted)}%`} ESCAPE '\\'`,
            where(
              'id',
              'in',
              db
                .selectFrom('card')
                .select('member_id')
                .where('member_id', 'is not', null)
                .where(byCard)
                .$castTo<{ member_id: string }>(),
            ),
          ]),
        );
      }
      const [name, id] = page.cursor === null ? [] : cursorParts(page.cursor);
      if (name !== undefined && id !== undefined) {
        query = query.where((where) =>
          where.or([
            where('folded', '>', name),
            where.and([where('folded', '=', name), where('id', '>', id)]),
          ]),
        );
      }
      const rows = await query
        .orderBy('folded')
        .orderBy('id')
        .limit(page.limit + 1)
        .execute();
      const kept = rows.slice(0, page.limit);
      const last = kept.at(-1);
      return {
        items: await withCards(db, kept.map(memberOf)),
        nextCursor: rows.length > page.limit && last ? cursorAfter(last.folded, last.id) : null,
      };
    },
    async countMembers() {
      const row = await db
        .selectFrom('member')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow();
      return Number(row.n);
    },
    async cardsWith(uids) {
      if (uids.length === 0) return [];
      const rows = await db.selectFrom('card').selectAll().where('uid', 'in', uids).execute();
      return rows.map(cardOf);
    },
    async cards({ text, state }, page) {
      let query = db.selectFrom('card').selectAll();
      if (text.trim() !== '') query = query.where(cardsThatFit(text));
      if (state === 'waiting') query = query.where('uid', 'is', null);
      else if (state === 'unheld')
        query = query.where('member_id', 'is', null).where('sponsor_id', 'is', null);
      else if (state !== undefined) query = query.where('state', '=', state);
      const [number, id] = page.cursor === null ? [] : cursorParts(page.cursor);
      // What has no number comes first; ids tell those apart.
      const key = sql<string>`coalesce(number, '')`;
      if (number !== undefined && id !== undefined) {
        query = query.where(
          sql<boolean>`(${key} > ${number} OR (${key} = ${number} AND id > ${id}))`,
        );
      }
      const rows = await query
        .orderBy(key)
        .orderBy('id')
        .limit(page.limit + 1)
        .execute();
      const kept = rows.slice(0, page.limit).map(cardOf);
      const last = kept.at(-1);
      return {
        items: kept,
        nextCursor:
          rows.length > page.limit && last ? cursorAfter(last.number ?? '', last.id) : null,
      };
    },
    async countWaiting() {
      const row = await db
        .selectFrom('card')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .where('uid', 'is', null)
        .executeTakeFirstOrThrow();
      return Number(row.n);
    },
    async adoption(uid) {
      const rows = await db
        .selectFrom('card')
        .selectAll()
        .where('tag8', 'in', tagsOf(uid))
        .orderBy('id')
        .execute();
      return adoptionOf(uid, rows.map(cardOf));
    },
    groupsOf: (memberId) => groupsOf(db, memberId),
    async groupReach() {
      const rows = await db
        .selectFrom('access_grant')
        .select(['group_id', 'place_id'])
        .distinct()
        .where('group_id', 'is not', null)
        .orderBy('place_id')
        .execute();
      const byGroup = Map.groupBy(rows, ({ group_id }) => group_id ?? '');
      return new Map([...byGroup].map(([id, of]) => [id, of.map(({ place_id }) => place_id)]));
    },
    async memberSince(memberId) {
      const row = await db
        .selectFrom('member')
        .select('created_at')
        .where('id', '=', memberId)
        .executeTakeFirst();
      return row?.created_at ?? null;
    },
  };
}

async function withCards(db: Db, members: readonly Member[]): Promise<readonly MemberFound[]> {
  if (members.length === 0) return [];
  const ids = members.map(({ id }) => id);
  const rows = await db
    .selectFrom('card')
    .selectAll()
    .where((where) => where.or([where('member_id', 'in', ids), where('sponsor_id', 'in', ids)]))
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  const byHolder = Map.groupBy(rows.map(cardOf), (card) => card.memberId ?? card.sponsorId);
  return members.map((member) => ({ member, cards: byHolder.get(member.id) ?? [] }));
}

/** Names of before they were folded: once, at the start after an update. */
export async function foldNames(database: Database): Promise<void> {
  const rows = await database.db
    .selectFrom('member')
    .select(['id', 'name'])
    .where('folded', '=', '')
    .execute();
  if (rows.length === 0) return;
  await database.inTransaction(async (tx) => {
    for (const { id, name } of rows) {
      await tx
        .updateTable('member')
        .set({ folded: folded(name) })
        .where('id', '=', id)
        .execute();
    }
  });
}

/** The groups a member is in, by name. */
export const groupsOf = (db: Db, memberId: string) =>
  db
    .selectFrom('member_group_member as m')
    .innerJoin('member_group as g', 'g.id', 'm.group_id')
    .select(['g.id', 'g.name'])
    .where('m.member_id', '=', memberId)
    .orderBy('g.name')
    .execute();
