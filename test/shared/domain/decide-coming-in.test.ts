import { describe, expect, test } from '@jest/globals';
import { decide } from '../../../shared/domain/decide.ts';
import type { DecisionInput } from '../../../shared/domain/decision.ts';
import {
  type AntiPassbackKind,
  defaultPlaceRules,
  nothingKnown,
} from '../../../shared/domain/place-rules.ts';

const entry: DecisionInput['entry'] & object = {
  uid: '04A1B2C3D4E5F6',
  memberRef: 'm_42',
  name: 'Ana',
  state: 'active',
  validFrom: null,
  validUntil: null,
  grants: [{ accessPoints: ['entree'], schedule: null }],
  primary: null,
};
/** Saturday, 21 November 2026, 12:00 in Paris. */
const noon = Temporal.Instant.from('2026-11-21T11:00Z').epochMilliseconds;
const input: DecisionInput = {
  uid: entry.uid,
  entry,
  accessPoint: { id: 'entree', direction: 'toggle', area: 'demo', counts: true, pin: null },
  place: {
    id: 'demo',
    timeZone: 'Europe/Paris',
    unsyncedSchedules: 'lastKnown',
    listMaxAgeDays: 30,
    ...defaultPlaceRules,
  },
  schedules: [
    {
      id: 'saturday',
      name: 'Saturday',
      weekly: [{ weekdays: [6], from: '10:00', until: '18:00' }],
      closures: [],
    },
    {
      id: 'night',
      name: 'Night',
      weekly: [{ weekdays: [6], from: '22:00', until: '02:00' }],
      closures: [],
    },
  ],
  now: noon,
  clock: 'synced',
  listAgeMs: 0,
  known: nothingKnown,
  pin: 'none',
  unitsNeeded: 0,
};

/** Ana, known to be in since ten minutes ago, at an `in` access point of a place that holds three. */
const comingIn = (changes: Changes = {}): Partial<DecisionInput> => ({
  accessPoint: { ...input.accessPoint, direction: 'in', ...changes.at },
  place: { ...input.place, ...changes.place },
  known: { ...nothingKnown, fresh: true, inside: false, peopleInside: 0, ...changes.known },
  ...changes.input,
});
interface Changes {
  readonly at?: Partial<DecisionInput['accessPoint']>;
  readonly place?: Partial<DecisionInput['place']>;
  readonly known?: Partial<DecisionInput['known']>;
  readonly input?: Partial<DecisionInput>;
}
/** `granted`, with what was noted, or the reason. */
const said = (changes: Partial<DecisionInput>) => {
  const decision = decide({ ...input, ...changes });
  if (decision.outcome === 'denied') return decision.reason;
  return ['granted', ...decision.warnings].join(' ');
};
const again = (kind: AntiPassbackKind): Partial<DecisionInput['place']> => ({
  antiPassback: { kind, minutes: 15 },
});
const minutesAgo = (n: number) => noon - n * 60_000;
const inside = { inside: true, enteredAt: minutesAgo(10) };

describe('lockdown', () => {
  const lockdown = { since: '2026-11-21T10:00:00.000Z', reason: 'Gas' };
  test.each([
    ['in', 'lockedDown'],
    ['toggle', 'lockedDown'],
    ['presence', 'lockedDown'],
    ['out', 'granted'],
  ] as const)('%s: %s', (direction, expected) => {
    expect(said(comingIn({ at: { direction }, place: { lockdown } }))).toBe(expected);
  });
  test.each([
    ['somebody known to be in, at a toggle', { known: inside }, 'lockedDown'],
    ['an unknown card', { input: { entry: null } }, 'lockedDown'],
    ['on a list too old', { input: { listAgeMs: null } }, 'lockedDown'],
  ] as const)('%s: %s', (_name, changes, expected) => {
    const toggle = { direction: 'toggle' } as const;
    expect(said(comingIn({ at: toggle, place: { lockdown }, ...changes }))).toBe(expected);
  });
  test('an exit is refused for its own reasons still', () => {
    const at = { direction: 'out' } as const;
    const place = { lockdown };
    expect(said(comingIn({ at, place, input: { entry: null } }))).toBe('unknownCard');
    expect(said(comingIn({ at, place, input: { listAgeMs: null } }))).toBe('listTooOld');
  });
});

