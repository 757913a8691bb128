import { expect, test } from '@jest/globals';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { startWatchdog, type Vital } from '../../../shared/runtime/watchdog.ts';
import { manualTime } from '../../fakes/manual-time.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));

function watched(vitals: readonly Vital[], everyMs: number | null = 5_000) {
  const time = manualTime();
  const told: number[] = [];
  startWatchdog({
    vitals,
    everyMs,
    alive: () => told.push(time.monotonicNow()),
    timers: time,
    logger: silentLogger,
  });
  return { time, told };
}

test('tells systemd only while every vital part answers', async () => {
  const world = { store: true, reader: true };
  const { time, told } = watched([
    {
      name: 'journal',
      answers: () => {
        if (!world.store) throw new Error('SQLITE_IOERR');
      },
    },
    {
      name: 'reader',
      answers: () => (world.reader ? Promise.resolve() : Promise.reject(new Error('silent'))),
    },
  ]);
  await settle();
  expect(told).toHaveLength(1);
  for (const broken of ['store', 'reader'] as const) {
    world[broken] = false;
    time.advance(5_000);
    await settle();
    expect(told).toHaveLength(broken === 'store' ? 1 : 2);
    world[broken] = true;
    time.advance(5_000);
    await settle();
  }
  expect(told).toHaveLength(3);
});

test('a part that never answers is not asked twice at a time, and nothing is told', async () => {
  let asked = 0;
  const { time, told } = watched([
    {
      name: 'reader',
      answers: () => {
        asked++;
        return new Promise(() => undefined);
      },
    },
  ]);
  time.advance(60_000);
  await settle();
  expect(told).toEqual([]);
  expect(asked).toBe(1);
});

test('does nothing where no watchdog is asked for', async () => {
  const { time, told } = watched([], null);
  time.advance(60_000);
  await settle();
  expect(told).toEqual([]);
});
