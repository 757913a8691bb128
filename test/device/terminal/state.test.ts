import { describe, expect, test } from '@jest/globals';
import type { TapOutcome } from '../../../device/ports.ts';
import {
  answered,
  idle,
  lastsMs,
  type Opened,
  openOf,
  type Presented,
  presented,
  type Sales,
  settled,
  type TerminalState,
  timedOut,
} from '../../../device/terminal/state.ts';
import { type Touch, touched } from '../../../device/terminal/touch.ts';
import type { RefusalReason } from '../../../shared/domain/refusal.ts';

const desk = { id: 'desk', items: ['badger', 'room'] };
const lab = { id: 'lab', items: ['laser'] };
const clock = { id: 'clock', items: ['badger'] };
const at = (...pointsOfSale: readonly Sales['pointsOfSale'][number][]): Sales => ({
  pointsOfSale,
  timeClocks: new Set(['badger']),
  isPinAsked: (accessPoint) => accessPoint === 'vault',
});
const member: Presented = { accessPoint: 'entree', item: 'badger', primary: null, name: 'Zoé' };
const primaryOf = (...primary: readonly string[]): Presented => ({
  ...member,
  primary,
  name: 'Maëlle',
});
const atDesk = (item: string | null = null): Opened => ({
  accessPoint: 'entree',
  by: 'Maëlle',
  pointOfSale: 'desk',
  item,
});
const waiting = (opened: Opened | null, pin: string | null = null): TerminalState => ({
  at: 'waiting',
  accessPoint: 'entree',
  opened,
  pin,
});
const open = (item: string | null = null): TerminalState => openOf(atDesk(item));
const plainTap = { chosen: null, pin: null };
const granted = { decision: 'granted' } as TapOutcome;
const denied = (reason: RefusalReason) => ({ decision: 'denied', reason }) as TapOutcome;

describe('a card at rest', () => {
  test.each<[string, Sales, Presented, TerminalState, object | null]>([
    ['no point of sale here: a tap', at(), member, idle, plainTap],
    ['no point of sale here, a primary card: a tap', at(), primaryOf('desk'), idle, plainTap],
    ['an ordinary card beside a point of sale: a tap', at(desk), member, idle, plainTap],
    ['its one point of sale: straight in', at(desk, lab), primaryOf('desk', 'far'), open(), null],
    [
      'several: they are offered, in the order of the device',
      at(desk, lab),
      primaryOf('lab', 'desk'),
      { at: 'choosing', accessPoint: 'entree', by: 'Maëlle', offered: ['desk', 'lab'] },
      null,
    ],
    [
      'a primary card with none of ours: where to set that',
      at(desk),
      primaryOf('far'),
      { at: 'noneHere', accessPoint: 'entree' },
      null,
    ],
    [
      'the time clock alone: tapped for it, without a primary card',
      at(clock),
      member,
      idle,
      { chosen: { pointOfSale: 'clock', item: 'badger' }, pin: null },
    ],
    [
      'the time clock alone: its primary card punches too',
      at(clock),
      primaryOf('clock'),
      idle,
      { chosen: { pointOfSale: 'clock', item: 'badger' }, pin: null },
    ],
    [
      'the time clock alone: a primary card of elsewhere punches too',
      at(clock),
      primaryOf('far'),
      idle,
      { chosen: { pointOfSale: 'clock', item: 'badger' }, pin: null },
    ],
    [
      'the time clock, and one that is to be opened',
      at(clock, desk),
      primaryOf('desk'),
      open(),
      null,
    ],
    [
      'an access point of another item is never tapped for the time clock',
      at(clock),
      { ...member, item: 'room' },
      idle,
      plainTap,
    ],
    ['no item while the switch is off', at(clock), { ...member, item: null }, idle, plainTap],
    ['one item, but not the time clock: it needs its card', at(lab), member, idle, plainTap],
  ])('%s', (_, sales, card, state, tap) => {
    expect(presented(idle, card, sales)).toEqual({ state, tap });
  });
});

describe('a card at an open point of sale', () => {
  const sales = at(desk, lab);
  const choosing: TerminalState = {
    at: 'choosing',
    accessPoint: 'entree',
    by: 'Maëlle',
    offered: ['desk', 'lab'],
  };
  test.each<[string, TerminalState, Presented, TerminalState, object | null]>([
    ['nothing selected, its primary card again: it is left', open(), primaryOf('desk'), idle, null],
    [
      'nothing selected, another primary card: its own opens',
      open(),
      primaryOf('lab'),
      openOf({ ...atDesk(), pointOfSale: 'lab' }),
      null,
    ],
    ['nothing selected, an ordinary card: a tap as ever', open(), member, open(), plainTap],
    [
      'selected, not validated: nothing is recorded, it says what is missing',
      open('room'),
      member,
      { at: 'open', opened: atDesk('room'), hint: true },
      null,
    ],
    [
      'selected, not validated, its primary card: it is not left',
      open('room'),
      primaryOf('desk'),
      { at: 'open', opened: atDesk('room'), hint: true },
      null,
    ],
    [
      'validated: whichever card is presented punches',
      waiting(atDesk('room')),
      member,
      waiting(atDesk('room')),
      { chosen: { pointOfSale: 'desk', item: 'room' }, pin: null },
    ],
    [
      'validated: a primary card punches too',
      waiting(atDesk('room')),
      primaryOf('desk'),
      waiting(atDesk('room')),
      { chosen: { pointOfSale: 'desk', item: 'room' }, pin: null },
    ],
    [
      'validated, a card at another reader: a door as ever',
      waiting(atDesk('room')),
      { ...member, accessPoint: 'sortie' },
      waiting(atDesk('room')),
      plainTap,
    ],
    [
      'a PIN was typed: it goes with the tap',
      waiting(null, '4711'),
      member,
      waiting(null, '4711'),
      { chosen: null, pin: '4711' },
    ],
    ['offered, the primary card again: it is left', choosing, primaryOf('lab'), idle, null],
    ['offered, an ordinary card: a tap as ever', choosing, member, choosing, plainTap],
  ])('%s', (_, before, card, state, tap) => {
    expect(presented(before, card, sales)).toEqual({ state, tap });
  });
});

