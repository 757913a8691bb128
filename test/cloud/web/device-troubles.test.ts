import { expect, test } from '@jest/globals';
import { troublesOf } from '../../../cloud/web/device-troubles.ts';
import type { HelloMessage } from '../../../shared/wire/messages.ts';

const since = '2026-11-21T20:00:00.000Z';
const saying = (...codes: readonly string[]): HelloMessage => ({
  v: 1,
  epochs: [],
  list: 'demo',
  accessVersion: 0,
  accessDigest: '',
  configVersion: 0,
  boot: 'b',
  monoMs: 1,
  wall: since,
  clock: 'synced',
  nonce: 'n',
  software: '1.0.0',
  health: codes.map((code) => ({ code, since, hint: `mend ${code}` })),
});

test('a device that was never heard, or has nothing to say, has no trouble', () => {
  expect(troublesOf(null)).toEqual([]);
  expect(troublesOf(saying())).toEqual([]);
});

test('cards unread come first, and two notes of one cause are one trouble', () => {
  expect(troublesOf(saying('terminal', 'strike', 'reader.fault', 'reader.lost'))).toEqual([
    { kind: 'reader', since: Date.parse(since), hint: 'mend reader.fault' },
    { kind: 'door', since: Date.parse(since), hint: 'mend strike' },
    { kind: 'other', since: Date.parse(since), hint: 'mend terminal' },
  ]);
});

test('a link that was down is none: this very message came over it', () => {
  expect(troublesOf(saying('link.down', 'notClaimed'))).toEqual([]);
});
