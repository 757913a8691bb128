import { expect, test } from '@jest/globals';
import { doorLines } from '../../../device/hardware/door-lines.ts';

const door = (id: string, line: number | null) => ({
  id,
  name: id,
  line,
  activeLow: false,
  unlockMs: 3_000,
  capMs: 10_000,
});
const linesOf = (...doors: ReturnType<typeof door>[]) =>
  doorLines(doors, 'real').wired.map(({ id, line }) => [id, line]);

test('a door without a line is where the wiring guide has the relay', () => {
  expect(linesOf(door('front', null))).toEqual([['front', 17]]);
});

test('a door that names its line has it, and keeps the usual one from others', () => {
  expect(linesOf(door('front', null), door('back', 17))).toEqual([['back', 17]]);
  expect(linesOf(door('front', 5), door('back', null))).toEqual([
    ['front', 5],
    ['back', 17],
  ]);
});

test('a door that gets no line of its own is told, never driven on another door’s', () => {
  const { wired, unwired } = doorLines([door('a', null), door('b', null), door('c', 17)], 'real');
  expect(wired.map(({ id }) => id)).toEqual(['c']);
  expect(unwired.map(({ door: id, problem }) => [id, problem.code])).toEqual([
    ['a', 'doorUnwired'],
    ['b', 'doorUnwired'],
  ]);
  const shared = doorLines([door('a', 5), door('b', 5)], 'real');
  expect(shared.wired.map(({ id }) => id)).toEqual(['a']);
  expect(shared.unwired[0]?.problem.message).toContain('line 5');
  expect(shared.unwired[0]?.problem.hint).toContain('/api/v1/doors/b');
});

test('simulated lines are never short', () => {
  const { wired, unwired } = doorLines([door('a', null), door('b', null)], 'simulated');
  expect(wired.map(({ line }) => line)).toEqual([100, 101]);
  expect(unwired).toEqual([]);
});

test('a line that is listened to serves one door, and never one that drives a relay', () => {
  const front = { ...door('front', 17), contact: { line: 5, activeLow: false } };
  const back = {
    ...door('back', null),
    contact: { line: 5, activeLow: false },
    exitButton: { line: 17, activeLow: true },
    fire: { line: 13, activeLow: false },
  };
  const { wired, unwired } = doorLines([front, { ...back, line: 6 }], 'real');
  expect(wired.map(({ inputs }) => inputs.map(({ input }) => input))).toEqual([
    ['contact'],
    ['fire'],
  ]);
  expect(unwired.map(({ door: id, input }) => [id, input])).toEqual([
    ['back', 'contact'],
    ['back', 'exitButton'],
  ]);
  // A button on the guide's relay line leaves nothing for a door that names none.
  expect(doorLines([back], 'real').unwired.map(({ door: id }) => id)).toEqual(['back']);
});

test('a door whose lock is reached over a network is listened to all the same', () => {
  const lock: NonNullable<Parameters<typeof doorLines>[0][number]['lock']> = {
    driver: 'shellyGen1',
    url: 'http://192.168.1.20',
  } as never;
  const far = { ...door('far', null), lock, contact: { line: 5, activeLow: false } };
  expect(doorLines([far, { ...door('bare', null), lock }], 'real').wired).toEqual([
    {
      ...{ id: 'far', line: null, activeLow: false, capMs: 10_000 },
      inputs: [{ input: 'contact', line: 5, activeLow: false }],
    },
  ]);
});
