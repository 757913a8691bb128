import { expect, test } from '@jest/globals';
import { troublesOf } from '../../../cloud/web/device-troubles.ts';
import { troubleText } from '../../../shared/domain/trouble.ts';
import type { HelloMessage } from '../../../shared/wire/messages.ts';

const since = '2026-11-21T20:00:00.000Z';
const wordsOf = (code: string) => ({
  fr: troubleText(code, {}, 'fr'),
  en: troubleText(code, {}, 'en'),
});
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
    { kind: 'reader', since: Date.parse(since), hint: wordsOf('reader.fault') },
    { kind: 'door', since: Date.parse(since), hint: wordsOf('strike') },
    { kind: 'other', since: Date.parse(since), hint: wordsOf('terminal') },
  ]);
});

test('each door that sounds is said, before everything else, and an unlocked one at last', () => {
  const said = troublesOf(saying('door.openHours', 'reader.fault', 'door.heldOpen', 'door.forced'));
  expect(said.map(({ kind }) => kind)).toEqual(['alarm', 'alarm', 'reader', 'openHours']);
  expect(said[1]?.hint.en).toContain('opened without a card');
});

test('a code this cloud does not know is said in the device’s own words', () => {
  const hint = { fr: 'mend gravity', en: 'mend gravity' };
  expect(troublesOf(saying('gravity'))).toMatchObject([{ kind: 'other', hint }]);
});

test('a reader that another access point lost is no trouble of this one', () => {
  const hello = saying();
  const note = { code: 'reader.lost', since, hint: '', details: { reader: 'A' } };
  const told = { ...hello, health: [{ ...note, accessPoints: ['in'] }] };
  expect(troublesOf(told, 'out')).toEqual([]);
  expect(troublesOf(told, 'in')).toMatchObject([
    { hint: { fr: 'A\u00a0: vérifiez le câble et l’alimentation.' } },
  ]);
  expect(troublesOf(told)).toHaveLength(1);
});

test('a link that was down is none: this very message came over it', () => {
  expect(troublesOf(saying('link.down', 'notClaimed'))).toEqual([]);
});
