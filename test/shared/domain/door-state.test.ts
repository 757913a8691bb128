import { describe, expect, test } from '@jest/globals';
import {
  type DoorCause,
  type DoorRules,
  type DoorSign,
  doorAtStart,
  doorStep,
} from '../../../shared/domain/door-state.ts';

const rules: DoorRules = { heldOpenMs: 60_000, unlockMs: 3_000 };
const open: DoorSign = { sign: 'contact', open: true };
const shut: DoorSign = { sign: 'contact', open: false };
const lost: DoorSign = { sign: 'contact', open: null };
const press: DoorSign = { sign: 'exitButton', pressed: true };
const release: DoorSign = { sign: 'exitButton', pressed: false };
const fire: DoorSign = { sign: 'fire', on: true };
const noFire: DoorSign = { sign: 'fire', on: false };
const secured: DoorSign = { sign: 'secured' };
const unlocked = (cause: DoorCause = { seq: 7 }, staysOpen = false): DoorSign => ({
  sign: 'unlocked',
  cause,
  staysOpen,
});

/** Plays signs at their times, and `time` whenever it is due; says what was written down and what sounds at last. */
function play(signs: readonly (readonly [number, DoorSign])[], untilMs = 0, by = rules) {
  let state = doorAtStart;
  let wakeAt: number | null = null;
  const told: string[] = [];
  const causes: DoorCause[] = [];
  const step = (sign: DoorSign, at: number) => {
    const next = doorStep(state, sign, at, by);
    ({ state, wakeAt } = next);
    for (const { event, cause } of next.events) {
      told.push(`${at} ${event}`);
      causes.push(cause);
    }
  };
  const end = Math.max(untilMs, signs.at(-1)?.[0] ?? 0);
  for (const [at, sign] of [...signs, null].map((one) => one ?? ([end, null] as const))) {
    while (wakeAt !== null && wakeAt <= at) step({ sign: 'time' }, wakeAt);
    if (sign) step(sign, at);
  }
  return { told, causes, alarm: state.alarm, wakeAt };
}

