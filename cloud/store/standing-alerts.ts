import type { EpochMs } from '../../shared/domain/clock.ts';
import type { FoundAlert } from '../ports/alerts.ts';
import { readBalances } from './balances.ts';
import type { Database } from './database.ts';

interface At {
  readonly id: string;
}

const minuteMs = 60_000;
/** A device that was only started anew, or whose network blinked, is not silent. */
export const silentAfterMs = 15 * minuteMs;

/** Devices of the place that were heard once and are not any more. */
export async function findSilentDevices(
  { db }: Database,
  { id: placeId }: At,
  now: EpochMs,
): Promise<readonly FoundAlert[]> {
  const rows = await db
    .selectFrom('device')
    .innerJoin('device_state', 'device_state.device', 'device.id')
    .innerJoin('place', 'place.id', 'device.place_id')
    .select(['device.id', 'device_state.last_seen_at as seen', 'place.hello_seconds as every'])
    .where('device.place_id', '=', placeId)
    .where('device.state', '=', 'active')
    .execute();
  return rows.flatMap(({ id, seen, every }) =>
    seen === null || now - seen <= Math.max(silentAfterMs, 3 * every * 1_000)
      ? []
      : [
          {
            ...{ kind: 'silentDevice', placeId, key: `silentDevice ${id}`, memberId: null },
            ...{ lasts: true, about: { device: id, since: seen } },
          } as const,
        ],
  );
}

/**
 * Members with less than the place warns at its readers for, whose last token moved there, and since alerts of it are
 * on. Where the place warns from zero, nobody.
 */
export async function findLowBalances(
  database: Database,
  { id: placeId }: At,
  since: EpochMs,
): Promise<readonly FoundAlert[]> {
  const { db } = database;
  const place = await db
    .selectFrom('place')
    .select('low_balance')
    .where('id', '=', placeId)
    .executeTakeFirst();
  const lowUnits = place?.low_balance ?? 0;
  if (lowUnits === 0) return [];
  const low = [...(await readBalances(db))].filter(
    ([account, units]) => account.startsWith('member:') && units < lowUnits,
  );
  const found: FoundAlert[] = [];
  for (const [account] of low) {
    const last = await db
      .selectFrom('ledger_leg')
      .innerJoin('ledger_entry', 'ledger_entry.number', 'ledger_leg.entry')
      .select(['ledger_entry.place', 'ledger_entry.at'])
      .where('ledger_leg.account', '=', account)
      .orderBy('ledger_leg.entry', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (last?.place !== placeId || last.at < since) continue;
    const memberId = account.slice('member:'.length);
    found.push({
      ...{ kind: 'lowBalance', placeId, key: `lowBalance ${memberId}`, memberId },
      ...{ lasts: true, about: {} },
    });
  }
  return found;
}

/** Incidents of the place and its devices, and those of no place at all, that nobody closed. */
export async function findIncidents(
  { db }: Database,
  { id: placeId }: At,
  since: EpochMs,
): Promise<readonly FoundAlert[]> {
  const rows = await db
    .selectFrom('incident')
    .leftJoin('device', 'device.id', 'incident.device')
    .select(['incident.id', 'incident.kind'])
    .where('incident.at', '>=', since)
    .where('incident.closed_at', 'is', null)
    .where((or) =>
      or.or([
        or('device.place_id', '=', placeId),
        or('incident.place', '=', placeId),
        or.and([
          or('incident.place', 'is', null),
          or.or([or('incident.device', '=', ''), or('incident.device', 'is', null)]),
        ]),
      ]),
    )
    .execute();
  return rows.map(({ id, kind }) => ({
    ...{ kind: 'incident', placeId, key: `incident ${placeId} ${id}`, memberId: null },
    ...{ lasts: false, about: { incident: id, kind } },
  }));
}
