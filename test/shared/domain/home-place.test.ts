import { describe, expect, test } from '@jest/globals';
import {
  type HomeBefore,
  type Homes,
  homeOf,
  movedHome,
} from '../../../shared/domain/home-place.ts';

const nowhere: Homes = {
  ...{ cards: new Map(), members: new Map(), afar: new Map(), only: null },
  before: { cards: new Map(), members: new Map() },
};
const uid = '04A1';
const zoe = { cardUid: uid, memberId: 'zoe' };

describe('where everybody always was', () => {
  const homes = { ...nowhere, cards: new Map([[uid, 'a']]), members: new Map([['zoe', 'b']]) };
  test('a card’s own stands before its member’s; else nobody said, or there is only one', () => {
    const of = (cardUid: string, memberId: string | null) =>
      homeOf(homes, { cardUid, memberId }, 0);
    expect([of(uid, 'zoe'), of('04B2', 'zoe'), of('04B2', 'noe'), of('04B2', null)]).toEqual([
      ...['a', 'b', null, null],
    ]);
    expect(homeOf({ ...homes, only: 'c' }, { cardUid: '04B2', memberId: null }, 0)).toBe('c');
    expect(movedHome(homes, zoe)).toBe(false);
  });

  test('what others say of a card holds where nobody here said anything', () => {
    const afar = new Map([[uid, { home: 'afar', until: null }]]);
    expect(homeOf({ ...nowhere, afar, only: 'c' }, zoe, 0)).toBe('afar');
    expect(homeOf({ ...homes, cards: new Map(), afar }, zoe, 0)).toBe('b');
  });
});

describe('who moved', () => {
  const member = (home: string | null, ...before: readonly HomeBefore[]): Homes => ({
    ...nowhere,
    members: new Map(home === null ? [] : [['zoe', home]]),
    before: { cards: new Map(), members: new Map([['zoe', before]]) },
  });
  const at = (homes: Homes, ...times: readonly number[]) =>
    times.map((time) => homeOf(homes, zoe, time));

  test('is at home where they were then, until the very instant of the move', () => {
    const homes = member('c', { until: 100, home: 'a' }, { until: 200, home: 'b' });
    expect(at(homes, 0, 99, 100, 199, 200, 900)).toEqual(['a', 'a', 'b', 'b', 'c', 'c']);
    expect(movedHome(homes, zoe)).toBe(true);
    expect(movedHome(homes, { cardUid: uid, memberId: null })).toBe(false);
  });

  test('what was said first holds for what was before it; what was taken back does not', () => {
    expect(at(member('a', { until: 100, home: null }), 0, 100)).toEqual(['a', 'a']);
    expect(at(member(null, { until: 100, home: 'a' }), 0, 100)).toEqual(['a', null]);
    const twice = member('b', { until: 100, home: 'a' }, { until: 200, home: null });
    expect(at(twice, 0, 150, 200)).toEqual(['a', 'b', 'b']);
    expect(at({ ...member(null, { until: 100, home: null }), only: 'c' }, 0, 100)).toEqual([
      ...['c', 'c'],
    ]);
  });

  test('who left others was theirs until then', () => {
    const afar = new Map([[uid, { home: 'afar', until: 100 }]]);
    expect(at({ ...nowhere, afar, only: 'c' }, 99, 100)).toEqual(['afar', 'c']);
    expect(movedHome({ ...nowhere, afar }, zoe)).toBe(true);
  });

  test('what others said of a card before holds before', () => {
    const homes = {
      ...member('a', { until: 100, home: null }),
      afar: new Map([[uid, { home: 'afar', until: null }]]),
    };
    expect(at(homes, 0, 99, 100)).toEqual(['afar', 'afar', 'a']);
  });

  test('a card that got its own home followed its member until then', () => {
    const homes: Homes = {
      ...member('b', { until: 100, home: 'a' }),
      cards: new Map([[uid, 'card']]),
    };
    const moved = { ...homes.before, cards: new Map([[uid, [{ until: 200, home: null }]]]) };
    expect(at({ ...homes, before: moved }, 50, 150, 200)).toEqual(['a', 'b', 'card']);
    // Nobody had said anything of either: then what came first, of whichever it was.
    const unsaid = { ...member('b', { until: 300, home: null }), cards: homes.cards };
    const before = { ...unsaid.before, cards: moved.cards };
    expect(at({ ...unsaid, before }, 0, 250, 300)).toEqual(['card', 'card', 'card']);
    const earlier = new Map([['zoe', [{ until: 100, home: null }]]]);
    const member100 = { ...unsaid, before: { ...before, members: earlier } };
    expect(at(member100, 0, 150, 200)).toEqual(['b', 'b', 'card']);
  });
});
