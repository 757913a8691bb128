import { sql } from 'kysely';
import type { LocalDate } from '../../shared/domain/schedule.ts';
import type { CarnetLine, PassDays, PassFilter, UsedPass } from '../ports/passes.ts';
import type { Page } from '../ports/registry.ts';
import { cursorAfter, cursorParts } from './cursor.ts';
import type { Db } from './database.ts';
import type { PassRow } from './pass-entries.ts';

export const carnetIdOf = (number: number): string => `carnet-${number}`;
/** Of an id that is none: no carnet has it. */
export const carnetNumber = (id: string): number =>
  Number(/^carnet-(\d{1,15})$/.exec(id)?.[1] ?? -1);

const memberOf = (person: string): string => person.slice('member:'.length);

/** Carnets that members were given, the newest first. */
export async function readCarnetLines(
  db: Db,
  { memberId, placeIds }: PassFilter,
  { limit, cursor }: { limit: number; cursor: string | null },
): Promise<Page<CarnetLine>> {
  const [before = ''] = cursor === null ? [] : cursorParts(cursor);
  const rows = await db
    .selectFrom('pass_entry')
    .selectAll()
    .where('kind', '=', 'given')
    .where('person', 'like', 'member:%')
    .$if(memberId !== undefined, (query) => query.where('person', '=', `member:${memberId}`))
    .$if(placeIds !== '*', (query) => query.where('place', 'in', placeIds === '*' ? [] : placeIds))
    .$if(before !== '', (query) => query.where('number', '<', carnetNumber(before)))
    .orderBy('number', 'desc')
    .limit(limit + 1)
    .execute();
  const items = await linesOf(db, rows.slice(0, limit));
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? cursorAfter(last.id) : null };
}

/** With how many of each were used, and which were taken back. */
export async function linesOf(db: Db, rows: readonly PassRow[]): Promise<readonly CarnetLine[]> {
  if (rows.length === 0) return [];
  const numbers = rows.map(({ number }) => Number(number));
  const counts = await db
    .selectFrom('pass_entry')
    .select(['carnet', 'kind', (of) => of.fn.countAll<number>().as('times')])
    .where('carnet', 'in', numbers)
    .where('day', 'is not', null)
    .groupBy(['carnet', 'kind'])
    .execute();
  const used = new Map<number, number>();
  for (const { carnet, kind, times } of counts) {
    const change = kind === 'used' ? Number(times) : -Number(times);
    used.set(Number(carnet), (used.get(Number(carnet)) ?? 0) + change);
  }
  const undone = await db
    .selectFrom('pass_entry')
    .select(['carnet', 'at'])
    .where('carnet', 'in', numbers)
    .where('day', 'is', null)
    .execute();
  const undoneAt = new Map(undone.map(({ carnet, at }) => [Number(carnet), Number(at)]));
  return rows.map((row) => {
    const number = Number(row.number);
    const passes = Number(row.passes);
    const uses = used.get(number) ?? 0;
    return {
      id: carnetIdOf(number),
      memberId: memberOf(row.person),
      placeId: row.place,
      kind: row.pass_kind,
      passes,
      used: uses,
      left: undoneAt.has(number) ? 0 : passes - uses,
      from: row.valid_from ?? '',
      until: row.valid_until,
      givenAt: Number(row.at),
      madeBy: row.made_by,
      words: row.words,
      undoneAt: undoneAt.get(number) ?? null,
    };
  });
}

/** Passes that were used on these days and not given back. */
export async function readUsed(
  db: Db,
  { memberId, placeIds, from, until }: PassDays,
): Promise<readonly UsedPass[]> {
  const rows = await db
    .selectFrom('pass_entry as u')
    .select(['u.person', 'u.place', 'u.day', 'u.part', 'u.carnet'])
    .where('u.kind', '=', 'used')
    .where('u.day', '>=', from)
    .where('u.day', '<=', until)
    .where('u.person', 'like', 'member:%')
    .$if(memberId !== undefined, (query) => query.where('u.person', '=', `member:${memberId}`))
    .$if(placeIds !== '*', (query) =>
      query.where('u.place', 'in', placeIds === '*' ? [] : placeIds),
    )
    .where(stands('u'))
    .orderBy('u.day', 'desc')
    .orderBy('u.person')
    .orderBy('u.place')
    .orderBy('u.part')
    .execute();
  return rows.flatMap(({ person, place, day, part, carnet }) =>
    day === null || part === null
      ? []
      : [
          {
            memberId: memberOf(person),
            placeId: place,
            day,
            part,
            carnetId: carnetIdOf(Number(carnet)),
          },
        ],
  );
}

/** Members who were given passes by the last of these days, and since when each place's. */
export async function readHolders(
  db: Db,
  { memberId, placeIds, until }: PassDays,
): Promise<readonly { place: string; person: string; since: LocalDate | null }[]> {
  return db
    .selectFrom('pass_entry as g')
    .select(['g.place', 'g.person', (of) => of.fn.min('g.valid_from').as('since')])
    .where('g.kind', '=', 'given')
    .where('g.valid_from', '<=', until)
    .where('g.person', 'like', 'member:%')
    .$if(memberId !== undefined, (query) => query.where('g.person', '=', `member:${memberId}`))
    .$if(placeIds !== '*', (query) =>
      query.where('g.place', 'in', placeIds === '*' ? [] : placeIds),
    )
    .where(stands('g'))
    .groupBy(['g.place', 'g.person'])
    .execute();
}

/** Whether no other entry takes it back. */
const stands = (of: 'u' | 'g') =>
  sql<boolean>`NOT EXISTS (SELECT 1 FROM pass_entry r WHERE r.reverses = ${sql.ref(`${of}.key`)})`;

/** Who has a pass of that place left for a day, or used one on it. */
export async function readPassHolders(
  db: Db,
  place: string,
  day: LocalDate,
): Promise<ReadonlySet<string>> {
  const given = await db
    .selectFrom('pass_entry')
    .select(['number', 'person', 'passes'])
    .where('place', '=', place)
    .where('kind', '=', 'given')
    .where('valid_from', '<=', day)
    .where((where) => where.or([where('valid_until', 'is', null), where('valid_until', '>=', day)]))
    .execute();
  if (given.length === 0) return new Set();
  const moved = await db
    .selectFrom('pass_entry')
    .select(['carnet', 'person', 'day', 'kind', (of) => of.fn.countAll<number>().as('times')])
    .where('place', '=', place)
    .where('kind', '!=', 'given')
    .groupBy(['carnet', 'person', 'day', 'kind'])
    .execute();
  const undone = new Set(moved.flatMap((one) => (one.day === null ? Number(one.carnet) : [])));
  const used = new Map<number, number>();
  const usedToday = new Map<string, number>();
  for (const one of moved) {
    if (one.day === null) continue;
    const change = one.kind === 'used' ? Number(one.times) : -Number(one.times);
    used.set(Number(one.carnet), (used.get(Number(one.carnet)) ?? 0) + change);
    if (one.day === day) usedToday.set(one.person, (usedToday.get(one.person) ?? 0) + change);
  }
  const left = given.filter(({ number, passes }) => {
    const carnet = Number(number);
    return !undone.has(carnet) && (used.get(carnet) ?? 0) < Number(passes);
  });
  return new Set([
    ...left.map(({ person }) => person),
    ...[...usedToday].filter(([, times]) => times > 0).map(([person]) => person),
  ]);
}
