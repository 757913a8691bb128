import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AccessEntry } from '../../../shared/domain/access-list.ts';
import { cardStates } from '../../../shared/domain/access-list.ts';
import { decide } from '../../../shared/domain/decide.ts';
import type { DecisionInput } from '../../../shared/domain/decision.ts';
import { defaultPlaceRules, nothingKnown } from '../../../shared/domain/place-rules.ts';
import { refusalReasons } from '../../../shared/domain/refusal.ts';

const day = 86_400_000;
const entry: AccessEntry = {
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
const word = (changes: Partial<DecisionInput>) => {
  const decision = decide({ ...input, ...changes });
  return decision.outcome === 'granted' ? 'granted' : decision.reason;
};
const card = (changes: Partial<AccessEntry>): Partial<DecisionInput> => ({
  entry: { ...entry, ...changes },
});
const during = (...schedules: (string | null)[]) =>
  card({ grants: schedules.map((schedule) => ({ accessPoints: '*', schedule })) });
const policy = (unsyncedSchedules: 'allow' | 'deny' | 'lastKnown'): Partial<DecisionInput> => ({
  clock: 'unsynced',
  place: { ...input.place, unsyncedSchedules },
});

describe('decide', () => {
  test.each<[string, Partial<DecisionInput>, string]>([
    ['an active card that may enter here', {}, 'granted'],
    ['everywhere, at any time', during(null), 'granted'],

    ['a phone', { uid: '08A1B2C3', entry: null }, 'randomUid'],
    ['a phone whose number happens to be listed', { uid: '08A1B2C3' }, 'randomUid'],
    ['a phone, without a list', { uid: '08A1B2C3', listAgeMs: null }, 'randomUid'],

    ['no list', { listAgeMs: null }, 'listTooOld'],
    ['a list of thirty days', { listAgeMs: 30 * day }, 'granted'],
    ['a list older than that', { listAgeMs: 30 * day + 1 }, 'listTooOld'],
    ['an unknown card on such a list', { entry: null, listAgeMs: null }, 'listTooOld'],

    ['a card that is not on it', { entry: null }, 'unknownCard'],
    ['a uid of a length no card has', { uid: '0102', entry: null }, 'unknownCard'],
    ['a lost card', card({ state: 'lost' }), 'cardInactive'],
    ['a returned card', card({ state: 'returned' }), 'cardInactive'],
    [
      'a destroyed card, also expired',
      card({ state: 'destroyed', validUntil: '2000-01-01' }),
      'cardInactive',
    ],

    ['the day before the first', card({ validFrom: '2026-11-22' }), 'notYetValid'],
    ['the first day', card({ validFrom: '2026-11-21' }), 'granted'],
    ['the last day', card({ validUntil: '2026-11-21' }), 'granted'],
    ['the day after the last', card({ validUntil: '2026-11-20' }), 'expired'],

    ['no grant at all', card({ grants: [] }), 'notPermittedHere'],
    [
      'a grant for another door',
      card({ grants: [{ accessPoints: ['b'], schedule: null }] }),
      'notPermittedHere',
    ],

    ['within hours', during('saturday'), 'granted'],
    ['outside hours', during('night'), 'notPermittedNow'],
    ['one of two schedules', during('night', 'saturday'), 'granted'],
    ['a schedule, and any time', during('night', null), 'granted'],
    ['a schedule the config does not know', during('later'), 'notPermittedNow'],
  ])('%s: %s', (_name, changes, expected) => expect(word(changes)).toBe(expected));

  test('days are the local ones of the place', () => {
    // 23:30 UTC on the 20th is the 21st in Paris already.
    const now = Temporal.Instant.from('2026-11-20T23:30Z').epochMilliseconds;
    expect(word({ ...card({ validUntil: '2026-11-20' }), now })).toBe('expired');
    expect(word({ ...card({ validFrom: '2026-11-21' }), now })).toBe('granted');
    const utc = { now, place: { ...input.place, timeZone: 'UTC' } };
    expect(word({ ...card({ validUntil: '2026-11-20' }), ...utc })).toBe('granted');
  });

  describe('while nobody vouches for the clock', () => {
    test.each<[string, Partial<DecisionInput>, string]>([
      ['allow: a schedule holds', { ...during('night'), ...policy('allow') }, 'granted'],
      ['deny: a schedule does not', { ...during('saturday'), ...policy('deny') }, 'clockUnknown'],
      ['deny: what needs no schedule is granted', policy('deny'), 'granted'],
      ['deny: one grant needs none', { ...during('night', null), ...policy('deny') }, 'granted'],
      ['last known: within', { ...during('saturday'), ...policy('lastKnown') }, 'granted'],
      ['last known: outside', { ...during('night'), ...policy('lastKnown') }, 'notPermittedNow'],
      [
        'what is past is past',
        { ...card({ validUntil: '2026-11-20' }), ...policy('allow') },
        'expired',
      ],
      [
        'what is to come may have come',
        { ...card({ validFrom: '2027-01-01' }), ...policy('lastKnown') },
        'clockUnknown',
      ],
      [
        'and is let in where the place says so',
        { ...card({ validFrom: '2027-01-01' }), ...policy('allow') },
        'granted',
      ],
    ])('%s', (_name, changes, expected) => {
      expect(word(changes)).toBe(expected);
      // At its floor the clock is not synced either; the time given is that of the newest entry.
      expect(word({ ...changes, clock: 'floor' })).toBe(expected);
    });
  });

  const arbitraryEntry = fc.record({
    uid: fc.constant(entry.uid),
    memberRef: fc.constantFrom(null, 'm_1'),
    name: fc.constantFrom(null, 'Ana'),
    state: fc.constantFrom(...cardStates),
    validFrom: fc.constantFrom(null, '2026-01-01', '2026-11-21', '2027-01-01'),
    validUntil: fc.constantFrom(null, '2026-01-01', '2026-11-21', '2027-01-01'),
    grants: fc.array(
      fc.record({
        accessPoints: fc.constantFrom('*' as const, ['entree'] as string[], ['b'] as string[]),
        schedule: fc.constantFrom(null, 'saturday', 'night', 'later'),
      }),
      { maxLength: 3 },
    ),
    primary: fc.constant(null),
  });
  const arbitraryInput = fc.record({
    uid: fc.constantFrom(entry.uid, '08A1B2C3', 'A24B043F'),
    entry: fc.option(arbitraryEntry),
    accessPoint: fc.constant(input.accessPoint),
    place: fc.record({
      ...{ id: fc.constant('demo'), antiPassback: fc.constant(input.place.antiPassback) },
      ...{ capacity: fc.constant(input.place.capacity), lockdown: fc.constant(null) },
      timeZone: fc.constantFrom('Europe/Paris', 'UTC'),
      unsyncedSchedules: fc.constantFrom('allow' as const, 'deny' as const, 'lastKnown' as const),
      listMaxAgeDays: fc.constant(30),
    }),
    schedules: fc.constant(input.schedules),
    now: fc.integer({ min: noon - 3 * day, max: noon + 3 * day }),
    clock: fc.constantFrom('synced' as const, 'unsynced' as const, 'floor' as const),
    listAgeMs: fc.constantFrom(null, 0, 31 * day),
    known: fc.constant(nothingKnown),
    pin: fc.constant('none' as const),
    unitsNeeded: fc.constant(0),
  });

  test('nothing opens but an active card, granted here, of a list in date', () => {
    fc.assert(
      fc.property(arbitraryInput, (any) => {
        const decision = decide(any);
        if (decision.outcome === 'denied') {
          expect(refusalReasons).toContain(decision.reason);
          return;
        }
        expect(any.entry?.state).toBe('active');
        expect(any.listAgeMs).toBe(0);
        expect(any.uid).not.toBe('08A1B2C3');
        expect(
          any.entry?.grants.some(
            (g) => g.accessPoints === '*' || g.accessPoints.includes('entree'),
          ),
        ).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('one grant more never closes a door', () => {
    const grant = { accessPoints: '*' as const, schedule: 'night' };
    fc.assert(
      fc.property(arbitraryInput, arbitraryEntry, (any, listed) => {
        const more = { ...listed, grants: [grant, ...listed.grants] };
        const before = decide({ ...any, entry: listed });
        const after = decide({ ...any, entry: more });
        if (before.outcome === 'granted') expect(after.outcome).toBe('granted');
      }),
      { numRuns: 500 },
    );
  });
});
