import { describe, expect, test } from '@jest/globals';
import {
  awayMs,
  cardAppeared,
  cardLeft,
  type Presence,
} from '../../../device/hardware/card-presence.ts';

const uid = '04A1B2C3D4E5F6';
const gone = (goneAt: number): Presence => ({ uid, goneAt });

describe('which appearances of a card are taps', () => {
  test.each<[string, Presence | undefined, { uid: string; at: number; lying: boolean }, boolean]>([
    ['a first card', undefined, { uid, at: 0, lying: false }, true],
    ['a card found lying on the reader', undefined, { uid, at: 0, lying: true }, false],
    ['the same card, trembling', gone(1000), { uid, at: 999 + awayMs, lying: false }, false],
    ['the same card, back again', gone(1000), { uid, at: 1000 + awayMs, lying: false }, true],
    ['the same card, never left', { uid, goneAt: null }, { uid, at: 9e9, lying: false }, false],
    ['another card at once', gone(1000), { uid: 'DEADBEEF', at: 1001, lying: false }, true],
    ['a lying card after a restart', gone(0), { uid, at: 9e9, lying: true }, false],
  ])('%s', (_, before, card, isTap) => {
    const seen = cardAppeared(before, { uid: card.uid, atMonoMs: card.at, lying: card.lying });
    expect(seen).toEqual({ presence: { uid: card.uid, goneAt: null }, isTap });
  });

  test('a card leaves once: leaving again does not move the moment', () => {
    const left = cardLeft({ uid, goneAt: null }, 700);
    expect(left).toEqual(gone(700));
    expect(cardLeft(left, 900)).toEqual(gone(700));
    expect(cardLeft(undefined, 900)).toBeUndefined();
  });
});
