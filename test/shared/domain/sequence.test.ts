import { describe, expect, test } from '@jest/globals';
import { type CardAssignment, personOf, sequenceKeyOf } from '../../../shared/domain/sequence.ts';
import { local } from './taps.ts';

const uid = '04A1B2C3D4E5F6';
const tap = (memberRef: string | null, when = '09:00') => ({
  cardUid: uid,
  memberRef,
  occurredAt: local(when),
});

const assign = (memberId: string, over: Partial<CardAssignment> = {}): CardAssignment => ({
  kind: 'assignCard',
  id: `c-${memberId}`,
  uid,
  memberId,
  from: null,
  to: null,
  madeAt: 1,
  madeBy: 'staff:1',
  reason: 'carte rendue',
  undone: false,
  ...over,
});

describe('whose a punch is', () => {
  test('the member at the tap; a card with no member stands for itself', () => {
    expect(personOf(tap('zoe'), [])).toBe('member:zoe');
    expect(personOf(tap(null), [])).toBe(`card:${uid}`);
  });

  test('staff have the last word, on this card only, until they undo it', () => {
    expect(personOf(tap('zoe'), [assign('noe')])).toBe('member:noe');
    expect(personOf(tap(null), [assign('noe')])).toBe('member:noe');
    expect(personOf(tap('zoe'), [assign('noe', { uid: '04FFFFFF' })])).toBe('member:zoe');
    expect(personOf(tap('zoe'), [assign('noe', { undone: true })])).toBe('member:zoe');
  });

  test('from an instant, included, until before another', () => {
    const some = [assign('noe', { from: local('09:00'), to: local('10:00') })];
    expect(personOf(tap('zoe', '08:59:59'), some)).toBe('member:zoe');
    expect(personOf(tap('zoe', '09:00'), some)).toBe('member:noe');
    expect(personOf(tap('zoe', '09:59:59'), some)).toBe('member:noe');
    expect(personOf(tap('zoe', '10:00'), some)).toBe('member:zoe');
  });

  test('where two overlap the later word wins, in whatever order they come', () => {
    const both = [assign('noe', { madeAt: 1 }), assign('lea', { madeAt: 2 })];
    expect(personOf(tap('zoe'), both)).toBe('member:lea');
    expect(personOf(tap('zoe'), both.toReversed())).toBe('member:lea');
  });
});

describe('where a punch pairs', () => {
  test("in the place's own area, unless its access point names another, or does not count", () => {
    const point = { place: 'demo', area: null, counts: true };
    expect(sequenceKeyOf(tap('zoe'), point, [])).toEqual({
      place: 'demo',
      area: 'demo',
      person: 'member:zoe',
    });
    expect(sequenceKeyOf(tap('zoe'), { ...point, area: 'laser' }, [])?.area).toBe('laser');
    expect(sequenceKeyOf(tap('zoe'), { ...point, counts: false }, [])).toBeNull();
  });
});
