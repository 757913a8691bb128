import { expect, test } from '@jest/globals';
import { whyRefused } from '../../../cloud/ingest/why-refused.ts';
import type { DeviceFacts } from '../../../cloud/store/journal.ts';
import { testDevice } from '../test-device.ts';

const device = testDevice('reader');
const facts: DeviceFacts = {
  publicKey: device.publicKey,
  state: 'active',
  someErased: false,
  someShared: false,
  isTold: false,
  accessPoints: new Map([
    [
      device.accessPoint,
      { place: 'demo', area: 'demo', counts: true, nameless: false, timeZone: 'UTC' },
    ],
  ]),
};
const punch = device.punch({ at: 0 });

test('an entry is refused from an access point the device never had, or where no number fits it', () => {
  expect(whyRefused(punch, facts)).toBeNull();
  expect(whyRefused(punch, { ...facts, accessPoints: new Map() })).toMatch(/never assigned/);
  expect(whyRefused({ ...punch, seq: 2 ** 32 - 1 }, facts)).toBeNull();
  expect(whyRefused({ ...punch, seq: 2 ** 32 }, facts)).toMatch(/comes as far/);
});
