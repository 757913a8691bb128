import { expect, test } from '@jest/globals';
import {
  hashMqttPassword,
  makeMqttPassword,
  verifyMqttPassword,
} from '../../../cloud/broker/mqtt-password.ts';
import { openDeviceDoors } from '../../../cloud/store/claims.ts';
import { newKeyPair, rawPublicKey } from '../../../shared/wire/keys.ts';
import { eachStore, type FreshStore } from '../each-store.ts';
import { openTestRegistry } from '../open-test-registry.ts';

const now = Date.UTC(2026, 10, 21, 8);
const absent = { code: 'notFound' };
const cloudKey = { kid: 'k1', publicKey: 'A'.repeat(43) };
const newKey = () => rawPublicKey(newKeyPair().publicKey);

async function fresh(store: FreshStore) {
  const database = await store.open();
  const registry = openTestRegistry(database, () => now);
  await registry.places.create({ id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
  const doors = openDeviceDoors(database, registry, {
    cloudKey: () => cloudKey,
    mqttUrls: () => ['mqtts://broker.example:8883'],
    ca: 'PEM',
    makePassword: makeMqttPassword,
    hashPassword: hashMqttPassword,
  });
  const approval = (userCode: string) => ({
    userCode,
    placeId: 'demo',
    accessPoints: [{ id: 'entree', direction: 'toggle' as const, doorId: 'front' }],
  });
  const accepts = async (device: string, password: string) => {
    const line = await doors.accounts.passwordHash(device);
    return line !== null && verifyMqttPassword(Buffer.from(password), line);
  };
  return { ...doors, database, registry, approval, accepts };
}

eachStore('devices that ask to join', (store) => {
  test('code shown, typed, approved: the device gets its credentials once', async () => {
    const { claims, registry, approval, accepts } = await fresh(store);
    const publicKey = newKey();
    const opened = await claims.open({ publicKey, serial: 'pi-1' }, now);
    expect(opened.userCode).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    expect(opened.expiresAt).toBe(now + 15 * 60_000);
    const typed = opened.userCode.toLowerCase().replace('-', ' ');
    expect(await claims.find(typed, now)).toEqual({ publicKey, serial: 'pi-1' });
    expect(await claims.collect(opened.deviceCode, now)).toBeNull();
    const { deviceId } = await claims.approve(approval(typed), now);
    await expect(claims.approve(approval(typed), now)).rejects.toMatchObject(absent);
    const answer = await claims.collect(opened.deviceCode, now);
    expect(answer).toEqual({
      id: deviceId,
      mqtt: {
        urls: ['mqtts://broker.example:8883'],
        username: deviceId,
        password: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      },
      ca: 'PEM',
      cloudKey,
    });
    expect(deviceId).toMatch(/^[a-z0-9-]{1,32}$/);
    expect(await accepts(deviceId, answer?.mqtt.password ?? '')).toBe(true);
    expect(await accepts(deviceId, 'another')).toBe(false);
    await expect(claims.collect(opened.deviceCode, now)).rejects.toMatchObject(absent);
    expect(await registry.devices.get(deviceId)).toMatchObject({ publicKey, state: 'active' });
    expect(await registry.accessPoints.get('entree')).toMatchObject({
      deviceId,
      doorId: 'front',
      direction: 'toggle',
    });
    expect(await registry.doors.get('front')).toMatchObject({ unlockMs: 3000, capMs: 10000 });
  });

  test('of two that ask at once each gets its own credentials, once, and a guess gets none', async () => {
    const { claims, approval } = await fresh(store);
    const open = (serial: string) => claims.open({ publicKey: newKey(), serial }, now);
    const [one, other] = [await open('pi-1'), await open('pi-2')];
    const { deviceId } = await claims.approve(approval(one.userCode), now);
    await expect(claims.collect('guessed', now)).rejects.toMatchObject(absent);
    expect(await claims.collect(other.deviceCode, now)).toBeNull();
    const came = await Promise.allSettled([1, 2, 3].map(() => claims.collect(one.deviceCode, now)));
    const given = came.flatMap((each) => (each.status === 'fulfilled' ? each.value?.id : []));
    expect(given).toEqual([deviceId]);
  });

  test('anybody may ask, and no more than two hundred wait', async () => {
    const { claims, database } = await fresh(store);
    const rows = Array.from({ length: 199 }, (_, n) => ({
      ...{ device_code_hash: `hash ${n}`, user_code: `code ${n}`, public_key: newKey() },
      ...{ serial: 'x', opened_at: now, wrong_tries: 0, device_id: null },
    }));
    await database.db.insertInto('claim').values(rows).execute();
    const ask = (at: number) => claims.open({ publicKey: newKey(), serial: 'pi-1' }, at);
    await ask(now);
    await expect(ask(now + 60_000)).rejects.toMatchObject({ code: 'tooManyRequests' });
    await ask(now + 15 * 60_000);
  });

  test('a code ends after fifteen minutes', async () => {
    const { claims, approval, tidy, database } = await fresh(store);
    const opened = await claims.open({ publicKey: newKey(), serial: 'pi-1' }, now);
    const late = now + 15 * 60_000;
    await expect(claims.find(opened.userCode, late)).rejects.toMatchObject(absent);
    await expect(claims.approve(approval(opened.userCode), late)).rejects.toMatchObject(absent);
    await expect(claims.collect(opened.deviceCode, late)).rejects.toMatchObject(absent);
    await tidy(late);
    expect(await database.db.selectFrom('claim').selectAll().execute()).toEqual([]);
  });

  test('guessing ends after five wrong codes, and the device learns it', async () => {
    const { claims } = await fresh(store);
    const opened = await claims.open({ publicKey: newKey(), serial: 'pi-1' }, now);
    for (const guess of ['BBBB-BBBB', 'BBBBBBBC', '', 'x']) {
      await expect(claims.find(guess, now)).rejects.toMatchObject(absent);
    }
    expect((await claims.find(opened.userCode, now)).serial).toBe('pi-1');
    await expect(claims.find('BBBB-BBBF', now)).rejects.toMatchObject(absent);
    await expect(claims.find(opened.userCode, now)).rejects.toMatchObject(absent);
    await expect(claims.collect(opened.deviceCode, now)).rejects.toMatchObject(absent);
    const next = await claims.open({ publicKey: newKey(), serial: 'pi-1' }, now);
    expect((await claims.find(next.userCode, now)).serial).toBe('pi-1');
  });

  test('a key that was here before comes back under its own name; the former password holds until it collects', async () => {
    const { claims, registry, approval, accepts } = await fresh(store);
    const publicKey = newKey();
    const join = async () => {
      const opened = await claims.open({ publicKey, serial: 'pi-1' }, now);
      const { deviceId } = await claims.approve(approval(opened.userCode), now);
      return { deviceId, opened };
    };
    const first = await join();
    const before = await claims.collect(first.opened.deviceCode, now);
    await registry.devices.patch(first.deviceId, { state: 'revoked' });
    expect(await accepts(first.deviceId, before?.mqtt.password ?? '')).toBe(false);
    const again = await join();
    expect(again.deviceId).toBe(first.deviceId);
    expect(await accepts(first.deviceId, before?.mqtt.password ?? '')).toBe(true);
    const after = await claims.collect(again.opened.deviceCode, now);
    expect(await accepts(first.deviceId, before?.mqtt.password ?? '')).toBe(false);
    expect(await accepts(first.deviceId, after?.mqtt.password ?? '')).toBe(true);
  });

  test('what the registry refuses leaves the claim to be tried again', async () => {
    const { claims, registry, approval } = await fresh(store);
    await registry.places.create({ id: 'other', name: 'Other', timeZone: 'Europe/Paris' });
    await registry.doors.create({ id: 'front', placeId: 'other' });
    const opened = await claims.open({ publicKey: newKey(), serial: 'pi-1' }, now);
    await expect(claims.approve(approval(opened.userCode), now)).rejects.toMatchObject({
      code: 'placeMismatch',
    });
    expect(await claims.collect(opened.deviceCode, now)).toBeNull();
    const mended = { ...approval(opened.userCode), placeId: 'other' };
    const { deviceId } = await claims.approve(mended, now);
    expect((await claims.collect(opened.deviceCode, now))?.id).toBe(deviceId);
  });

  test('a device by hand: its password is shown once, and a taken id conflicts', async () => {
    const { provisioning, accepts, accounts, registry } = await fresh(store);
    const device = { id: 'wall-9', placeId: 'demo', name: 'Wall 9', publicKey: newKey() };
    const made = await provisioning.provision(device);
    expect(made).toMatchObject({
      id: 'wall-9',
      mqtt: { url: 'mqtts://broker.example:8883', username: 'wall-9' },
      cloudKey,
    });
    expect(await accepts('wall-9', made.mqtt.password)).toBe(true);
    await expect(provisioning.provision(device)).rejects.toMatchObject({ code: 'conflict' });
    expect(await accepts('wall-9', made.mqtt.password)).toBe(true);
    const again = await provisioning.renewPassword('wall-9');
    expect(again.mqtt.password).not.toBe(made.mqtt.password);
    expect(await accepts('wall-9', made.mqtt.password)).toBe(false);
    expect(await accepts('wall-9', again.mqtt.password)).toBe(true);
    await registry.devices.patch('wall-9', { state: 'revoked' });
    await expect(provisioning.renewPassword('wall-9')).rejects.toMatchObject(absent);
    await expect(provisioning.renewPassword('nobody')).rejects.toMatchObject(absent);
    await registry.devices.create({ ...device, id: 'wall-10', publicKey: newKey() });
    expect(await accounts.passwordHash('wall-10')).toBeNull();
    expect(await accounts.passwordHash('nobody')).toBeNull();
    // At a broker that is not ours that name may hear everybody.
    await expect(
      provisioning.provision({ ...device, id: 'aggregator', publicKey: newKey() }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });
});