describe('what a touch makes of it', () => {
  const sales = at(desk, lab);
  const padAt = (
    accessPoint: string,
    why: 'pinWrong' | null = null,
    opened: Opened | null = null,
  ): TerminalState => ({ at: 'pad', accessPoint, opened, why });
  test.each<[string, TerminalState, Touch, TerminalState]>([
    [
      'choose one of those offered',
      { at: 'choosing', accessPoint: 'entree', by: 'Maëlle', offered: ['desk', 'lab'] },
      { do: 'choose', which: 'desk' },
      open(),
    ],
    ['select', open(), { do: 'select', which: 'room' }, open('room')],
    ['select another', open('badger'), { do: 'select', which: 'room' }, open('room')],
    ['select it again', open('room'), { do: 'select', which: 'room' }, open('room')],
    ['select what is not sold here', open(), { do: 'select', which: 'laser' }, open()],
    ['clear', open('room'), { do: 'clear' }, open()],
    ['validate', open('room'), { do: 'validate' }, waiting(atDesk('room'))],
    ['validate nothing', open(), { do: 'validate' }, open()],
    ['validate twice', waiting(atDesk('room')), { do: 'validate' }, waiting(atDesk('room'))],
    ['take back what was validated', waiting(atDesk('room')), { do: 'cancel' }, open('room')],
    ['close with nothing selected', open(), { do: 'close' }, idle],
    ['close with something selected', open('room'), { do: 'close' }, open('room')],
    [
      'punch with a primary card that opens nothing here',
      { at: 'noneHere', accessPoint: 'entree' },
      { do: 'punch' },
      waiting(null),
    ],
    ['ask for the pad', idle, { do: 'code', which: 'vault' }, padAt('vault')],
    ['ask for the pad where no PIN is', idle, { do: 'code', which: 'entree' }, idle],
    [
      'enter a PIN',
      padAt('entree', 'pinWrong'),
      { do: 'enter', pin: '4711' },
      waiting(null, '4711'),
    ],
    ['leave the pad', padAt('entree'), { do: 'cancel' }, idle],
    [
      'leave the pad of a point of sale',
      padAt('entree', null, atDesk('room')),
      { do: 'cancel' },
      open('room'),
    ],
    ['open what nobody opened', idle, { do: 'choose', which: 'desk' }, idle],
    ['validate at rest', idle, { do: 'validate' }, idle],
  ])('%s', (_, before, touch, after) => {
    expect(touched(before, touch, sales)).toEqual(after);
  });
});

test.each<[string, TerminalState, TapOutcome | null, TerminalState]>([
  ['a punch ends what was selected', waiting(atDesk('room')), granted, open()],
  ['a refusal keeps it', waiting(atDesk('room')), denied('expired'), open('room')],
  ['nowhere to record it', waiting(atDesk('room')), null, open('room')],
  ['a punch without a point of sale', waiting(null), granted, idle],
  ['a punch at rest', idle, granted, idle],
  ['a punch beside an open point of sale', open(), granted, open()],
  [
    'a PIN is wanting',
    idle,
    denied('pinRequired'),
    { at: 'pad', accessPoint: 'entree', opened: null, why: 'pinRequired' },
  ],
  [
    'a PIN was wrong, and what was selected stays so',
    waiting(atDesk('room'), '1'),
    denied('pinWrong'),
    { at: 'pad', accessPoint: 'entree', opened: atDesk('room'), why: 'pinWrong' },
  ],
  ['too many wrong ones', waiting(null, '1'), denied('tooManyAttempts'), idle],
])('after a tap: %s', (_, before, outcome, after) => {
  expect(answered(before, outcome, 'entree')).toEqual(after);
});

test('what a tap at another reader came to changes nothing here', () => {
  expect(answered(waiting(atDesk('room')), granted, 'sortie')).toEqual(waiting(atDesk('room')));
  expect(answered(open(), denied('pinRequired'), 'sortie')).toEqual(open());
});

test('by timeout: from validated back to what is selected, from there to rest, and rest lasts', () => {
  expect(timedOut(waiting(atDesk('room')))).toEqual(open('room'));
  expect(timedOut(open('room'))).toEqual(idle);
  expect(timedOut(waiting(null, '4711'))).toEqual(idle);
  expect(timedOut({ at: 'noneHere', accessPoint: 'entree' })).toEqual(idle);
  expect(lastsMs.idle).toBeNull();
  expect(lastsMs.waiting).toBe(30_000);
});

test('what the config takes away is no longer open', () => {
  expect(settled(open('room'), at(desk))).toEqual(open('room'));
  expect(settled(open('room'), at({ id: 'desk', items: ['badger'] }))).toEqual(open());
  expect(settled(waiting(atDesk('room')), at(lab))).toEqual(idle);
  const choosing: TerminalState = {
    at: 'choosing',
    accessPoint: 'entree',
    by: null,
    offered: ['desk', 'lab'],
  };
  expect(settled(choosing, at(lab))).toEqual({ ...choosing, offered: ['lab'] });
  expect(settled(choosing, at())).toEqual(idle);
});
