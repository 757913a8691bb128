import { setImmediate } from 'node:timers/promises';
import type { EpochMs } from '../../shared/domain/clock.ts';
import type { Passage } from '../../shared/domain/passage.ts';
import type { Person } from '../../shared/domain/punch.ts';
import type { VisitRules } from '../../shared/domain/visit-rules.ts';
import { readBalances } from './balances.ts';
import type { Database, Db } from './database.ts';
import { placeOfDevice } from './device-place.ts';
import { type PassageColumns, passageOf } from './passages.ts';
import { unitOf } from './rows.ts';
import { readProposedRules } from './visit-rules.ts';

const minuteMs = 60_000;
/** The longest local day, and the longest time anti-passback looks back. */
const dayMs = 25 * 60 * minuteMs;
const rowsAtOnce = 1_000;

/** A device of a place that is connected, and what of its journal the cloud holds. */
export interface ListeningDevice {
  readonly device: string;
  /** By epoch. */
  readonly upTo: Readonly<Record<string, number>>;
}

/** A passage with the sequence it is of. */
export interface SequencePassage {
  readonly person: Person;
  readonly area: string;
  readonly passage: Passage;
}

/** The passages of a place that may say something of now, with the rules to read them by. */
export interface PlacePassages {
  readonly id: string;
  readonly timeZone: string;
  /** The newest first, in slices with a breath between: all of them, and never all at once. */
  readonly passages: AsyncIterable<readonly SequencePassage[]>;
  readonly rulesOf: (area: string) => VisitRules;
  /** Something there costs, or did cost, tokens. */
  readonly isRated: boolean;
  /** Hundredths of a token, of everybody who has an account; of none where nothing ever cost any. */
  readonly balances: ReadonlyMap<string, number>;
  /** Whose exit is missing and costs nothing until staff say when it was. */
  readonly toSettle: ReadonlySet<string>;
  /** Who has a pass for today. */
  readonly passHolders: ReadonlySet<string>;
}

/** What the cloud tells the devices of a place about its members (wire protocol, state). */
export interface PlacesNow {
  /** Null for a place that is not there, or that knows nobody. */
  read(place: string, now: EpochMs): Promise<PlacePassages | null>;
  /** Those that are connected; ask before the passages, which then hold at least what is said here. */
  listening(place: string): Promise<readonly ListeningDevice[]>;
  /** Of an active device; null for any other. */
  placeOf(device: string): Promise<string | null>;
}

export function openPlacesNow(database: Database): PlacesNow {
  const { db } = database;
  return {
    async read(place, now) {
      const policy = await policyOf(db, place);
      if (policy === null) return null;
      const { timeZone, longestMinutes, isRated } = policy;
      const from = now - Math.max(dayMs, longestMinutes * minuteMs);
      const rulesOf = await readProposedRules(unitOf(database, db), place, {});
      // Before the passages: who tapped in between is told again at once.
      const balances = isRated ? await readBalances(db) : new Map<string, number>();
      const passages = passagesSince(db, place, from);
      return { id: place, timeZone, rulesOf, isRated, balances, passages, ...unasked };
    },
    async listening(place) {
      const marks = await db
        .selectFrom('device')
        .innerJoin('device_state', 'device_state.device', 'device.id')
        .leftJoin('mark', 'mark.device', 'device.id')
        .select(['device.id', 'mark.epoch', 'mark.up_to'])
        .where('device.place_id', '=', place)
        .where('device.state', '=', 'active')
        .where('device_state.online', '=', 1)
        .execute();
      return [...Map.groupBy(marks, ({ id }) => id)].map(([device, of]) => ({
        device,
        upTo: Object.fromEntries(
          of.flatMap(({ epoch, up_to }) => (epoch === null ? [] : [[epoch, Number(up_to)]])),
        ),
      }));
    },
    placeOf: (device) => placeOfDevice(db, device),
  };
}

/** For `withTokens` to say. */
const unasked = { toSettle: new Set<string>(), passHolders: new Set<string>() };

async function policyOf(db: Db, id: string) {
  const place = await db
    .selectFrom('place')
    .select(['time_zone', 'max_visit_minutes', 'nameless', 'rated'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!place || place.nameless === 1) return null;
  const areas = await db
    .selectFrom('area')
    .select('max_visit_minutes')
    .where('place_id', '=', id)
    .execute();
  const minutes = [place, ...areas].map(({ max_visit_minutes }) => max_visit_minutes ?? 0);
  const longestMinutes = Math.max(...minutes);
  return { timeZone: place.time_zone, longestMinutes, isRated: place.rated !== 0 };
}

async function* passagesSince(
  db: Db,
  place: string,
  from: EpochMs,
): AsyncGenerator<readonly SequencePassage[]> {
  let last: PassageColumns | undefined;
  for (;;) {
    const before = last;
    let next = db.selectFrom('passage').selectAll().where('place', '=', place);
    next = next.where('at', '>=', from);
    if (before) {
      next = next
        .where('at', '<=', before.at)
        .where((where) => where.or([where('at', '<', before.at), where('id', '<', before.id)]));
    }
    const rows = await next.orderBy('at', 'desc').orderBy('id', 'desc').limit(rowsAtOnce).execute();
    yield rows.map((row) => {
      const { person, area } = row;
      return { person: person as Person, area, passage: passageOf(row) };
    });
    last = rows.at(-1);
    if (rows.length < rowsAtOnce) return;
    await setImmediate();
  }
}
