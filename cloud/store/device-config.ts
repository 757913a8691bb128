import type { Lockdown } from '../../shared/domain/place-rules.ts';
import { countingKeyDays } from '../../shared/domain/pseudonym.ts';
import { type OpeningHours, weeksOf } from '../../shared/domain/special-hours.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import type { ConfigLock } from '../../shared/wire/lock.ts';
import type { ConfigInput, SignedConfig } from '../../shared/wire/signed.ts';
import type { AccessLists, ConfigHead, RefreshConfig } from '../ports/access.ts';
import type { Database, Db, Tx } from './database.ts';
import { itemsOf, pointsOfSaleOf } from './device-items.ts';
import { placeOfDevice } from './device-place.ts';
import { ratesFrom } from './rates.ts';
import { unitOf } from './rows.ts';
import { readRules } from './visit-rules.ts';

/** Older than this, what a place knows of its members is no ground for a greeting (wire protocol, state). */
const stateMaxAgeMinutes = 10;

/** The part of `AccessLists` that is about devices and their configs. */
export function configsOf(
  database: Database,
): Pick<AccessLists, 'refreshConfig' | 'config' | 'devicesOf' | 'placeOf'> {
  const { db } = database;
  return {
    refreshConfig: (device, how) =>
      database.inTransaction((tx) => refreshConfig(database, tx, device, how)),
    async config(device) {
      const held = await db
        .selectFrom('device_config')
        .select(['version', 'jws'])
        .where('device', '=', device)
        .where('version', '>', 0)
        .executeTakeFirst();
      return held ?? null;
    },
    async devicesOf(places) {
      if (places.length === 0) return [];
      let query = db
        .selectFrom('device')
        .select(['id as device', 'place_id as place'])
        .where('state', '=', 'active');
      if (places !== '*') query = query.where('place_id', 'in', places);
      return query.orderBy('id').execute();
    },
    placeOf: (device) => placeOfDevice(db, device),
  };
}

async function refreshConfig(
  database: Database,
  tx: Tx,
  device: string,
  how: RefreshConfig,
): Promise<(ConfigHead & { changed: boolean }) | null> {
  const content = await contentOf(database, tx, device, how);
  if (!content) {
    await tx.deleteFrom('device_config').where('device', '=', device).execute();
    return null;
  }
  await tx
    .insertInto('device_config')
    .values({ device, version: 0, body: '', jws: '' })
    .onConflict((taken) => taken.doNothing())
    .execute();
  const held = await tx
    .selectFrom('device_config')
    .selectAll()
    .where('device', '=', device)
    .$if(database.engine === 'postgres', (query) => query.forUpdate())
    .executeTakeFirstOrThrow();
  const body = canonicalJson(content);
  if (body === held.body && !how.renew) {
    return { version: held.version, jws: held.jws, changed: false };
  }
  const version = Math.max(held.version + 1, how.atLeast);
  const jws = await how.sign({ ...content, version });
  await tx
    .updateTable('device_config')
    .set({ version, body, jws })
    .where('device', '=', device)
    .execute();
  return { version, jws, changed: true };
}

