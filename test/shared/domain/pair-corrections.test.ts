import { describe, expect, test } from '@jest/globals';
import type { Correction, CorrectionChange } from '../../../shared/domain/correction.ts';
import { pairPunches } from '../../../shared/domain/pair.ts';
import type { VisitPolicy } from '../../../shared/domain/visit-policy.ts';
import { visitRules } from '../../../shared/domain/visit-rules.ts';
import { line, local, made, parisPolicy, tapAt, tapsOf } from './taps.ts';

const pair = (
  taps: readonly string[],
  corrections: readonly Correction[],
  over: Partial<VisitPolicy> = {},
) => pairPunches(tapsOf(taps), corrections, visitRules({ ...parisPolicy, ...over }));

const lines = (
  taps: readonly string[],
  changes: readonly CorrectionChange[],
  over?: Partial<VisitPolicy>,
) =>
  pair(
    taps,
    changes.map((change) => made(change)),
    over,
  ).passages.map(line);

const addExit = (punchId: string, at: string): CorrectionChange => ({
  kind: 'addExit',
  punchId,
  at: local(at),
});
const addEntry = (punchId: string, at: string): CorrectionChange => ({
  kind: 'addEntry',
  punchId,
  at: local(at),
});

describe('an exit that staff added', () => {
  test.each<[string, readonly string[], readonly CorrectionChange[], readonly string[]]>([
    [
      'closes',
      ['Mon 09:00'],
      [addExit('Mon 09:00', '18:00')],
      ['Mon 09:00 - Mon 18:00 by staff closed'],
    ],
    [
      'leaves the next visit alone',
      ['Mon 09:00', 'Tue 09:00', 'Tue 17:00'],
      [addExit('Mon 09:00', 'Mon 18:00')],
      ['Mon 09:00 - Mon 18:00 by staff closed', 'Tue 09:00 - Tue 17:00 closed'],
    ],
    [
      'stands however long the visit',
      ['Mon 09:00', 'Wed 09:00'],
      [addExit('Mon 09:00', 'Tue 10:00')],
      ['Mon 09:00 - Tue 10:00 by staff closed', 'Wed 09:00 - ? open'],
    ],
    [
      'until then nothing is stale: a late exit before it closes',
      ['Mon 09:00', 'Mon 23:00'],
      [addExit('Mon 09:00', 'Tue 10:00')],
      ['Mon 09:00 - Mon 23:00 closed'],
    ],
    [
      'after it everything is as ever',
      ['Mon 09:00', 'in Mon 20:00', 'Wed 09:00'],
      [addExit('Mon 09:00', 'Mon 22:00')],
      ['Mon 09:00 - ? missing_exit', 'Mon 20:00 - Mon 22:00 by staff closed', 'Wed 09:00 - ? open'],
    ],
    [
      'the latest of two decides how long nothing is stale',
      ['Mon 09:00', 'in Mon 12:00', 'out Tue 01:00'],
      [addExit('Mon 09:00', 'Tue 10:00'), addExit('Mon 09:00', 'Mon 11:00')],
      ['Mon 09:00 - Mon 11:00 by staff closed', 'Mon 12:00 - Tue 01:00 closed'],
    ],
    [
      'at the instant of a tap it comes first',
      ['Mon 09:00', 'Mon 12:00'],
      [addExit('Mon 09:00', 'Mon 12:00')],
      ['Mon 09:00 - Mon 12:00 by staff closed', 'Mon 12:00 - ? open'],
    ],
    [
      'is superseded by a real exit that arrives later',
      ['Mon 09:00', 'out Mon 11:45'],
      [addExit('Mon 09:00', 'Mon 12:00')],
      ['Mon 09:00 - Mon 11:45 closed'],
    ],
    [
      'before its entry has no effect',
      ['Mon 09:00', 'Mon 12:00'],
      [addExit('Mon 12:00', 'Mon 10:00'), addExit('Mon 12:00', 'Mon 12:00')],
      ['Mon 09:00 - Mon 12:00 closed'],
    ],
    [
      'for a voided tap has no effect',
      ['Mon 08:00', 'Mon 09:00'],
      [addExit('Mon 09:00', 'Mon 12:00'), { kind: 'voidPunch', punchId: 'Mon 09:00' }],
      ['Mon 08:00 - ? open'],
    ],
    [
      'for a presence has no effect',
      ['Mon 08:00', 'presence Mon 09:00'],
      [addExit('Mon 09:00', 'Mon 12:00')],
      ['Mon 08:00 - ? open', 'Mon 09:00 - ? presence'],
    ],
  ])('%s', (_, taps, changes, passages) => {
    expect(lines(taps, changes)).toEqual(passages);
  });

  test('no closing time ends what staff said lasted', () => {
    expect(
      lines(['Mon 20:00'], [addExit('Mon 20:00', 'Tue 01:00')], {
        closesAt: '22:00',
        missingExit: 'closeAtClosing',
      }),
    ).toEqual(['Mon 20:00 - Tue 01:00 by staff closed']);
    expect(
      lines(['in Mon 20:00', 'in Mon 23:00'], [addExit('Mon 20:00', 'Tue 01:00')], {
        closesAt: '22:00',
        missingExit: 'closeAtClosing',
      }),
    ).toEqual(['Mon 20:00 - ? missing_exit', 'Mon 23:00 - Tue 01:00 by staff closed']);
  });
});

