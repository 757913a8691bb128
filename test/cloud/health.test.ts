import { expect, test } from '@jest/globals';
import { createHealth, type HealthParts } from '../../cloud/health.ts';
import type { DeviceState } from '../../cloud/ports/journal.ts';
import type { DeviceRecord } from '../../cloud/ports/registry.ts';
import { manualTime } from '../fakes/manual-time.ts';

const startedAt = Date.parse('2026-03-12T08:00:00Z');
const device: DeviceRecord = {
  id: 'front-desk',
  placeId: 'demo',
  name: 'Front desk',
  publicKey: '',
  state: 'active',
  pointsOfSale: [],
};

const current = { list: 'demo', accessVersion: 7, accessDigest: '', configVersion: 3 };

const healthOf = (said: Partial<DeviceState>, parts: Partial<HealthParts> = {}) => {
  const state: DeviceState = {
    device: device.id,
    lastSeenAt: startedAt + 1,
    online: true,
    accessVersion: 7,
    configVersion: 3,
    unsent: 0,
    hello: null,
    ...said,
  };
  return createHealth({
    probe: async () => undefined,
    timers: manualTime(),
    faults: () => [],
    registry: { devices: { find: async () => device } as never },
    journal: { deviceStates: async () => [state] },
    replication: { expected: async () => current, wasConfirmed: () => true },
    devicesNeeded: 1,
    startedAt,
    ...parts,
  });
};

test('a device that holds the current list and config is enough', async () => {
  expect(await healthOf({})()).toEqual([]);
});

test('a device that lacks either is waited for', async () => {
  expect(await healthOf({ accessVersion: 6 })()).toHaveLength(1);
  expect(await healthOf({ configVersion: 2 })()).toHaveLength(1);
});

test('a device that was not told that its list is current refuses everybody, and is waited for', async () => {
  const asked: unknown[] = [];
  const replication = {
    expected: async () => current,
    wasConfirmed: (...of: unknown[]) => {
      asked.push(of);
      return false;
    },
  };
  expect(await healthOf({}, { replication })()).toHaveLength(1);
  expect(asked).toEqual([['front-desk', 7]]);
});

test('what a device said before this start is not believed', async () => {
  expect(await healthOf({ lastSeenAt: startedAt - 1 })()).toHaveLength(1);
  expect(await healthOf({ lastSeenAt: null })()).toHaveLength(1);
});

test('a store that hangs is named, and nobody waits for it', async () => {
  const time = manualTime();
  const said = healthOf({}, { probe: () => new Promise(() => undefined), timers: time })();
  time.advance(3_000);
  expect(await said).toEqual([expect.stringContaining('The store does not answer')]);
});

test('what fails is named, one sentence each', async () => {
  const faults = () => ['The broker cannot be reached: ECONNREFUSED'];
  expect(await healthOf({}, { faults })()).toEqual(faults());
  const probe = () => Promise.reject(new Error('disk I/O error'));
  expect(await healthOf({}, { probe })()).toEqual([expect.stringContaining('disk I/O error')]);
});
