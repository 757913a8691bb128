import { expect, test } from '@jest/globals';
import { createAckedMark } from '../../device/acked-mark.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { manualTime } from '../fakes/manual-time.ts';

function bench() {
  const time = manualTime();
  const noted: string[] = [];
  const disk = { isFull: false };
  const journal = {
    acknowledge(epoch: string, upTo: number) {
      if (disk.isFull) throw new Error('disk full');
      noted.push(`${epoch} ${upTo}`);
    },
  };
  const mark = createAckedMark({ journal, timers: time, logger: silentLogger });
  return { mark, time, noted, disk };
}

test('while more is on its way the mark is noted within a quarter of a second, once', () => {
  const { mark, time, noted } = bench();
  for (const upTo of [100, 200, 300]) {
    mark.advance('a', upTo);
    mark.settle(true);
    time.advance(100);
  }
  expect(noted).toEqual(['a 300']);
  time.advance(1_000);
  expect(noted).toEqual(['a 300']);
  mark.advance('a', 400);
  mark.settle(false);
  expect(noted).toEqual(['a 300', 'a 400']);
});

test('it never goes back within an epoch, and loses nothing where another begins', () => {
  const { mark, noted } = bench();
  mark.advance('a', 300);
  mark.advance('a', 200);
  expect(mark.reached()).toEqual({ epoch: 'a', seq: 300 });
  mark.advance('b', 5);
  expect([mark.reached(), noted]).toEqual([{ epoch: 'b', seq: 5 }, ['a 300']]);
  mark.settle(false);
  expect(noted).toEqual(['a 300', 'b 5']);
});

test('whoever moves the mark on the disk finds it there, and is believed from then on', () => {
  const { mark, noted } = bench();
  mark.advance('a', 300);
  mark.handOver();
  expect([mark.reached(), noted]).toEqual([null, ['a 300']]);
  mark.advance('a', 100);
  mark.settle(false);
  expect(noted).toEqual(['a 300', 'a 100']);
});

test('a disk that takes nothing stops nobody, and is asked again', () => {
  const { mark, time, noted, disk } = bench();
  disk.isFull = true;
  mark.advance('a', 300);
  mark.settle(true);
  time.advance(1_000);
  mark.stop();
  expect(() => mark.settle(false)).toThrow('disk full');
  disk.isFull = false;
  mark.stop();
  expect(noted).toEqual(['a 300']);
});
