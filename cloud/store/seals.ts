import { hash } from 'node:crypto';
import { addToSums, type DatedSum } from '../../shared/domain/sealed-sums.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import type { Seal, SealCounts, Seals } from '../ports/retention.ts';
import { cursorAfter, cursorParts } from './cursor.ts';
import type { Database, Db } from './database.ts';
import { insertRows, type Row, type Unit } from './rows.ts';
import type { RetentionTables } from './schema/retention.ts';

const sealedMonth = {
  table: 'sealed_month',
  columns: { place: 'text', area: 'text', month: 'text', passages: 'bigint', total_ms: 'bigint' },
  onConflict: `(place, area, month) DO UPDATE SET passages = sealed_month.passages + excluded.passages,
    total_ms = sealed_month.total_ms + excluded.total_ms`,
} as const;

/** What of a place goes for one reason: each transaction says what it took, in itself. */
export interface OpenSeal {
  readonly place: string;
  readonly at: number;
  readonly why: Seal['why'];
  readonly keptFrom: Seal['keptFrom'];
  /** Its number once something went; it stays the same until the end. */
  number: number | null;
}

/** Adds nameless totals, and what went, to the seal; its place's row is locked. */
export async function sealMore(
  unit: Unit,
  seal: OpenSeal,
  counts: Partial<SealCounts>,
  months: readonly DatedSum[],
): Promise<void> {
  const { place } = seal;
  await insertRows(
    unit,
    sealedMonth,
    months.map(({ area, month, passages, ms }): Row => [place, area, month, passages, ms]),
  );
  const newest = await unit.tx
    .selectFrom('seal')
    .selectAll()
    .where('place', '=', place)
    .orderBy('number', 'desc')
    .limit(2)
    .execute();
  const mine = newest.find(({ number }) => number === seal.number);
  const before = newest.find(
    ({ number }) => number !== seal.number && !(mine && number > mine.number),
  );
  const was = mine ? sealOf(mine) : null;
  const number = mine?.number ?? (newest[0]?.number ?? 0) + 1;
  const now: Omit<Seal, 'digest'> = {
    place,
    number,
    at: seal.at,
    why: seal.why,
    keptFrom: seal.keptFrom,
    counts: addedUp(was?.counts ?? {}, counts),
    months: addToSums(was?.months ?? [], months),
  };
  const row = {
    place,
    number,
    at: now.at,
    why: now.why,
    kept_from: JSON.stringify(now.keptFrom),
    counts: JSON.stringify(now.counts),
    months: JSON.stringify(now.months),
    digest: digestOf(before?.digest ?? '', now),
  };
  await unit.tx
    .insertInto('seal')
    .values(row)
    .onConflict((same) => same.columns(['place', 'number']).doUpdateSet(row))
    .execute();
  seal.number = number;
}

export function openSeals({ db }: Pick<Database, 'db'>): Seals {
  return {
    async list({ limit, cursor }) {
      let query = db.selectFrom('seal').selectAll();
      const [at, place, number] = cursor === null ? [] : cursorParts(cursor);
      if (number !== undefined)
        query = query.where((where) =>
          where(
            where.refTuple('at', 'place', 'number'),
            '<',
            where.tuple(Number(at), place ?? '', Number(number)),
          ),
        );
      const rows = await query
        .orderBy('at', 'desc')
        .orderBy('place', 'desc')
        .orderBy('number', 'desc')
        .limit(limit + 1)
        .execute();
      const kept = rows.slice(0, limit);
      const last = kept.at(-1);
      return {
        items: kept.map(sealOf),
        nextCursor:
          rows.length > limit && last
            ? cursorAfter(String(last.at), last.place, String(last.number))
            : null,
      };
    },
    async firstBroken(place) {
      let before = '';
      let next = 1;
      const rows = await db
        .selectFrom('seal')
        .selectAll()
        .where('place', '=', place)
        .orderBy('number')
        .execute();
      for (const row of rows) {
        const { digest, ...said } = sealOf(row);
        if (row.number !== next || digestOf(before, said) !== digest) return row.number;
        before = digest;
        next += 1;
      }
      return null;
    },
    async isWholeFrom({ id, timeZone }, from) {
      const start = Temporal.PlainDate.from(from).toZonedDateTime(timeZone).epochMilliseconds;
      const rows = await db
        .selectFrom('seal')
        .select('kept_from')
        .where('place', '=', id)
        .execute();
      return rows.every((row) => Object.values(keptFromOf(row)).every((kept) => kept <= start));
    },
    async months() {
      const rows = await db
        .selectFrom('sealed_month')
        .selectAll()
        .orderBy('place')
        .orderBy('area')
        .orderBy('month')
        .execute();
      return rows.map(({ total_ms: ms, ...row }) => ({
        ...row,
        passages: Number(row.passages),
        ms: Number(ms),
      }));
    },
  };
}

export async function readSeal(db: Db, place: string, number: number): Promise<Seal> {
  const row = await db
    .selectFrom('seal')
    .selectAll()
    .where('place', '=', place)
    .where('number', '=', number)
    .executeTakeFirstOrThrow();
  return sealOf(row);
}

const digestOf = (before: string, seal: Omit<Seal, 'digest'>): string =>
  hash('sha256', canonicalJson([before, { ...seal }]), 'hex');

const keptFromOf = (row: Pick<RetentionTables['seal'], 'kept_from'>) =>
  JSON.parse(row.kept_from) as Seal['keptFrom'];

const sealOf = (row: RetentionTables['seal']): Seal => ({
  place: row.place,
  number: row.number,
  at: row.at,
  why: row.why,
  keptFrom: keptFromOf(row),
  counts: JSON.parse(row.counts) as Seal['counts'],
  months: JSON.parse(row.months) as Seal['months'],
  digest: row.digest,
});

function addedUp(a: Partial<SealCounts>, b: Partial<SealCounts>): Partial<SealCounts> {
  const sum: Record<string, number> = { ...a };
  for (const [name, n] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + n;
  return sum;
}