describe('an entry that staff added', () => {
  test.each<[string, readonly string[], readonly CorrectionChange[], readonly string[]]>([
    [
      'makes the exit whole',
      ['out 18:00'],
      [addEntry('18:00', '14:00')],
      ['Mon 14:00 by staff - Mon 18:00 closed'],
    ],
    [
      'turns a toggle into an exit',
      ['18:00'],
      [addEntry('18:00', '14:00')],
      ['Mon 14:00 by staff - Mon 18:00 closed'],
    ],
    [
      'ends what was open',
      ['in 09:00', 'out 18:00'],
      [addEntry('18:00', '14:00')],
      ['Mon 09:00 - ? missing_exit', 'Mon 14:00 by staff - Mon 18:00 closed'],
    ],
    [
      'ends what was stale',
      ['in Mon 09:00', 'out Wed 18:00'],
      [addEntry('Wed 18:00', 'Wed 14:00')],
      ['Mon 09:00 - ? missing_exit', 'Wed 14:00 by staff - Wed 18:00 closed'],
    ],
    [
      'stands however long the visit',
      ['out Tue 18:00'],
      [addEntry('Tue 18:00', 'Mon 04:00')],
      ['Mon 04:00 by staff - Tue 18:00 closed'],
    ],
    [
      'at the instant of a tap it comes after',
      ['in 09:00', 'out 14:00', 'out 18:00'],
      [addEntry('18:00', '14:00')],
      ['Mon 09:00 - Mon 14:00 closed', 'Mon 14:00 by staff - Mon 18:00 closed'],
    ],
    [
      'a tap that arrives later is paired with it',
      ['15:00', 'out 18:00'],
      [addEntry('18:00', '14:00')],
      ['Mon 14:00 by staff - Mon 15:00 closed', '? - Mon 18:00 missing_entry'],
    ],
    [
      'that no tap met is no passage',
      ['in 15:00', 'out 18:00'],
      [addEntry('18:00', '14:00')],
      ['Mon 15:00 - Mon 18:00 closed'],
    ],
    [
      'after its exit has no effect',
      ['out 18:00'],
      [addEntry('18:00', '19:00'), addEntry('18:00', '18:00')],
      ['? - Mon 18:00 missing_entry'],
    ],
    [
      'met by an exit that staff added is no passage: nobody tapped',
      ['in 09:00', 'out 18:00'],
      [addEntry('18:00', '10:00'), addExit('09:00', '11:00')],
      ['Mon 09:00 - ? missing_exit', '? - Mon 18:00 missing_entry'],
    ],
  ])('%s', (_, taps, changes, passages) => {
    expect(lines(taps, changes)).toEqual(passages);
  });

  test('two at one instant come in the order of their ids', () => {
    const both = (first: string, second: string) =>
      pair(
        ['in 15:00', 'out 18:00'],
        [
          made(addEntry('18:00', '14:00'), { id: first }),
          made(addEntry('15:00', '14:00'), { id: second }),
        ],
      );
    expect(both('x', 'y').passages).toEqual(both('y', 'x').passages);
  });

  test('its passage has the id and the card of the exit, and the entry no reader', () => {
    const [passage] = pair(['out 18:00'], [made(addEntry('18:00', '14:00'))]).passages;
    expect(passage).toEqual({
      id: '18:00',
      entry: { at: local('14:00'), punchId: null, accessPoint: null, by: 'staff' },
      exit: { at: local('18:00'), punchId: '18:00', accessPoint: 'entree', by: 'card' },
      status: 'closed',
      anomalies: [],
      cardUid: '04A1B2C3D4E5F6',
      corrected: true,
    });
  });

  test('an estimated exit keeps its anomaly', () => {
    const { passages } = pairPunches(
      [tapAt('18:00', 'out', { estimated: true })],
      [made(addEntry('18:00', '14:00'))],
      visitRules(parisPolicy),
    );
    expect(passages.map(({ anomalies }) => anomalies)).toEqual([['untrusted_clock']]);
  });
});