describe('anti-passback', () => {
  test.each<[string, Changes, string]>([
    ['off, in again', { known: inside }, 'granted'],
    ['soft, in again', { place: again('soft'), known: inside }, 'granted antiPassback'],
    ['soft, after an exit', { place: again('soft') }, 'granted'],
    ['hard, in again', { place: again('hard'), known: inside }, 'antiPassback'],
    ['hard, after an exit', { place: again('hard'), known: { inside: false } }, 'granted'],
    [
      'hard, in without a known entry',
      { place: again('hard'), known: { inside: true } },
      'antiPassback',
    ],
    [
      'hard, nothing known of them',
      { place: again('hard'), known: { inside: null, fresh: false } },
      'granted',
    ],
    [
      'hard, in again, by knowledge too old',
      { place: again('hard'), known: { ...inside, fresh: false } },
      'granted antiPassback',
    ],
    [
      'hard, the same tap once more',
      { place: again('hard'), known: { inside: true, enteredAt: noon - 5_000 } },
      'granted',
    ],
    [
      'hard, a moment later',
      { place: again('hard'), known: { inside: true, enteredAt: noon - 5_001 } },
      'antiPassback',
    ],
    [
      'hard, a moment later, where a second tap counts after a minute',
      {
        at: { debounceSeconds: 60 },
        place: again('hard'),
        known: { inside: true, enteredAt: noon - 5_001 },
      },
      'granted',
    ],
    [
      'hard, in by a clock that is ahead of ours',
      { place: again('hard'), known: { inside: true, enteredAt: noon + 60_000 } },
      'antiPassback',
    ],
    [
      'hard, at a door that does not count',
      { at: { counts: false }, place: again('hard'), known: inside },
      'granted',
    ],
    ['hard, leaving', { at: { direction: 'out' }, place: again('hard'), known: inside }, 'granted'],
    [
      'hard, a toggle is an exit then',
      { at: { direction: 'toggle' }, place: again('hard'), known: inside },
      'granted',
    ],
    [
      'hard, presence',
      { at: { direction: 'presence' }, place: again('hard'), known: inside },
      'granted',
    ],
    ['timed, ten minutes after', { place: again('timed'), known: inside }, 'antiPassback'],
    [
      'timed, out since',
      { place: again('timed'), known: { ...inside, inside: false } },
      'antiPassback',
    ],
    [
      'timed, a quarter of an hour after',
      { place: again('timed'), known: { enteredAt: minutesAgo(15) } },
      'granted',
    ],
    ['timed, never entered', { place: again('timed') }, 'granted'],
    [
      'timed, presence',
      { at: { direction: 'presence' }, place: again('timed'), known: inside },
      'antiPassback',
    ],
    [
      'timed, a toggle',
      { at: { direction: 'toggle' }, place: again('timed'), known: inside },
      'granted',
    ],
    [
      'timed, leaving',
      { at: { direction: 'out' }, place: again('timed'), known: inside },
      'granted',
    ],
    [
      'timed, by knowledge too old',
      { place: again('timed'), known: { ...inside, fresh: false } },
      'granted antiPassback',
    ],
    [
      'timed, by a clock nobody vouches for',
      { place: again('timed'), known: inside, input: { clock: 'unsynced' } },
      'granted antiPassback',
    ],
  ])('%s: %s', (_name, changes, expected) => expect(said(comingIn(changes))).toBe(expected));
});

