import { describe, expect, test } from '@jest/globals';
import type { AccessStore } from '../../device/ports.ts';
import type { AccessEntry } from '../../shared/domain/access-list.ts';
import { listDigest } from '../../shared/wire/access-digest.ts';
import type { SignedConfig } from '../../shared/wire/signed.ts';

export const card = (n: number, more: Partial<AccessEntry> = {}): AccessEntry => ({
  uid: `04${n.toString(16).toUpperCase().padStart(12, '0')}`,
  memberRef: `m_${n}`,
  name: `Member ${n}`,
  state: 'active',
  validFrom: null,
  validUntil: null,
  grants: [{ accessPoints: '*', schedule: null }],
  primary: null,
  ...more,
});

export const demoConfig = (more: Partial<SignedConfig> = {}): SignedConfig => ({
  v: 1,
  version: 1,
  device: 'demo-1',
  place: {
    id: 'demo',
    name: 'Demo',
    timeZone: 'Europe/Paris',
    unsyncedSchedules: 'lastKnown',
    listMaxAgeDays: 30,
    journalKeepDays: 35,
    stateMaxAgeMinutes: 10,
    language: 'fr',
  },
  list: 'demo',
  accessPoints: [
    {
      id: 'entree',
      name: 'Entrée',
      direction: 'toggle',
      door: 'front',
      reader: null,
      item: 'badger',
    },
  ],
  doors: [
    { id: 'front', name: 'Porte', line: null, activeLow: false, unlockMs: 3000, capMs: 10000 },
  ],
  schedules: [],
  pointsOfSale: [],
  items: [],
  helloSeconds: 30,
  mqttUrls: [],
  ...more,
});

export const wholeList = (version: number, upserts: readonly AccessEntry[]) => ({
  list: 'demo',
  base: 0,
  version,
  digest: listDigest(upserts),
  upserts,
  removes: [],
});

export function accessStoreContract(name: string, open: () => AccessStore): void {
  describe(`${name} is an access store`, () => {
    test('holds nothing at first', () => {
      const store = open();
      expect(store.state()).toEqual({ list: '', version: 0, digest: '', confirmed: null });
      expect(store.find(card(1).uid)).toBeNull();
      expect(store.config()).toBeNull();
      expect(store.readFact('x')).toBeNull();
    });

    test('takes a whole list, then a difference to it', () => {
      const store = open();
      store.applyList(wholeList(70, [card(1), card(2), card(3)]));
      expect(store.find(card(2).uid)).toEqual(card(2));
      const now = [card(1, { state: 'lost' }), card(3), card(4)];
      store.applyList({
        list: 'demo',
        base: 70,
        version: 73,
        digest: listDigest(now),
        upserts: [now[0] ?? card(1), card(4)],
        removes: [card(2).uid],
      });
      expect(store.find(card(1).uid)?.state).toBe('lost');
      expect(store.find(card(2).uid)).toBeNull();
      expect(store.state()).toMatchObject({ list: 'demo', version: 73, digest: listDigest(now) });
      store.applyList(wholeList(74, [card(9)]));
      expect(store.find(card(3).uid)).toBeNull();
    });

    test.each([
      ['a digest that differs', { digest: '0'.repeat(64) }],
      ['a base not held', { base: 69 }],
      ['a version already held', { version: 70 }],
      ['an older version', { version: 12, base: 0 }],
    ])('keeps the previous list on %s', (_what, wrong) => {
      const store = open();
      store.applyList(wholeList(70, [card(1)]));
      const right = {
        ...wholeList(71, [card(1), card(2)]),
        base: 70,
        upserts: [card(2)],
      };
      const before = store.state();
      expect(() => store.applyList({ ...right, ...wrong })).toThrow(
        expect.objectContaining({ code: 'conflict' }),
      );
      expect(store.state()).toEqual(before);
      expect(store.find(card(2).uid)).toBeNull();
      expect(store.find(card(1).uid)).toEqual(card(1));
      store.applyList(right);
      expect(store.state().version).toBe(71);
    });

    test('a confirmation stays with its list', () => {
      const store = open();
      const confirmed = { wallMs: 1, monoMs: 2, boot: 'b', clock: 'synced' as const };
      store.applyList(wholeList(1, [card(1)]));
      expect(store.state().confirmed).toBeNull();
      store.confirm(confirmed);
      store.applyList(wholeList(2, [card(2)]));
      expect(store.state().confirmed).toEqual(confirmed);
      store.applyList({ ...wholeList(1, [card(2)]), list: 'other' });
      expect(store.state()).toMatchObject({ list: 'other', version: 1, confirmed: null });
    });

    test('keeps the newest config and small facts', () => {
      const store = open();
      store.applyConfig(demoConfig());
      store.applyConfig(demoConfig({ version: 2 }));
      expect(store.config()).toEqual(demoConfig({ version: 2 }));
      store.writeFact('connection', '1');
      store.writeFact('connection', '2');
      expect(store.readFact('connection')).toBe('2');
      expect(() => store.probe()).not.toThrow();
    });
  });
}
