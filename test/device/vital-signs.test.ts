import { setImmediate } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { createHealth } from '../../device/health.ts';
import type { Fault, Reader, ReaderState, Strike } from '../../device/ports.ts';
import { watchVitalSigns } from '../../device/vital-signs.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { demoConfig } from '../contract/demo-place.ts';
import { manualTime } from '../fakes/manual-time.ts';
import { memoryAccessStore } from '../fakes/memory-access-store.ts';
import { memoryJournal } from '../fakes/memory-journal.ts';

const point = (id: string, reader: string) =>
  ({
    id,
    name: id,
    direction: 'toggle',
    door: null,
    reader,
    item: null,
    ...{ area: 'demo', counts: true, pin: null },
  }) as const;
const fault = (code: string): Fault => ({ code, hint: '', details: { reader: 'A' } });

function bench() {
  const time = manualTime();
  const health = createHealth(time, silentLogger);
  const access = memoryAccessStore();
  access.applyConfig(demoConfig({ accessPoints: [point('in', 'A'), point('out', 'B')] }));
  const now = {
    readers: [] as ReaderState[],
    reader: null as Fault | null,
    strike: null as Fault | null,
    silent: '',
    told: 0,
    broken: 0,
    heard: [] as (readonly ReaderState[])[],
  };
  const journal = memoryJournal();
  const answer = async (name: string) => {
    if (now.silent === name) throw new Error('silent');
  };
  const probe = (name: string) => {
    if (now.silent === name) throw new Error('SQLITE_IOERR');
  };
  const vitals = watchVitalSigns({
    journal: { ...journal, probe: () => probe('journal') },
    access: { ...access, probe: () => probe('access') },
    reader: {
      readers: () => now.readers,
      fault: () => now.reader,
      alive: () => answer('reader'),
    } as Partial<Reader> as Reader,
    readers: (states) => now.heard.push(states),
    strike: {
      fault: () => now.strike,
      alive: () => answer('keeper'),
    } as Partial<Strike> as Strike,
    health,
    broken: () => now.broken++,
    systemd: {
      ...{ ready: () => undefined, status: () => undefined, stopping: () => undefined },
      watchdog: () => now.told++,
      watchdogMs: 10_000,
    },
    timers: time,
    logger: silentLogger,
  });
  const notes = () =>
    health
      .notes()
      .map(({ code, details, accessPoints }) => [code, details?.['cause'], accessPoints]);
  return { time, access, now, notes, ...vitals };
}

test('a reader’s fault is told with the access points that hear nothing because of it, until it is mended', () => {
  const { time, access, now, notes, stop } = bench();
  now.readers = [
    { name: 'A', state: 'lost' },
    { name: 'B', state: 'ready' },
  ];
  now.reader = fault('readerLost');
  time.advance(5_000);
  expect(now.heard).toEqual([now.readers]);
  expect(notes()).toEqual([['reader.fault', 'readerLost', ['in']]]);
  // The access points may be others by now.
  access.applyConfig(demoConfig({ version: 9, accessPoints: [point('yard', 'A')] }));
  now.strike = fault('keeperRestarting');
  time.advance(5_000);
  expect(notes()).toEqual([
    ['reader.fault', 'readerLost', ['yard']],
    ['strike.fault', 'keeperRestarting', undefined],
  ]);
  now.reader = null;
  now.strike = null;
  time.advance(5_000);
  expect(notes()).toEqual([]);
  stop();
  now.reader = fault('readerLost');
  time.advance(60_000);
  expect(notes()).toEqual([]);
});

test.each(['journal', 'access', 'reader', 'keeper'])(
  'systemd is told nothing while the %s does not answer',
  async (part) => {
    const { time, now, stop } = bench();
    const round = async () => {
      const before = now.told;
      time.advance(10_000);
      for (let turn = 0; turn < 5; turn++) await setImmediate();
      return now.told - before;
    };
    await round();
    expect(await round()).toBe(1);
    now.silent = part;
    expect(await round()).toBe(0);
    now.silent = '';
    expect(await round()).toBe(1);
    stop();
    expect(await round()).toBe(0);
  },
);

test('a store that can no longer be believed is told, so that a start checks it anew', () => {
  const { time, now, stop } = bench();
  time.advance(5_000);
  expect(now.broken).toBe(0);
  for (const store of ['journal', 'access']) {
    const before = now.broken;
    now.silent = store;
    time.advance(5_000);
    expect(now.broken).toBe(before + 1);
  }
  stop();
});
