import type { EpochMs } from '../../shared/domain/clock.ts';
import { placeTime } from '../../shared/domain/place-time.ts';
import { readPassHolders } from '../store/carnets.ts';
import type { Database } from '../store/database.ts';
import { readStillWithoutExit, readWithoutExit } from '../store/passages-without-exit.ts';
import type { PlacesNow } from '../store/place-now.ts';
import { readRates } from '../store/rates.ts';
import { unitOf } from '../store/rows.ts';
import { waitingAmong } from './waiting.ts';

const dayMs = 24 * 3_600_000;
/** Whose exit has been missing for longer was told often enough: staff have it in the report all the same. */
const lookBackMs = 35 * dayMs;
/** Looked at each time; what is older is looked through this seldom, and what was found there each time. */
const recentMs = 2 * dayMs;
const lookThroughMs = 10 * 60_000;
/** More wait at no place where anybody confirms them. */
const most = 2_000;

/** Adds, where something costs tokens, whose exit staff have to settle, and who comes in on a pass. */
export function withTokens(places: PlacesNow, database: Database): PlacesNow {
  const { db } = database;
  const older = new Map<
    string,
    {
      readonly readAt: EpochMs;
      readonly rows: readonly { readonly at: number; readonly id: string }[];
    }
  >();

  async function withoutExit(place: string, now: EpochMs) {
    const recent = now - recentMs;
    let known = older.get(place);
    if (!known || now - known.readAt >= lookThroughMs || now < known.readAt) {
      const range = { from: now - lookBackMs, until: recent, most };
      known = { readAt: now, rows: await readWithoutExit(db, place, range) };
      // What has become older meanwhile is looked at as recent until the next time.
      older.set(place, {
        readAt: now,
        rows: known.rows.map(({ at, id }) => ({ at, id })),
      });
    }
    return [
      ...(await readStillWithoutExit(db, place, known.rows)),
      ...(await readWithoutExit(db, place, {
        from: Math.min(recent, known.readAt - recentMs),
        until: Number.MAX_SAFE_INTEGER,
        most,
      })),
    ];
  }

  async function toSettle(place: string, now: EpochMs): Promise<ReadonlySet<string>> {
    const unit = unitOf(database, db);
    const found = await withoutExit(place, now);
    if (found.length === 0) return new Set();
    const versions = await readRates(unit, [place]);
    const waiting = await waitingAmong(unit, found, versions, now);
    const lacking = waiting.filter(({ unsettled }) => unsettled === 'missingExit');
    return new Set(lacking.map(({ of }) => of.person));
  }

  return {
    ...places,
    async read(place, now) {
      const read = await places.read(place, now);
      if (!read?.isRated) return read;
      const today = placeTime(now, read.timeZone).date;
      return {
        ...read,
        toSettle: await toSettle(place, now),
        passHolders: await readPassHolders(db, place, today),
      };
    },
  };
}
