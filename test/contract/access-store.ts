import { describe, expect, test } from '@jest/globals';
import type { AccessStore } from '../../device/ports.ts';
import { listDigest } from '../../shared/wire/access-digest.ts';
import { card, demoConfig, wholeList } from './demo-place.ts';

export function accessStoreContract(name: string, open: () => AccessStore): void {
  describe(`${name} is an access store`, () => {
    test('holds nothing at first', () => {
      const store = open();
      expect(store.state()).toEqual({ list: '', version: 0, digest: '', confirmed: null });
      expect(store.find(card(1).uid)).toBeNull();
      expect(store.config()).toBeNull();
      expect(store.readFact('x')).toBeNull();
    });

    test('takes a whole list, then a difference to it', async () => {
      const store = open();
      await store.applyList(wholeList(70, [card(1), card(2), card(3)]));
      expect(store.find(card(2).uid)).toEqual(card(2));
      const now = [card(1, { state: 'lost' }), card(3), card(4)];
      await store.applyList({
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
      await store.applyList(wholeList(74, [card(9)]));
      expect(store.find(card(3).uid)).toBeNull();
    });

    test('names the members asked for, by whichever list holds', async () => {
      const store = open();
      expect(store.namesOf(new Set(['m_1']))).toEqual(new Map());
      const named = (n: number, name: string | null) => card(n, { memberRef: `m_${n}`, name });
      const nobody = card(4, { memberRef: null, name: null });
      await store.applyList(
        wholeList(70, [named(1, 'Zoé Petit'), named(2, 'Ana Roy'), named(3, null), nobody]),
      );
      const asked = new Set(['m_1', 'm_3', 'm_9']);
      expect(store.namesOf(asked)).toEqual(new Map([['m_1', 'Zoé Petit']]));
      await store.applyList(wholeList(74, [named(1, 'Zoé Petit-Roy')]));
      expect(store.namesOf(asked)).toEqual(new Map([['m_1', 'Zoé Petit-Roy']]));
    });

    test.each([
      ['a digest that differs', { digest: '0'.repeat(64) }],
      ['a base not held', { base: 69 }],
      ['a version already held', { version: 70 }],
      ['an older version', { version: 12, base: 0 }],
    ])('keeps the previous list on %s', async (_what, wrong) => {
      const store = open();
      await store.applyList(wholeList(70, [card(1)]));
      const right = {
        ...wholeList(71, [card(1), card(2)]),
        base: 70,
        upserts: [card(2)],
      };
      const before = store.state();
      await expect(store.applyList({ ...right, ...wrong })).rejects.toMatchObject({
        code: 'conflict',
      });
      expect(store.state()).toEqual(before);
      expect(store.find(card(2).uid)).toBeNull();
      expect(store.find(card(1).uid)).toEqual(card(1));
      await store.applyList(right);
      expect(store.state().version).toBe(71);
    });

    test('a confirmation stays with its list', async () => {
      const store = open();
      const confirmed = { wallMs: 1, monoMs: 2, boot: 'b', clock: 'synced' as const };
      await store.applyList(wholeList(1, [card(1)]));
      expect(store.state().confirmed).toBeNull();
      store.confirm(confirmed);
      await store.applyList(wholeList(2, [card(2)]));
      expect(store.state().confirmed).toEqual(confirmed);
      await store.applyList({ ...wholeList(1, [card(2)]), list: 'other' });
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

    test('keeps what the place told, by person, until it is forgotten', () => {
      const store = open();
      const held = () => {
        const { about, rows } = store.told();
        return { about, rows: [...rows].toSorted() };
      };
      expect(held()).toEqual({ about: null, rows: [] });
      store.keepTold([['member:m_1', '{"in":["demo"]}']], null);
      store.keepTold([['card:04A1', '{}']], '{"asOf":"now"}');
      const both = [
        ['card:04A1', '{}'],
        ['member:m_1', '{"in":["demo"]}'],
      ];
      expect(held()).toEqual({ about: '{"asOf":"now"}', rows: both });
      store.keepTold(
        [
          ['member:m_1', '{"in":[]}'],
          ['card:04A1', null],
        ],
        null,
      );
      expect(held()).toEqual({ about: '{"asOf":"now"}', rows: [['member:m_1', '{"in":[]}']] });
      store.forgetTold();
      expect(held()).toEqual({ about: null, rows: [] });
    });
  });
}