describe('capacity', () => {
  const refuse = { capacity: { most: 3, when: 'refuse' } } as const;
  const warn = { capacity: { most: 3, when: 'warn' } } as const;
  const full = { peopleInside: 3 };
  test.each<[string, Changes, string]>([
    ['nobody counts', { known: { peopleInside: 1_000 } }, 'granted'],
    ['one left', { place: refuse, known: { peopleInside: 2 } }, 'granted'],
    ['full, warn', { place: warn, known: full }, 'granted placeFull'],
    ['full, refuse', { place: refuse, known: full }, 'placeFull'],
    ['more than full', { place: refuse, known: { peopleInside: 9 } }, 'placeFull'],
    ['how many is not known', { place: refuse, known: { peopleInside: null } }, 'granted'],
    [
      'full, by knowledge too old',
      { place: refuse, known: { ...full, fresh: false } },
      'granted placeFull',
    ],
    ['full, somebody who is in', { place: refuse, known: { ...full, inside: true } }, 'granted'],
    [
      'full, nobody knows whether they are in',
      { place: refuse, known: { ...full, inside: null } },
      'placeFull',
    ],
    ['full, leaving', { at: { direction: 'out' }, place: refuse, known: full }, 'granted'],
    [
      'full, a toggle of somebody who is out',
      { at: { direction: 'toggle' }, place: refuse, known: full },
      'placeFull',
    ],
    [
      'full, a toggle of somebody who is in',
      { at: { direction: 'toggle' }, place: refuse, known: { ...full, inside: true } },
      'granted',
    ],
    [
      'full, a toggle of who knows',
      { at: { direction: 'toggle' }, place: refuse, known: { ...full, inside: null } },
      'granted',
    ],
    ['full, presence', { at: { direction: 'presence' }, place: refuse, known: full }, 'granted'],
    ['full, a room of it', { at: { area: 'laser' }, place: refuse, known: full }, 'granted'],
    [
      'full, a door that does not count',
      { at: { counts: false }, place: refuse, known: full },
      'granted',
    ],
    [
      'full, and in again: the first rule that refuses speaks',
      { place: { ...refuse, ...again('hard') }, known: { ...full, ...inside } },
      'antiPassback',
    ],
  ])('%s: %s', (_name, changes, expected) => expect(said(comingIn(changes))).toBe(expected));
});

