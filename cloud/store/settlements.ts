import type { Homes } from '../../shared/domain/home-place.ts';
import {
  type SettlementTerms,
  settlementRateProblem,
} from '../../shared/domain/settlement-rate.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { Settlements } from '../ports/settlements.ts';
import { appendAudit } from './audit-log.ts';
import type { Database, Db } from './database.ts';
import { readHomesBefore } from './homes-before.ts';
import { homesAfar, placesAfar } from './places-afar.ts';
import { mustExist } from './registry-references.ts';

export function openSettlements(database: Database): Settlements {
  const { db } = database;
  return {
    homes: () => readHomes(db),
    async homesBefore(kind, id) {
      return db
        .selectFrom('home_before')
        .select(['until', 'home'])
        .where('kind', '=', kind)
        .where('id', '=', id)
        .orderBy('until')
        .execute();
    },
    async placesAfar() {
      return new Map((await placesAfar(db, null)).map(({ id, name }) => [id, name]));
    },
    async rates() {
      const rows = await db
        .selectFrom('settlement_rate')
        .selectAll()
        .orderBy('id', 'desc')
        .execute();
      return rows.map(({ id, home, visited, since, terms }) => ({
        ...{ id, home, visited, since },
        terms: JSON.parse(terms) as SettlementTerms | null,
      }));
    },
    async setRate(rate, { at, by, thisMonth }) {
      const problem = settlementRateProblem(rate, thisMonth);
      if (problem) throw failure('badRequest', { detail: `rate between venues: ${problem}` });
      const { home, visited, since, terms } = rate;
      return database.inTransaction(async (tx) => {
        const afar = new Set((await placesAfar(tx, null)).map((place) => place.id));
        for (const place of [home, visited])
          if (!afar.has(place)) await mustExist(tx, 'place', place);
        const newest = await tx
          .selectFrom('settlement_rate')
          .select((max) => max.fn.max('id').as('id'))
          .executeTakeFirst();
        const number = Number(newest?.id?.slice(prefix.length) ?? 0) + 1;
        const id = `${prefix}${String(number).padStart(8, '0')}`;
        await tx
          .insertInto('settlement_rate')
          .values({
            ...{ id, home, visited, since },
            terms: JSON.stringify(terms),
            made_at: at,
            made_by: by,
          })
          .execute()
          .catch((err: unknown) => {
            throw failure('conflict', { detail: 'Somebody else set a rate at this moment.' }, err);
          });
        const after = { home, visited, since, ...terms };
        await appendAudit(
          tx,
          by,
          { verb: 'changed', kind: 'rate', id, placeId: visited, after },
          at,
        );
        return { id, home, visited, since, terms };
      });
    },
  };
}

const prefix = 'agreed-';

/** Within a transaction as well. */
export async function readHomes(db: Db): Promise<Homes> {
  const cards = await db
    .selectFrom('card')
    .select(['uid', 'home_place'])
    .where('home_place', 'is not', null)
    .where('uid', 'is not', null)
    .execute();
  const members = await db
    .selectFrom('member')
    .select(['id', 'home_place'])
    .where('home_place', 'is not', null)
    .execute();
  const places = await db.selectFrom('place').select('id').limit(2).execute();
  return {
    cards: new Map(cards.map((card) => [card.uid ?? '', card.home_place ?? ''])),
    members: new Map(members.map((member) => [member.id, member.home_place ?? ''])),
    before: await readHomesBefore(db),
    afar: await homesAfar(db),
    only: places.length === 1 ? (places[0]?.id ?? null) : null,
  };
}
