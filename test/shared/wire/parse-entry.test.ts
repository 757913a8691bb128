import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { entryHash, genesisHash } from '../../../shared/wire/entry-hash.ts';
import { parseEntry } from '../../../shared/wire/parse-entry.ts';

const common = {
  seq: 7,
  id: '0199d5a0-0000-7000-8000-000000000001',
  at: '2026-11-21T07:59:58.412Z',
  monoMs: 812345,
  boot: 'boot-1',
  clock: 'synced',
  salt: '000102030405060708090a0b0c0d0e0f',
  hash: 'ab'.repeat(32),
};
const tap = {
  card: { uid: '04A1B2C3D4E5F6', level: 'uid' },
  accessPoint: 'entree',
  direction: 'in',
  memberRef: 'm_42',
  accessVersion: 73,
  item: 'badger',
};
const { salt: _, ...withoutSalt } = common;
const kinds = {
  punch: { ...common, kind: 'punch', ...tap, door: 'front' },
  refusal: {
    ...common,
    kind: 'refusal',
    ...tap,
    card: { uid: '08AABBCCDD', level: 'uid' },
    reason: 'randomUid',
  },
  door: { ...common, kind: 'door', door: 'front', event: 'unlocked', cause: { command: 'c1' } },
  device: { ...common, kind: 'device', event: 'boot', details: { anything: [1, 'two'] } },
  erased: { ...withoutSalt, kind: 'punch', erased: true },
};

describe('parseEntry', () => {
  test.each(Object.entries(kinds))('takes a %s, unknown fields and all', (_name, entry) => {
    const later = { ...entry, addedLater: { deep: [1] } };
    expect(parseEntry(entry)).toEqual({ ok: true, value: entry });
    expect(parseEntry(later)).toEqual({ ok: true, value: later });
  });

  test.each([
    ['no object', 7, /no known kind/],
    ['null', null, /no known kind/],
    ['an unknown kind', { ...kinds.punch, kind: 'lunch' }, /no known kind/],
    [
      'a lower-case uid',
      { ...kinds.punch, card: { uid: '04a1b2c3', level: 'uid' } },
      /^\/card\/uid /,
    ],
    ['no hash', { ...kinds.door, hash: undefined }, /hash/],
    ['a field missing', { ...kinds.punch, accessPoint: undefined }, /accessPoint/],
    ['seq 0', { ...kinds.device, seq: 0 }, /^\/seq /],
    ['30 February', { ...kinds.device, at: '2026-02-30T00:00:00.000Z' }, /^\/at /],
    ['month 13', { ...kinds.device, at: '2026-13-01T00:00:00.000Z' }, /^\/at /],
    ['a lone surrogate', { ...kinds.device, details: { a: '\ud800' } }, /cannot be hashed/],
  ])('refuses %s, in words', (_name, entry, words) => {
    const parsed = parseEntry(entry);
    expect(parsed).toMatchObject({ ok: false, problem: { code: 'entryInvalid' } });
    expect(!parsed.ok && parsed.problem.message).toMatch(words);
  });

  test('garbage is an answer, never an exception; what passes can be hashed', () => {
    const field = fc.constantFrom(...Object.keys(kinds.punch), 'erased', 'details');
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(kinds)),
        fc.dictionary(field, fc.jsonValue()),
        (entry, changes) => {
          const parsed = parseEntry({ ...entry, ...changes });
          if (parsed.ok) expect(entryHash(genesisHash, parsed.value)).toMatch(/^[0-9a-f]{64}$/);
          else expect(parsed.problem.hint).not.toBe('');
        },
      ),
    );
  });
});
