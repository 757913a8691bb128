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
    .where((where) =>
      where.not(
        where.exists((query) =>
          query
            .selectFrom('pass_entry as r')
            .select('r.number')
            .whereRef('r.reverses', '=', 'u.key'),
        ),
      ),
    )
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
