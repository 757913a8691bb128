import { expect, test } from '@jest/globals';
import { createHealth } from '../../cloud/health.ts';
import type { DeviceState } from '../../cloud/ports/journal.ts';
import type { DeviceRecord } from '../../cloud/ports/registry.ts';

const startedAt = Date.parse('2026-03-12T08:00:00Z');
const device: DeviceRecord = {
  id: 'front-desk',
  placeId: 'demo',
  name: 'Front desk',
  publicKey: '',
  state: 'active',
};

const healthOf = (said: Partial<DeviceState>) => {
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
    faults: () => [],
    registry: { devices: { find: async () => device } as never },
    journal: { deviceStates: async () => [state] },
    replication: { expected: async () => ({ accessVersion: 7, configVersion: 3 }) } as never,
    devicesNeeded: 1,
    startedAt,
  });
};

test('a device that holds the current list and config is enough', async () => {
  expect(await healthOf({})()).toEqual([]);
});

test('a device that lacks either is waited for', async () => {
  expect(await healthOf({ accessVersion: 6 })()).toHaveLength(1);
  expect(await healthOf({ configVersion: 2 })()).toHaveLength(1);
});

test('what a device said before this start is not believed', async () => {
  expect(await healthOf({ lastSeenAt: startedAt - 1 })()).toHaveLength(1);
  expect(await healthOf({ lastSeenAt: null })()).toHaveLength(1);
});
