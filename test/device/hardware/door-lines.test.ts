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
