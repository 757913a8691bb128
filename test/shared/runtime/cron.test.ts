import { afterEach, expect, jest, test } from '@jest/globals';
import { type Job, scheduleJob } from '../../../shared/runtime/cron.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { systemClock, systemTimers } from '../../../shared/runtime/system-clock.ts';
import { manualTime } from '../../fakes/manual-time.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));
const job = (more: Partial<Job>): Job => ({
  name: 'test',
  pattern: '0 0 1 1 *',
  minGapMs: 1_000,
  maxGapMs: 10_000,
  run: () => undefined,
  ...more,
});

test('the calendar runs it', async () => {
  let runs = 0;
  const cancel = scheduleJob(job({ pattern: '* * * * * *', minGapMs: 0, run: () => void runs++ }), {
    clock: systemClock,
    timers: systemTimers,
    logger: silentLogger,
  });
  for (let waited = 0; runs < 2 && waited < 20_000; waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  cancel();
  expect(runs).toBeGreaterThanOrEqual(2);
}, 30_000);

test('a calendar that never comes does not make it vanish, and a failure does not end it', async () => {
  const time = manualTime();
  let runs = 0;
  const cancel = scheduleJob(
    job({
      run: () => {
        runs++;
        throw new Error('no');
      },
    }),
    { clock: time, timers: time, logger: silentLogger },
  );
  for (let i = 0; i < 35; i++) {
    time.advance(1_000);
    await settle();
  }
  expect(runs).toBe(3);
  cancel();
  time.advance(60_000);
  await settle();
  expect(runs).toBe(3);
});

test('a calendar in a hurry makes no burst', async () => {
  let runs = 0;
  // Monotonic time creeps while the wall clock ticks: every tick after the first comes too soon.
  const time = manualTime(Date.now());
  const cancel = scheduleJob(job({ pattern: '* * * * * *', run: () => void runs++ }), {
    clock: time,
    timers: time,
    logger: silentLogger,
  });
  const creep = async (until: () => boolean) => {
    for (let waited = 0; !until() && waited < 20_000; waited += 50) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      time.advance(runs === 0 ? 50 : 15);
    }
  };
  await creep(() => runs > 0);
  const began = Date.now();
  await creep(() => Date.now() - began > 2_500);
  cancel();
  expect(runs).toBe(1);
}, 30_000);

afterEach(() => {
  jest.useRealTimers();
});

test.each([
  ['from 1970 to today', '1970-01-01T00:00:30Z', '2026-11-21T08:00:00Z'],
  ['a hundred years ahead', '2026-11-21T08:00:00Z', '2126-11-21T08:00:00Z'],
])('a clock that is set %s does not walk through the years: it runs once', async (_, from, to) => {
  jest.useFakeTimers({ now: Date.parse(from), doNotFake: ['setImmediate', 'setTimeout'] });
  const time = manualTime(Date.parse(from));
  let runs = 0;
  const everyTenMinutes = job({
    ...{ pattern: '*/10 * * * *', minGapMs: 300_000, maxGapMs: 1_800_000 },
    run: () => void runs++,
  });
  const cancel = scheduleJob(everyTenMinutes, { clock: time, timers: time, logger: silentLogger });
  jest.setSystemTime(Date.parse(to));
  time.step(Date.parse(to) - Date.parse(from));
  time.advance(300_000);
  await settle();
  expect(runs).toBe(1);
  cancel();
});
