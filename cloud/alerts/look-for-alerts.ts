import { lastTimeOfDay, quietUntil } from '../../shared/domain/quiet-hours.ts';
import type { AlertKind, FoundAlert, KeptAlertSettings } from '../ports/alerts.ts';
import { alarmFinder } from '../store/alarms.ts';
import { isOn, openAlertSettings } from '../store/alert-settings.ts';
import { endAlerts, insertDispatches, raiseAlerts } from '../store/alerts.ts';
import type { Database } from '../store/database.ts';
import { findForgottenExits } from '../store/forgotten-exits.ts';
import {
  findIncidents,
  findLowBalances,
  findSilentDevices,
  silentAfterMs,
} from '../store/standing-alerts.ts';
import { findCrowded } from './crowded.ts';

export interface AlertPlace {
  readonly id: string;
  readonly timeZone: string;
  readonly nameless: boolean;
}

/**
 * Finds what there is of one kind at a place, and was not yet at `since`: of what lasts all, each time. Null: it cannot
 * be known now.
 */
export interface FindAlerts {
  (place: AlertPlace, since: number, now: number): Promise<readonly FoundAlert[] | null>;
  /** All that was found is written down: it need not be found again. */
  readonly written?: () => void;
}

export type Finders = Readonly<Partial<Record<AlertKind, FindAlerts>>>;

/** @param startedAt before it, nobody was heard here: it takes a while until silence says something. */
export const findersOf = (database: Database, startedAt: number): Finders => ({
  forgottenExit: (place, since, now) => findForgottenExits(database, place, since, now),
  doorAlarm: alarmFinder(database),
  silentDevice: async (place, _since, now) =>
    now - startedAt < silentAfterMs ? null : findSilentDevices(database, place, now),
  lowBalance: (place, since) => findLowBalances(database, place, since),
  capacity: ({ id }, _since, now) => findCrowded(database, id, now),
  incident: (place, since) => findIncidents(database, place, since),
});

/** Late enough that whatever was found until then is written down. */
const settledMs = 60_000;

/**
 * Looks once whether there is something that somebody wants to be told of, at every place, and writes down who is.
 * Looking again finds the same and tells nobody twice. Answers how much was new.
 */
export async function lookForAlerts(
  { database, finders, mails }: { database: Database; finders: Finders; mails: boolean },
  now: number,
): Promise<number> {
  let raised = 0;
  for (const settings of await openAlertSettings(database).all()) {
    const place = await placeOf(database, settings.placeId);
    if (place === null) continue;
    const of = { settings, timeZone: place.timeZone, mails };
    for (const [kind, find] of Object.entries(finders) as [AlertKind, FindAlerts][]) {
      const since = settings.since[kind];
      if (since === undefined || !isOn(settings.kinds[kind])) continue;
      const found = await find(place, since, now);
      if (found === null) continue;
      raised += await raiseAlerts(database, of, found, now);
      find.written?.();
      const lasting = new Set(found.flatMap(({ key, lasts }) => (lasts ? [key] : [])));
      await endAlerts(database, place.id, kind, lasting);
    }
    if (mails) raised += await digest(database, settings, place, now);
  }
  return raised;
}

async function placeOf({ db }: Database, id: string): Promise<AlertPlace | null> {
  const place = await db
    .selectFrom('place')
    .select(['time_zone', 'nameless'])
    .where('id', '=', id)
    .executeTakeFirst();
  return place ? { id, timeZone: place.time_zone, nameless: place.nameless === 1 } : null;
}

/** Makes the daily mail of a place due once its hour has come; of a cloud that was away, one for all those days. */
async function digest(
  database: Database,
  settings: KeptAlertSettings,
  { id: place, timeZone }: AlertPlace,
  now: number,
): Promise<number> {
  const kinds = Object.entries(settings.kinds).flatMap(([kind, { staff }]) =>
    staff === 'daily' ? [kind as AlertKind] : [],
  );
  const to = lastTimeOfDay(now - settledMs, settings.digestAt, timeZone);
  return database.inTransaction(async (tx) => {
    const row = await tx
      .selectFrom('alert_setting')
      .select('digested_until')
      .where('place', '=', place)
      .executeTakeFirst();
    if (!row || row.digested_until >= to) return 0;
    const from = row.digested_until;
    const taken = await tx
      .updateTable('alert_setting')
      .set({ digested_until: to })
      .where('place', '=', place)
      .where('digested_until', '=', from)
      .returning('place')
      .executeTakeFirst();
    if (!taken || kinds.length === 0) return 0;
    const any = await tx
      .selectFrom('alert')
      .select('id')
      .where('place', '=', place)
      .where('kind', 'in', kinds)
      .where('at', '>=', from)
      .where('at', '<', to)
      .limit(1)
      .executeTakeFirst();
    if (!any) return 0;
    const at = (settings.quiet && quietUntil(now, settings.quiet, timeZone)) ?? now;
    const rows = settings.addresses.map((address) => ({
      ...({
        key: `digest ${place} ${to} ${address}`,
        place,
        channel: 'mail',
        what: 'digest',
      } as const),
      ...{ address, period_from: from, period_to: to, at },
    }));
    await insertDispatches(tx, rows, now);
    return rows.length;
  });
}
