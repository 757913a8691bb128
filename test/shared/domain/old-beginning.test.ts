import { expect, test } from '@jest/globals';
import { oldBeginning } from '../../../shared/domain/old-beginning.ts';

const passage = (id: string, at: number, endsAt: number, keptFrom = 100) => ({
  ...{ id, at, endsAt, keptFrom },
});
const tap = (at: number, role: 'entry' | 'exit' | 'repeat' | 'void', passageId: string | null) => ({
  ...{ at, role, passageId },
});

test('only a beginning goes: an old passage behind one that is kept stays', () => {
  const passages = [passage('a', 10, 20), passage('b', 30, 40, 0), passage('c', 50, 60)];
  const taps = [tap(10, 'entry', 'a'), tap(20, 'exit', 'a'), tap(30, 'entry', 'b')];
  const old = oldBeginning(passages, taps, 100);
  expect(old.passages.map(({ id }) => id)).toEqual(['a']);
  expect(old.taps.map(({ at }) => at)).toEqual([10, 20]);
});

test('a repeat goes with the tap it repeats, though it came after the line', () => {
  const taps = [
    tap(90, 'entry', 'a'),
    tap(99, 'exit', 'a'),
    tap(101, 'void', null),
    tap(102, 'repeat', null),
    tap(300, 'entry', 'b'),
  ];
  const old = oldBeginning([passage('a', 90, 99), passage('b', 300, 400)], taps, 100);
  expect(old.taps.map(({ at }) => at)).toEqual([90, 99, 101, 102]);
});
