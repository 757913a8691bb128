import { failure } from '../../shared/runtime/errors.ts';
import type { ClaimApproval, CloudKey } from '../../shared/wire/claim.ts';
import type { Claims, Provisioning } from '../ports/identity.ts';
import type { DeviceAccounts } from '../ports/link.ts';
import type { Registry, Repositories } from '../ports/registry.ts';
import { aggregatorDefault } from './broker-accounts.ts';
import { newUserCode, readUserCode } from './claim-code.ts';
import type { Database } from './database.ts';
import { newId } from './registry-repository.ts';
import { newSecret, secretHash } from './secret.ts';

const claimLifeMs = 15 * 60_000;
const pollSeconds = 2;
const maxWrongTries = 5;
/** Anybody may ask to join: this many may wait at once. */
const maxWaiting = 200;

export interface DeviceDoors {
  readonly claims: Claims;
  readonly provisioning: Provisioning;
  readonly accounts: DeviceAccounts;
  /** Forgets claims that ended. */
  tidy(now: number): Promise<void>;
}

/** What a joining device is told beside its name. */
export interface Joining {
  readonly cloudKey: () => CloudKey;
  readonly mqttUrls: () => readonly string[];
  /** PEM to pin; null on loopback. */
  readonly ca: string | null;
  readonly makePassword: () => string;
  /** In Mosquitto's format. */
  readonly hashPassword: (password: string) => Promise<string>;
  /** Told after a device got another password: a connection by the former one ends. */
  readonly passwordSet?: (device: string) => void;
}

