import { describe, expect, test } from '@jest/globals';
import {
  type Appeared,
  awayMs,
  cardAppeared,
  cardLeft,
  lostSightOf,
  type Presence,
} from '../../../device/hardware/card-presence.ts';
import type { CardSeen } from '../../../device/hardware/reader-protocol.ts';

const uid = '04A1B2C3D4E5F6';
const gone = (goneAt: number): Presence => ({ uid, goneAt });

describe('which appearances of a card are taps', () => {
  const other = 'DEADBEEF';
  const none: Presence = { uid: null, goneAt: 0 };
  const there: Presence = { uid, goneAt: null };
  const thereUnseen: Presence = { uid, goneAt: 1000, lostSight: true };
  test.each<[string, Presence | undefined, [string, number, CardSeen], Appeared['is']]>([
    ['a first card', none, [uid, 0, 'presented'], 'tap'],
    ['found lying at the first start', undefined, [uid, 0, 'lying'], 'stayed'],
    ['the same, trembling', gone(1000), [uid, 999 + awayMs, 'presented'], 'stayed'],
    ['the same, back again', gone(1000), [uid, 1000 + awayMs, 'presented'], 'tap'],
    ['the same, never left', there, [uid, 9e9, 'presented'], 'stayed'],
    ['another at once', gone(1000), [other, 1001, 'presented'], 'tap'],
    ['it lay there, and lies there still', thereUnseen, [uid, 9e9, 'lying'], 'stayed'],
    ['it lay there, and is noticed late', thereUnseen, [uid, 9e9, 'settling'], 'stayed'],
    ['it lay there, left, and came back', thereUnseen, [uid, 9e9, 'presented'], 'tap'],
    ['it came while nobody looked', gone(1000), [uid, 9e9, 'lying'], 'missed'],
    ['it came in place of another meanwhile', thereUnseen, [other, 9e9, 'lying'], 'missed'],
    ['the first one ever came meanwhile', none, [uid, 9e9, 'lying'], 'missed'],
    ['it came as the reader was found', none, [uid, 10, 'settling'], 'missed'],
  ])('%s', (_, before, [card, atMonoMs, seen], is) => {
    expect(cardAppeared(before, { uid: card, atMonoMs, seen })).toEqual({
      presence: { uid: card, goneAt: null },
      is,
    });
  });

  test('who lay there when nobody looked any more is remembered as such', () => {
    expect(lostSightOf(there, 1000)).toEqual(thereUnseen);
    expect(lostSightOf(thereUnseen, 2000)).toEqual(thereUnseen);
    expect(lostSightOf(gone(700), 1000)).toEqual(gone(700));
    expect(lostSightOf(none, 1000)).toEqual(none);
  });

  test('a card leaves once: leaving again does not move the moment', () => {
    const left = cardLeft({ uid, goneAt: null }, 700);
    expect(left).toEqual(gone(700));
    expect(cardLeft(left, 900)).toEqual(gone(700));
    expect(cardLeft(undefined, 900)).toBeUndefined();
  });
});