async function contentOf(
  database: Database,
  tx: Tx,
  device: string,
  { mqttUrls, atLeast: now }: RefreshConfig,
): Promise<Omit<SignedConfig, 'version'> | null> {
  const place = await tx
    .selectFrom('device')
    .innerJoin('place', 'place.id', 'device.place_id')
    .selectAll('place')
    .select('device.points_of_sale')
    .where('device.id', '=', device)
    .where('device.state', '=', 'active')
    .executeTakeFirst();
  if (!place) return null;
  const points = await tx
    .selectFrom('access_point')
    .selectAll()
    .where('device_id', '=', device)
    .orderBy('id')
    .execute();
  const areas = points.map(({ area_id }) => ({ place: place.id, area: area_id ?? place.id }));
  const rules = await readRules(unitOf(database, tx), areas);
  // Switched off, the time clock is nowhere to be seen: a punch is for nothing then.
  const isOn = place.time_clock === 1;
  return {
    v: 1,
    device,
    place: {
      id: place.id,
      name: place.name,
      timeZone: place.time_zone,
      unsyncedSchedules: place.unsynced_schedules,
      listMaxAgeDays: place.list_max_age_days,
      journalKeepDays: keepDays(place),
      stateMaxAgeMinutes,
      language: place.language,
      antiPassback: {
        // Who is in is known of nobody there.
        kind: place.nameless === 1 ? 'off' : place.anti_passback,
        minutes: place.anti_passback_minutes,
      },
      capacity: { most: place.capacity, when: place.capacity_rule },
      tokens: { none: place.no_tokens, low: place.low_balance },
      lockdown: JSON.parse(place.lockdown) as Lockdown | null,
    },
    list: place.id,
    accessPoints: points.map((point, n) => ({
      id: point.id,
      name: point.name,
      direction: point.direction,
      door: point.door_id,
      reader: point.reader,
      item: isOn ? point.item_id : null,
      area: point.area_id ?? place.id,
      counts: point.counts === 1,
      debounceSeconds: (rules[n]?.rules.debounceMs ?? 0) / 1_000,
      pin: point.asks_pin === 1 ? { schedule: point.pin_schedule_id } : null,
    })),
    doors: await doorsOf(tx, [...new Set(points.flatMap((point) => point.door_id ?? []))]),
    schedules: await schedulesOf(tx, place.id),
    pointsOfSale: isOn ? await pointsOfSaleOf(tx, place.id, place.points_of_sale) : [],
    items: isOn ? await itemsOf(tx, place.id) : [],
    rates: place.rated === 0 ? [] : await ratesFrom(tx, place.id, now),
    helloSeconds: place.hello_seconds,
    mqttUrls: [...mqttUrls],
  };
}

/** The doors this device can open, and no others. */
async function doorsOf(tx: Tx, ids: readonly string[]): Promise<SignedConfig['doors']> {
  if (ids.length === 0) return [];
  const doors = await tx
    .selectFrom('door')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('id')
    .execute();
  return doors.map((door) => ({
    id: door.id,
    name: door.name,
    line: door.line,
    activeLow: door.active_low !== 0,
    unlockMs: door.unlock_ms,
    capMs: door.cap_ms,
    contact: JSON.parse(door.contact) as ConfigInput | null,
    exitButton: JSON.parse(door.exit_button) as ConfigInput | null,
    exitButtonOpens: door.exit_button_opens !== 0,
    fire: JSON.parse(door.fire) as ConfigInput | null,
    heldOpenSeconds: door.held_open_seconds,
    openingHours: door.opening_schedule_id === null ? null : { schedule: door.opening_schedule_id },
    lock: JSON.parse(door.connected_lock) as ConfigLock | null,
  }));
}

/** As devices read them: weeks and closures alone, several of one id where days have hours of their own. */
export async function schedulesOf(tx: Db, place: string): Promise<SignedConfig['schedules']> {
  const rows = await tx
    .selectFrom('schedule')
    .selectAll()
    .where((where) => where.or([where('place_id', 'is', null), where('place_id', '=', place)]))
    .orderBy('id')
    .execute();
  return rows.flatMap(({ id, name, weekly, closures, special_hours }) =>
    weeksOf({
      id,
      name,
      weekly: JSON.parse(weekly) as OpeningHours['weekly'],
      closures: JSON.parse(closures) as OpeningHours['closures'],
      specialHours: JSON.parse(special_hours) as OpeningHours['specialHours'],
    }).map((week) => ({
      ...week,
      weekly: week.weekly.map((hours) => ({ ...hours, weekdays: [...hours.weekdays] })),
      closures: [...week.closures],
    })),
  );
}

/**
 * No longer than the shortest time that anything is kept at the place. A device's journal has the numbers of cards:
 * where nobody is named, it keeps them no longer than what could tell a pseudonym from them.
 */
const keepDays = (place: {
  readonly nameless: number;
  readonly journal_keep_days: number;
  readonly kept_access_months: number;
  readonly kept_usage_months: number;
  readonly kept_worktime_months: number;
}): number => {
  const { kept_access_months: access, kept_usage_months: usage } = place;
  const months = Math.min(access, usage, place.kept_worktime_months);
  const most = place.nameless === 1 ? countingKeyDays : months * shortestMonthDays;
  return Math.min(place.journal_keep_days, most);
};
const shortestMonthDays = 28;
