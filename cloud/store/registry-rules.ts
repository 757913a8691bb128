import { overlapIn } from '../../shared/domain/overlapping.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type {
  AccessPointRecord,
  Area,
  DeviceRecord,
  DoorRecord,
  Place,
  RegistryChange,
  ScheduleRecord,
} from '../ports/registry.ts';
import type { Tx } from './database.ts';
import { settledLock } from './lock-rules.ts';
import { mustBeAt, mustExist, mustNotExist, scheduleMustHoldAt } from './registry-references.ts';
import { newId, type Rules } from './registry-repository.ts';
import {
  itemAt,
  makeTimeClock,
  pointsOfSaleOf,
  removeTimeClock,
  settleSwitch,
} from './registry-time-clock.ts';

/** What the registry needs to know of, or tell, the journal's side of the store. */
export interface RegistryHooks {
  /** Whether anything was ever punched there: its place is then fixed. */
  readonly hasPunches: (tx: Tx, accessPointId: string) => Promise<boolean>;
  /** Records the `assignCard` that giving a card to another member means, in the same transaction. */
  readonly cardGiven: (
    tx: Tx,
    given: { uid: string; memberId: string; from: number; by: string },
  ) => Promise<void>;
}

const atPlace = (
  kind: 'access' | 'config' | 'pairing',
  placeId: string | null,
): RegistryChange => ({
  kind,
  placeIds: placeId === null ? '*' : [placeId],
});

const differs = <T extends object>(a: T, b: T | null, ...fields: (keyof T)[]): boolean =>
  b === null || fields.some((field) => a[field] !== b[field]);

const policyFields = [
  'maxVisitMinutes',
  'closesAt',
  'debounceSeconds',
  'missingExit',
  'purpose',
] as const;

export const placeRules = (now: () => number): Rules<Place> => ({
  async settle(tx, place, before) {
    await mustNotExist(tx, 'area', place.id);
    return settleSwitch(place, before, now());
  },
  async afterWrite(tx, place, before, by) {
    await makeTimeClock(tx, place, before, { by, now: now() });
    if (before) return;
    // Open to every active card until staff narrow it: visible in the list of grants, not a hidden rule.
    await tx
      .insertInto('access_grant')
      .values({
        id: newId('grant'),
        place_id: place.id,
        member_id: null,
        group_id: 'everyone',
        access_points: JSON.stringify('*'),
        schedule_id: null,
        created_at: now(),
      })
      .execute();
  },
  async beforeRemove(tx, place) {
    await tx.deleteFrom('access_grant').where('place_id', '=', place.id).execute();
    await removeTimeClock(tx, place.id);
    return 'remove';
  },
  changes(before, after) {
    const id = (after ?? before)?.id ?? null;
    if (!before || !after) return [atPlace('config', id), atPlace('access', id)];
    const pairing = differs(before, after, 'timeZone', ...policyFields);
    return [
      atPlace('config', id),
      // Names are on the list of a place that keeps any, and on no other.
      ...(differs(before, after, 'nameless') ? [atPlace('access', id)] : []),
      ...(pairing ? [atPlace('pairing', id)] : []),
    ];
  },
});

export const areaRules: Rules<Area> = {
  async settle(tx, area, before) {
    await mustExist(tx, 'place', area.placeId);
    await mustNotExist(tx, 'place', area.id);
    if (before && before.placeId !== area.placeId) {
      throw failure('conflict', { detail: `The area ${area.id} stays at its place.` });
    }
    return area;
  },
  changes(before, after) {
    if (before && after && !differs(before, after, ...policyFields)) return [];
    const placeId = (after ?? before)?.placeId ?? null;
    return [atPlace('config', placeId), atPlace('pairing', placeId)];
  },
};

export const doorRules: Rules<DoorRecord> = {
  async settle(tx, door, before) {
    await mustExist(tx, 'place', door.placeId);
    if (door.unlockMs > door.capMs) {
      throw failure('badRequest', { detail: 'unlockMs is above capMs' });
    }
    const shared = lineUsedTwice(door);
    if (shared !== null) {
      throw failure('badRequest', { detail: `line ${shared} is used for two things at this door` });
    }
    await scheduleMustHoldAt(tx, door.openingScheduleId, door.placeId);
    const lock = settledLock(door.lock, before?.lock ?? null);
    // Its device holds a wired relay by leases; nothing would lock a lock whose device died.
    if (lock !== null && door.openingScheduleId !== null) throw failure('lockCannotHold');
    return { ...door, lock, name: door.name || door.id };
  },
  changes: (before, after) => [atPlace('config', (after ?? before)?.placeId ?? null)],
};