type Case = [
  name: string,
  signs: readonly (readonly [number, DoorSign])[],
  untilMs: number,
  told: readonly string[],
  alarm: string,
];
const cases: readonly Case[] = [
  [
    'a card, the door, and shut again',
    [
      [0, shut],
      [1_000, unlocked()],
      [2_000, open],
      [4_000, secured],
      [5_000, shut],
    ],
    500_000,
    ['2000 opened', '4000 secured', '5000 closed'],
    'none',
  ],
  [
    'nobody walks through',
    [
      [0, shut],
      [1_000, unlocked()],
      [4_000, secured],
    ],
    500_000,
    ['4000 secured'],
    'none',
  ],
  [
    'opened with no reason: forced, until it is shut',
    [
      [0, shut],
      [1_000, open],
    ],
    600_000,
    ['1000 opened', '1300 forced'],
    'forced',
  ],
  [
    'forced, then shut',
    [
      [0, shut],
      [1_000, open],
      [9_000, shut],
    ],
    10_000,
    ['1000 opened', '1300 forced', '9000 closed'],
    'none',
  ],
  [
    'pushed while it locks again: not forced',
    [
      [0, shut],
      [1_000, unlocked()],
      [4_000, secured],
      [4_900, open],
    ],
    20_000,
    ['4000 secured', '4900 opened'],
    'none',
  ],
  [
    'pushed long after it locked again: forced',
    [
      [0, shut],
      [1_000, unlocked()],
      [4_000, secured],
      [5_100, open],
    ],
    20_000,
    ['4000 secured', '5100 opened', '5400 forced'],
    'forced',
  ],
  [
    'the button before: not forced',
    [
      [0, shut],
      [1_000, press],
      [1_200, release],
      [6_000, open],
    ],
    20_000,
    ['1000 exitButton', '6000 opened'],
    'none',
  ],
  [
    'the button held while walking out: not forced',
    [
      [0, shut],
      [1_000, press],
      [9_000, open],
      [9_500, release],
    ],
    20_000,
    ['1000 exitButton', '9000 opened'],
    'none',
  ],
  [
    'the button too long before: forced',
    [
      [0, shut],
      [1_000, press],
      [1_200, release],
      [6_300, open],
    ],
    20_000,
    ['1000 exitButton', '6300 opened', '6600 forced'],
    'forced',
  ],
  [
    'a switch in the handle that moves a moment after the door: not forced',
    [
      [0, shut],
      [1_000, open],
      [1_250, press],
    ],
    20_000,
    ['1000 opened', '1250 exitButton'],
    'none',
  ],
  [
    'the button after the alarm began does not end it',
    [
      [0, shut],
      [1_000, open],
      [2_000, press],
      [2_100, release],
    ],
    20_000,
    ['1000 opened', '1300 forced', '2000 exitButton'],
    'forced',
  ],
  [
    'a jammed button does not excuse for ever',
    [
      [0, shut],
      [1_000, press],
      [62_000, open],
    ],
    63_000,
    ['1000 exitButton', '62000 opened', '62300 forced'],
    'forced',
  ],
  [
    'held open: a quiet signal, then the alarm',
    [
      [0, shut],
      [1_000, unlocked()],
      [2_000, open],
      [4_000, secured],
    ],
    61_999,
    ['2000 opened', '4000 secured'],
    'preAlarm',
  ],
  [
    'held open for long enough',
    [
      [0, shut],
      [1_000, unlocked()],
      [2_000, open],
      [4_000, secured],
    ],
    62_000,
    ['2000 opened', '4000 secured', '62000 heldOpen'],
    'heldOpen',
  ],
  [
    'held open, then shut',
    [
      [0, shut],
      [1_000, unlocked()],
      [2_000, open],
      [4_000, secured],
      [99_000, shut],
    ],
    200_000,
    ['2000 opened', '4000 secured', '62000 heldOpen', '99000 closed'],
    'none',
  ],
  [
    'the next card begins the time again',
    [
      [0, shut],
      [1_000, unlocked()],
      [2_000, open],
      [50_000, unlocked()],
      [53_000, secured],
    ],
    109_999,
    ['2000 opened', '53000 secured'],
    'preAlarm',
  ],
  [
    'open at power-on: nobody is accused, and it is held from then on',
    [[0, open]],
    60_000,
    ['60000 heldOpen'],
    'heldOpen',
  ],
  [
    'open at power-on, then shut and opened',
    [
      [0, open],
      [1_000, shut],
      [2_000, open],
    ],
    3_000,
    ['1000 closed', '2000 opened', '2300 forced'],
    'forced',
  ],
  [
    'the line of the contact is lost and found open: nobody is accused',
    [
      [0, shut],
      [1_000, lost],
      [9_000, open],
    ],
    20_000,
    [],
    'none',
  ],
  [
    'the line is lost while the alarm sounds: nobody knows any more',
    [
      [0, shut],
      [1_000, open],
      [9_000, lost],
    ],
    90_000,
    ['1000 opened', '1300 forced'],
    'none',
  ],
  [
    'fire: the door may stand open, and the time does not count',
    [
      [0, shut],
      [1_000, fire],
      [2_000, open],
      [900_000, noFire],
    ],
    944_999,
    ['1000 fire', '2000 opened'],
    'none',
  ],
  [
    'fire is over and the door still open',
    [
      [0, shut],
      [1_000, fire],
      [2_000, open],
      [900_000, noFire],
    ],
    960_000,
    ['1000 fire', '2000 opened', '960000 heldOpen'],
    'heldOpen',
  ],
  [
    'fire ends the alarm of a forced door',
    [
      [0, shut],
      [1_000, open],
      [2_000, fire],
    ],
    20_000,
    ['1000 opened', '1300 forced', '2000 fire'],
    'none',
  ],
  [
    'opening hours: it may stand open, and must be shut after them',
    [
      [0, shut],
      [1_000, unlocked({ seq: 7 }, true)],
      [2_000, open],
      [500_000, secured],
    ],
    560_000,
    ['2000 opened', '500000 secured', '560000 heldOpen'],
    'heldOpen',
  ],
  [
    'a card during opening hours changes nothing of them',
    [
      [0, shut],
      [1_000, unlocked({ seq: 7 }, true)],
      [2_000, unlocked()],
      [3_000, open],
    ],
    500_000,
    ['3000 opened'],
    'none',
  ],
  [
    'the same again is nothing new',
    [
      [0, shut],
      [500, noFire],
      [1_000, open],
      [1_100, open],
      [1_200, noFire],
      [1_250, release],
    ],
    20_000,
    ['1000 opened', '1300 forced'],
    'forced',
  ],
];

describe('what a door goes through', () => {
  test.each(cases)('%s', (_name, signs, untilMs, told, alarm) => {
    const played = play(signs, untilMs);
    expect([played.told, played.alarm]).toEqual([told, alarm]);
  });
});

test('each event says whose it is: the punch, the command, or nobody', () => {
  const byCard = play([
    [0, shut],
    [1_000, unlocked({ seq: 7 })],
    [2_000, open],
    [3_000, secured],
    [5_000, shut],
  ]);
  expect(byCard.causes).toEqual([{ seq: 7 }, { seq: 7 }, { seq: 7 }]);
  const remotely = play([
    [0, shut],
    [1_000, unlocked({ command: 'c1' })],
    [2_000, secured],
    [2_500, open],
  ]);
  expect(remotely.causes).toEqual([{ command: 'c1' }, { command: 'c1' }]);
  const forcedLater = play([
    [0, shut],
    [0, unlocked()],
    [1_000, secured],
    [9_000, open],
    [9_900, shut],
  ]);
  expect(forcedLater.causes).toEqual([{ seq: 7 }, null, null, null]);
});

test('0 seconds is never, and nothing is waited for', () => {
  const never = { ...rules, heldOpenMs: 0 };
  const played = play([[0, open]], 1e9, never);
  expect([played.told, played.alarm, played.wakeAt]).toEqual([[], 'none', null]);
});
