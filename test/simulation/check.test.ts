import { expect, test } from '@jest/globals';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import { genesisHash, textHash } from '../../shared/wire/entry-hash.ts';
import { check } from './check.ts';
import { type Event, tapKey } from './history.ts';
import type { Outcome, Row } from './outcome.ts';

const at = 1_000_000;
const key = tapKey('boot-0', 5_000, '04AA');
const machine = 'door-1';
const door = 'door-1-strike';

function row(changes: Partial<Row> & { fields?: Record<string, unknown> } = {}): Row {
  const entry = { id: 'a', kind: 'punch', seq: 1, clock: 'synced', ...changes.fields };
  const text = canonicalJson(entry);
  return {
    ...{ device: machine, epoch: 'e', seq: 1, entry, text, hash: textHash(genesisHash, text) },
    ...{ isCopy: false, occurredAt: at, isEstimated: false, key, ...changes },
  };
}

const light = { what: 'light', machine, key, colour: 'green', reason: null } as const;
const relay = { what: 'relay', machine, door, key, cause: { seq: 1 }, written: true } as const;
const tap: Event = { at, what: 'tap', machine, key, uid: '04AA', held: 'active', wall: at };
const high: Event = { at, ...relay, to: 'high' };
const low: Event = { at: at + 3_000, ...relay, to: 'low', key: null };
const acked: Event = { at, what: 'ack', device: machine, epoch: 'e', upTo: 1, committed: 1 };
const evening: readonly Event[] = [tap, high, { at, ...light }, low, acked];

const end: Outcome = {
  ...{ rows: [row()], punches: ['a'], passages: [], deadLetters: [], lost: [], missing: [] },
  machines: [
    {
      ...{ name: machine, device: machine, marks: [{ epoch: 'e', last: 1, acked: 1 }] },
      held: [{ epoch: 'e', seq: 1, hash: row().hash }],
    },
  ],
};
const [held] = end.machines;
const wish: Event = { at, what: 'wish', wish: 'w', device: machine, door };
const order = (command: string): Event => ({ at, what: 'ordered', wish: 'w', command });
const byCommand = (command: string, later = 0): readonly Event[] => {
  const of = { ...relay, key: null, cause: { command } };
  return [
    { at: at + later, ...of, to: 'high' },
    { at: at + later + 1_000, ...of, to: 'low' },
  ];
};

test('an evening on which everything went well', () => {
  expect(check(evening, end)).toEqual([]);
  const doneOnce = [...evening, wish, order('c1'), ...byCommand('c1', 5_000)];
  expect(check(doneOnce, end)).toEqual([]);
});

test('a tap that went with its disk is not missed, nor one that nobody was told of', () => {
  const nothing = { ...end, rows: [], punches: [], machines: [] };
  expect(
    check([tap, { at, what: 'gone', machine, keys: [key] }, { at, ...light }], nothing),
  ).toEqual([]);
  expect(check([tap], nothing)).toEqual([]);
});

test.each<[promise: string, events: readonly Event[], outcome: Partial<Outcome>]>([
  ['I1', evening, { rows: [], punches: [], machines: [] }],
  ['I1', evening, { punches: [] }],
  ['I2', evening, { rows: [row(), row({ epoch: 'f' })] }],
  ['I2', evening, { punches: ['a', 'a'] }],
  ['I3', evening, { rows: [row({ seq: 2 })] }],
  ['I4', evening, { rows: [row({ hash: 'f'.repeat(64) })] }],
  ['I4', evening, { rows: [row({ text: '{}' })] }],
  ['I5', [acked], {}],
  ['I5', evening, { deadLetters: [{ device: machine, epoch: 'e', from_seq: 2 }] }],
  ['I5', [...evening, order('c1')], { rows: [row(), row({ fields: { event: 'unlocked' } })] }],
  ['I6', [tap, { ...high, written: false } as Event, { at, ...light }, low], {}],
  ['I6', [tap, high, low], { rows: [], punches: [], machines: [] }],
  ['I6', [...evening, { ...high, key: null, cause: null } as Event, low], {}],
  ['I7', [tap, high, { at, ...light, colour: 'red', reason: 'lost' }, low], {}],
  ['I7', [{ ...tap, held: 'lost' } as Event, high, { at, ...light }, low], {}],
  ['I8', [tap, high, { at, ...light }, { ...low, at: at + 10_001 }], {}],
  ['I8', [tap, high, { at, ...light }], {}],
  ['I9', [...evening, ...byCommand('c1', 5_000)], {}],
  ['I9', [...evening, wish, order('c1'), ...byCommand('c1', 17_000)], {}],
  [
    'I9',
    [
      ...evening,
      wish,
      order('c1'),
      order('c2'),
      ...byCommand('c1', 4_000),
      ...byCommand('c2', 6_000),
    ],
    {},
  ],
  ['I10', evening, { rows: [row({ occurredAt: at + 60_000 })] }],
  ['I10', evening, { passages: [{ id: 'p', entry_at: at, exit_at: at - 1 }] }],
  ['I11', [...evening, { ...acked, upTo: 2 } as Event], {}],
  ['I11', [...evening, { at, what: 'marks', machine, epoch: 'e', acked: 2, committed: 1 }], {}],
  ['I12', evening, { missing: [machine] }],
  [
    'I12',
    evening,
    { machines: held ? [{ ...held, marks: [{ epoch: 'e', last: 2, acked: 1 }] }] : [] },
  ],
  ['crash', [...evening, { at, what: 'crash', machine, error: 'no' }], {}],
])('%s is seen to be broken', (promise, events, changes) => {
  const broken = check(events, { ...end, ...changes }).map((one) => one.promise);
  expect(broken).toContain(promise);
});
