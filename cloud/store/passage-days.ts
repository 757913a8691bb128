import { localClock } from '../../shared/domain/local-clock.ts';
import { breathe } from '../../shared/runtime/breathe.ts';
import { openSqliteReadOnly, type SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import type { PassageAt, PassageDay, PassageDays } from '../ports/passage-days.ts';
import type { PassageRow } from '../ports/report.ts';
import { addUpDay, type DayRow, type DaySum, peopleNumbers } from './add-up-day.ts';
import type { Database } from './database.ts';
import { utcDayOf } from './passage-changes.ts';
import type { PassageColumns } from './passages.ts';
import { reportNames } from './report-names.ts';
import { tupleOf } from './report-rows.ts';

export interface OpenPassageDays extends PassageDays {
  close(): void;
}

const dayMs = 86_400_000;
/** Some thirteen months: longer ones are rare, and would push out what is asked for every minute. */
const mostDays = 400;
/** Days of all places kept: of a lively venue each holds some 30 kB. */
const mostKept = 1_000;

/** Null where nothing tells cheaply whether a day changed: PostgreSQL, and a store in memory. */
export function openPassageDays(database: Database): OpenPassageDays | null {
  const { sqlite } = database;
  if (!sqlite || sqlite.name === ':memory:') return null;
  const readOnly = openSqliteReadOnly(sqlite.name);
  const stored = readerOf(readOnly);
  const numbers = peopleNumbers();
  const kept = new Map<string, { readonly changes: number; readonly sum: DaySum }>();

  /** What was added up before, where nothing of it changed. */
  function sumOf(place: string, from: number, to: number): { sum: DaySum; isNew: boolean } {
    const key = `${place}\n${from}\n${to}`;
    const known = kept.get(key);
    // Before the rows: what changes in between is noticed the next time.
    const changes = stored.changes(place, from, to);
    kept.delete(key);
    const isNew = known?.changes !== changes;
    const sum = isNew ? addUpDay(place, to, stored.rows(place, from, to), numbers.of) : known.sum;
    kept.set(key, { changes, sum });
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    return { sum, isNew };
  }

  async function rows(at: readonly PassageAt[], now: number): Promise<readonly PassageRow[]> {
    const found = at.flatMap((one) => stored.find(one) ?? []);
    found.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    return (await reportNames(database)).name(found.map(tupleOf), now);
  }

  return {
    async read({ place, from, to, afar }, now) {
      if (from === null || to === null) return null;
      // What other aggregators told is not added up beforehand.
      if (afar && (await hasPassagesAfar(database))) return null;
      const [first, last] = [dayNumber(from), dayNumber(to)];
      if (first < 0 || last - first >= mostDays) return null;
      if (numbers.isFull()) {
        kept.clear();
        numbers.clear();
      }
      let query = database.db.selectFrom('place').select(['id', 'time_zone']).orderBy('id');
      if (place !== null) query = query.where('id', '=', place);
      const places = await query.execute();
      const read: (Omit<PassageDay, 'open'> & { readonly sum: DaySum })[] = [];
      for (let day = first; day <= last; day++) {
        for (const { id, time_zone: timeZone } of places) {
          const clock = localClock(timeZone);
          const { sum, isNew } = sumOf(id, clock.startOfDay(day), clock.startOfDay(day + 1));
          if (sum.groups.length > 0 || sum.open.length > 0)
            read.push({ place: id, timeZone, day: dateOf(day), groups: sum.groups, sum });
          if (isNew) await breathe();
        }
      }
      const open = await openOf(read.flatMap(({ sum }) => sum.open));
      return {
        days: read.map(({ sum, ...day }) => ({ ...day, open: sum.open.flatMap(open) })),
        people: numbers.size(),
      };

      /** All in one go, so that names are read once. */
      async function openOf(asked: readonly PassageAt[]) {
        const byKey = new Map((await rows(asked, now)).map((row) => [keyOfRow(row), row]));
        return (one: PassageAt) => {
          const row = byKey.get(keyOf(one));
          return row ? [{ row, person: numbers.of(one.person) }] : [];
        };
      }
    },
    rows,
    close: () => readOnly.close(),
  };
}

/** Two persons may hold an id at one instant only where two devices chose the same one: nobody shows both. */
const keyOf = ({ place, at, id, area }: PassageAt): string => `${place}\n${area}\n${at}\n${id}`;
const keyOfRow = ({ place, area, id, entry, exit }: PassageRow): string =>
  `${place}\n${area}\n${(entry ?? exit)?.at}\n${id}`;

const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / dayMs;
const dateOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

function readerOf(readOnly: SqliteDatabase) {
  const rows = readOnly
    .prepare<unknown[], DayRow>(
      `SELECT at, id, area, person, entry_at, exit_at, status, entry_access_point, exit_access_point
      FROM passage WHERE place = ? AND at >= ? AND at < ? ORDER BY at, id`,
    )
    .raw();
  const changes = readOnly
    .prepare<unknown[], number>(
      `SELECT coalesce(sum(changes), 0) FROM passage_day WHERE place = ? AND day BETWEEN ? AND ?`,
    )
    .pluck();
  const one = readOnly.prepare<unknown[], PassageColumns>(
    `SELECT * FROM passage WHERE place = ? AND at = ? AND id = ? AND area = ? AND person = ?`,
  );
  return {
    rows: (place: string, from: number, to: number): readonly DayRow[] => rows.all(place, from, to),
    /** Goes up with each change of a passage in these days of UTC, and never down. */
    changes: (place: string, from: number, to: number): number =>
      changes.get(place, utcDayOf(from), utcDayOf(to - 1)) ?? 0,
    find: ({ place, at, id, area, person }: PassageAt): PassageColumns | undefined =>
      one.get(place, at, id, area, person),
  };
}

/** Of other aggregators; those that a Fedow told are in reports of their own. */
async function hasPassagesAfar({ db }: Database): Promise<boolean> {
  const found = await db
    .selectFrom('passage_afar')
    .select('id')
    .where('place', 'in', db.selectFrom('federation').select('id'))
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}