describe('what else staff can say', () => {
  test('a voided tap is kept and pairs with nothing', () => {
    const paired = pair(
      ['09:00', '10:00', '12:00'],
      [made({ kind: 'voidPunch', punchId: '10:00' })],
    );
    expect(paired.passages.map(line)).toEqual(['Mon 09:00 - Mon 12:00 closed']);
    expect(paired.taps.map(({ role }) => role)).toEqual(['entry', 'void', 'exit']);
  });

  test('a direction set by staff is the one that counts, the latest wins, and the passage says so', () => {
    const set = (direction: 'in' | 'out', madeAt: number) =>
      made({ kind: 'setDirection', punchId: '12:00', direction }, { madeAt });
    const taps = ['in 09:00', 'in 12:00'];
    const [passage] = pair(taps, [set('out', 8), set('in', 5)]).passages;
    expect(passage && line(passage)).toBe('Mon 09:00 - Mon 12:00 closed');
    expect(passage?.corrected).toBe(true);
    expect(pair(taps, [set('out', 5), set('in', 8)]).passages.map(line)).toEqual([
      'Mon 09:00 - ? missing_exit',
      'Mon 12:00 - ? open',
    ]);
  });

  test('of two words of one millisecond the greater id is the later', () => {
    const set = (direction: 'in' | 'out', id: string) =>
      made({ kind: 'setDirection', punchId: '12:00', direction }, { madeAt: 5, id });
    const taps = ['in 09:00', 'in 12:00'];
    expect(pair(taps, [set('out', 'b'), set('in', 'a')]).passages.map(line)).toEqual([
      'Mon 09:00 - Mon 12:00 closed',
    ]);
  });

  test.each<CorrectionChange>([
    addExit('09:00', '18:00'),
    addEntry('09:00', '08:00'),
    { kind: 'voidPunch', punchId: '09:00' },
    { kind: 'setDirection', punchId: '09:00', direction: 'presence' },
  ])('undoing $kind gives back what was', (change) => {
    const taps = ['09:00'];
    const without = pair(taps, []);
    expect(pair(taps, [made(change)]).passages).not.toEqual(without.passages);
    expect(pair(taps, [made(change, { undone: true })]).passages.map(line)).toEqual(
      without.passages.map(line),
    );
  });

  test('corrections about other punches and about cards change nothing here', () => {
    const card: CorrectionChange = {
      kind: 'assignCard',
      uid: '04A1B2C3D4E5F6',
      memberId: 'm',
      from: null,
      to: null,
    };
    expect(lines(['09:00'], [card, addExit('elsewhere', '10:00')])).toEqual(['Mon 09:00 - ? open']);
  });
});