describe('tokens', () => {
  const priced = { unitsNeeded: 1 };
  const advance = { unitsNeeded: 100 };
  const refuse = { tokens: { none: 'refuse', low: 100 } } as const;
  const told = (balance: number | null, more = {}) => ({ balance, balanceIsRecent: true, ...more });
  const justIn = (secondsAgo: number) => ({ inside: true, enteredAt: noon - secondsAgo * 1000 });
  test.each<[string, Changes, string]>([
    ['none left', { input: priced, known: { balance: 0 } }, 'granted noTokens'],
    ['less than none', { input: priced, known: { balance: -50 } }, 'granted noTokens'],
    ['one hundredth left', { input: priced, known: { balance: 1 } }, 'granted'],
    ['not known', { input: priced }, 'granted'],
    ['free of charge', { known: { balance: 0 } }, 'granted'],
    [
      'presence',
      { at: { direction: 'presence' }, input: priced, known: { balance: 0 } },
      'granted noTokens',
    ],
    ['leaving', { at: { direction: 'out' }, input: priced, known: { balance: 0 } }, 'granted'],
    [
      'a toggle that leaves',
      { at: { direction: 'toggle' }, input: priced, known: { balance: 0, inside: true } },
      'granted',
    ],
    ['refused, none left', { place: refuse, input: priced, known: told(0) }, 'noTokens'],
    ['refused, one left', { place: refuse, input: priced, known: told(1) }, 'granted'],
    [
      'refused, fewer than in advance',
      { place: refuse, input: advance, known: told(99) },
      'noTokens',
    ],
    [
      'refused, as many as in advance',
      { place: refuse, input: advance, known: told(100) },
      'granted',
    ],
    ['refused, free of charge', { place: refuse, known: told(-500) }, 'granted'],
    [
      'refused, offline from the other readers',
      { place: refuse, input: priced, known: told(0, { fresh: false }) },
      'noTokens',
    ],
    [
      'refused, but told too long ago',
      { place: refuse, input: priced, known: { balance: 0 } },
      'granted noTokens',
    ],
    ['refused, but nobody told', { place: refuse, input: priced, known: told(null) }, 'granted'],
    [
      'refused, leaving',
      { at: { direction: 'out' }, place: refuse, input: priced, known: told(-500) },
      'granted',
    ],
    [
      'refused, a toggle that leaves',
      {
        at: { direction: 'toggle' },
        place: refuse,
        input: priced,
        known: told(0, { inside: true }),
      },
      'granted',
    ],
    [
      'refused, a toggle of who knows',
      {
        at: { direction: 'toggle' },
        place: refuse,
        input: priced,
        known: told(0, { inside: null }),
      },
      'granted',
    ],
    [
      'refused, in again without an exit: it costs anew',
      { place: refuse, input: priced, known: told(0, justIn(60)) },
      'noTokens',
    ],
    [
      'refused, but the door was not pulled in time',
      { place: refuse, input: priced, known: told(0, justIn(4)) },
      'granted',
    ],
    [
      'refused, presence',
      { at: { direction: 'presence' }, place: refuse, input: priced, known: told(0) },
      'noTokens',
    ],
    [
      'refused, a door that does not count',
      { at: { counts: false }, place: refuse, input: priced, known: told(0) },
      'granted',
    ],
    [
      'all that is noted is told',
      {
        input: priced,
        place: { ...again('soft'), capacity: { most: 1, when: 'warn' } },
        known: { balance: 0, inside: null, peopleInside: 1 },
      },
      'granted placeFull noTokens',
    ],
  ])('%s: %s', (_name, changes, expected) => expect(said(comingIn(changes))).toBe(expected));
});

describe('a PIN besides the card', () => {
  const asked = (schedule: string | null): Partial<DecisionInput['accessPoint']> => ({
    pin: { schedule },
  });
  const given = (pin: DecisionInput['pin']) => ({ input: { pin } });
  const unsynced = (unsyncedSchedules: 'allow' | 'deny' | 'lastKnown'): Changes => ({
    input: { clock: 'unsynced' },
    place: { unsyncedSchedules },
  });
  test.each<[string, Changes, string]>([
    ['not asked', {}, 'granted'],
    ['not asked, a wrong one', given('wrong'), 'granted'],
    ['not asked, too many tries elsewhere', given('locked'), 'granted'],
    ['asked, none', { at: asked(null) }, 'pinRequired'],
    ['asked, right', { at: asked(null), ...given('right') }, 'granted'],
    ['asked, wrong', { at: asked(null), ...given('wrong') }, 'pinWrong'],
    ['asked, too many tries', { at: asked(null), ...given('locked') }, 'tooManyAttempts'],
    ['in its hours', { at: asked('saturday') }, 'pinRequired'],
    ['outside its hours', { at: asked('night') }, 'granted'],
    ['by a schedule not known yet', { at: asked('later') }, 'pinRequired'],
    ['no clock, allow', { at: asked('night'), ...unsynced('allow') }, 'pinRequired'],
    ['no clock, deny', { at: asked('night'), ...unsynced('deny') }, 'pinRequired'],
    ['no clock, last known', { at: asked('night'), ...unsynced('lastKnown') }, 'granted'],
    ['leaving asks too', { at: { ...asked(null), direction: 'out' } }, 'pinRequired'],
    [
      'what else refuses does so first',
      { at: asked(null), place: again('hard'), known: inside, ...given('wrong') },
      'antiPassback',
    ],
  ])('%s: %s', (_name, changes, expected) => expect(said(comingIn(changes))).toBe(expected));
});