/** How devices become known: by a claim that staff approve, or by hand. */
export function openDeviceDoors(
  database: Database,
  registry: Registry,
  joining: Joining,
): DeviceDoors {
  const { db } = database;
  const absent = () => failure('notFound', { what: 'claim', id: 'of that code' });

  async function waiting(typed: string, now: number) {
    const code = readUserCode(typed);
    const row = await db
      .selectFrom('claim')
      .selectAll()
      .where('user_code', '=', code)
      .where('device_id', 'is', null)
      .where('opened_at', '>', now - claimLifeMs)
      .where('wrong_tries', '<', maxWrongTries)
      .executeTakeFirst();
    if (row) return row;
    // A wrong code belongs to no claim, so it counts against all: guessing ends after five.
    await db
      .updateTable('claim')
      .set((old) => ({ wrong_tries: old('wrong_tries', '+', 1) }))
      .where('device_id', 'is', null)
      .execute();
    throw absent();
  }

  /** Gives the device a new password; the former ends with it. */
  async function setPassword(device: string): Promise<string> {
    const password = joining.makePassword();
    const password_hash = await joining.hashPassword(password);
    await db.updateTable('device').set({ password_hash }).where('id', '=', device).execute();
    joining.passwordSet?.(device);
    return password;
  }

  const tidy = async (now: number) => {
    await db
      .deleteFrom('claim')
      .where('opened_at', '<=', now - claimLifeMs)
      .execute();
  };

  const claims: Claims = {
    async open(request, now) {
      await tidy(now);
      const { count } = await db
        .selectFrom('claim')
        .select((all) => all.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      if (Number(count) >= maxWaiting) throw failure('tooManyRequests', { seconds: 900 });
      const deviceCode = newSecret();
      const userCode = newUserCode();
      await db
        .insertInto('claim')
        .values({
          device_code_hash: secretHash(deviceCode),
          user_code: userCode,
          public_key: request.publicKey,
          serial: request.serial,
          opened_at: now,
          wrong_tries: 0,
          device_id: null,
        })
        .execute();
      return { deviceCode, userCode, interval: pollSeconds, expiresAt: now + claimLifeMs };
    },
    async find(userCode, now) {
      const row = await waiting(userCode, now);
      return { publicKey: row.public_key, serial: row.serial };
    },
    async approve(approval, now) {
      const claim = await waiting(approval.userCode, now);
      const deviceId = await registry.together(async (all) => {
        const id = await admit(all, claim, approval);
        await serve(all, id, approval);
        return id;
      });
      // Last, so that a step that failed can be repaired and the same code typed again.
      const done = await db
        .updateTable('claim')
        .set({ device_id: deviceId })
        .where('device_code_hash', '=', claim.device_code_hash)
        .where('device_id', 'is', null)
        .executeTakeFirst();
      if (done.numUpdatedRows !== 1n) throw absent();
      return { deviceId };
    },
    async collect(deviceCode, now) {
      const hash = secretHash(deviceCode);
      const row = await db
        .selectFrom('claim')
        .selectAll()
        .where('device_code_hash', '=', hash)
        .where('opened_at', '>', now - claimLifeMs)
        .where('wrong_tries', '<', maxWrongTries)
        .executeTakeFirst();
      if (!row) throw absent();
      if (row.device_id === null) return null;
      const used = await db
        .deleteFrom('claim')
        .where('device_code_hash', '=', hash)
        .executeTakeFirst();
      if (used.numDeletedRows !== 1n) throw absent();
      // Made only now: until the device has its password it rests nowhere, and a former one still works.
      const password = await setPassword(row.device_id);
      return {
        id: row.device_id,
        mqtt: { urls: [...joining.mqttUrls()], username: row.device_id, password },
        ca: joining.ca,
        cloudKey: joining.cloudKey(),
      };
    },
  };

  return {
    claims,
    tidy,
    provisioning: {
      async provision(device) {
        assertDeviceName(device.id);
        await registry.devices.create(device);
        const password = await setPassword(device.id);
        const [url = ''] = joining.mqttUrls();
        return {
          id: device.id,
          mqtt: { url, username: device.id, password },
          cloudKey: joining.cloudKey(),
        };
      },
      async renewPassword(id) {
        const device = await registry.devices.find(id);
        if (device?.state !== 'active') throw failure('notFound', { what: 'device', id });
        const password = await setPassword(id);
        const [url = ''] = joining.mqttUrls();
        return { id, mqtt: { url, username: id, password }, cloudKey: joining.cloudKey() };
      },
    },
    accounts: {
      async passwordHash(device) {
        const row = await db
          .selectFrom('device')
          .select('password_hash')
          .where('id', '=', device)
          .where('state', '=', 'active')
          .executeTakeFirst();
        return row?.password_hash || null;
      },
    },
  };
}

/** At a broker whose rules know the aggregator by that name, such a device would hear all others. */
function assertDeviceName(id: string): void {
  const detail = `${id} is the name of the aggregator at the broker.`;
  if (id === aggregatorDefault) throw failure('conflict', { detail });
}

/** The device this key was before, the one staff named, or a new one; active, at that place, with that key. */
async function admit(
  registry: Repositories,
  claim: { public_key: string; serial: string },
  approval: ClaimApproval,
): Promise<string> {
  const publicKey = claim.public_key;
  const { items } = await registry.devices.list({ limit: 1, cursor: null }, { publicKey });
  const id = approval.deviceId ?? items[0]?.id ?? newId('device');
  assertDeviceName(id);
  const fields = {
    placeId: approval.placeId,
    publicKey,
    state: 'active',
  } as const;
  if (await registry.devices.find(id)) await registry.devices.patch(id, fields);
  else {
    // The number of a board says nothing to people: it is called as what it serves.
    const name = approval.accessPoints.find((point) => point.name)?.name ?? claim.serial;
    await registry.devices.create({ id, name, ...fields });
  }
  return id;
}

/** The access points it serves, and their doors. */
async function serve(registry: Repositories, deviceId: string, approval: ClaimApproval) {
  const { placeId } = approval;
  for (const { id, direction, doorId, name, reader } of approval.accessPoints) {
    if (doorId !== undefined && !(await registry.doors.find(doorId))) {
      await registry.doors.create({ id: doorId, placeId });
    }
    const fields = {
      deviceId,
      placeId,
      direction,
      ...(doorId !== undefined && { doorId }),
      ...(name !== undefined && { name }),
      ...(reader !== undefined && { reader }),
    };
    if (await registry.accessPoints.find(id)) await registry.accessPoints.patch(id, fields);
    else await registry.accessPoints.create({ id, ...fields });
  }
}