/** A relay and a button on one line would drive each other. */
function lineUsedTwice({ line, contact, exitButton, fire }: DoorRecord): number | null {
  const used = [line, contact?.line, exitButton?.line, fire?.line].filter((one) => one != null);
  return used.find((one, index) => used.indexOf(one) < index) ?? null;
}

export const deviceRules: Rules<DeviceRecord> = {
  async settle(tx, device, before) {
    await mustExist(tx, 'place', device.placeId);
    if (before && before.placeId !== device.placeId) {
      const bound = await tx
        .selectFrom('access_point')
        .select('id')
        .where('device_id', '=', device.id)
        .executeTakeFirst();
      if (bound) throw failure('placeMismatch', { what: `access point ${bound.id}` });
    }
    const pointsOfSale = await pointsOfSaleOf(tx, device);
    return { ...device, pointsOfSale, name: device.name || device.id };
  },
  // Its journal stays readable, so the device is kept and never listened to again.
  beforeRemove: async () => ({ state: 'retired' }),
  changes: (before, after) => {
    const device = after ?? before;
    return device ? [{ kind: 'device', deviceId: device.id }] : [];
  },
};

export const accessPointRules = (hooks: RegistryHooks): Rules<AccessPointRecord> => ({
  async settle(tx, wanted, before) {
    const device = await tx
      .selectFrom('device')
      .select(['id', 'place_id'])
      .where('id', '=', wanted.deviceId)
      .executeTakeFirst();
    if (!device) throw failure('unknownReference', { what: 'device', id: wanted.deviceId });
    const moved = before !== null && before.deviceId !== wanted.deviceId;
    const stated = moved && wanted.placeId === before.placeId ? device.place_id : wanted.placeId;
    const placeId = stated || device.place_id;
    if (placeId !== device.place_id) {
      throw failure('placeMismatch', { what: `device ${device.id}` });
    }
    if (before && before.placeId !== placeId && (await hooks.hasPunches(tx, wanted.id))) {
      throw failure('placeFixed', { id: wanted.id });
    }
    const area = wanted.area === placeId ? null : wanted.area;
    await mustBeAt(tx, 'area', area, placeId);
    await mustBeAt(tx, 'door', wanted.doorId, placeId);
    const itemId = await itemAt(tx, { ...wanted, placeId });
    const pinScheduleId = wanted.asksPin ? wanted.pinScheduleId : null;
    await scheduleMustHoldAt(tx, pinScheduleId, placeId);
    return { ...wanted, placeId, area, itemId, pinScheduleId, name: wanted.name || wanted.id };
  },
  async afterWrite(tx, point) {
    await tx
      .insertInto('access_point_device')
      .values({ access_point_id: point.id, device_id: point.deviceId })
      .onConflict((taken) => taken.doNothing())
      .execute();
  },
  async beforeRemove(tx, point) {
    if (await hooks.hasPunches(tx, point.id)) {
      throw failure('inUse', { what: 'access point', id: point.id });
    }
    return 'remove';
  },
  changes(before, after) {
    const placeIds = [...new Set([before?.placeId, after?.placeId])].filter(
      (id) => id !== undefined,
    );
    const pairing = before && after && differs(before, after, 'area', 'counts', 'placeId');
    // The hashes of PINs are on the list of a place that asks for them, and on no other.
    const list = (after?.asksPin ?? false) !== (before?.asksPin ?? false);
    return [
      { kind: 'config', placeIds },
      ...(list ? [{ kind: 'access' as const, placeIds }] : []),
      ...(pairing ? [{ kind: 'pairing' as const, placeIds, moves: true as const }] : []),
    ];
  },
});

export const scheduleRules: Rules<ScheduleRecord> = {
  async settle(tx, schedule) {
    if (schedule.placeId !== null) await mustExist(tx, 'place', schedule.placeId);
    const overlap = overlapIn(schedule.weekly, schedule.specialHours);
    if (overlap !== null) {
      const said = ({ from, until }: { from: string; until: string }) => `${from}-${until}`;
      throw failure('hoursOverlap', {
        day: 'date' in overlap ? overlap.date : `weekday ${overlap.weekday}`,
        first: said(overlap.first),
        second: said(overlap.second),
        overlap,
      });
    }
    return schedule;
  },
  changes: (before, after) => [atPlace('config', (after ?? before)?.placeId ?? null)],
};
