import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { connectedStrike } from '../../../device/locks/connected-strike.ts';
import type { Lock } from '../../../device/locks/lock.ts';
import { startDevice } from '../../../device/main.ts';
import type { LockAnswer } from '../../../device/ports.ts';
import { createSimulatedReader } from '../../../device/simulated/simulated-reader.ts';
import { openAccessStore } from '../../../device/store/access-store.ts';
import { openJournal } from '../../../device/store/journal.ts';
import { type Logger, silentLogger } from '../../../shared/runtime/logger.ts';
import { parseSettings } from '../../../shared/runtime/settings.ts';
import { systemClock } from '../../../shared/runtime/system-clock.ts';
import type { ConfigLock } from '../../../shared/wire/lock.ts';
import { card, demoConfig, wholeList } from '../../contract/demo-place.ts';
import { fakeStrike } from '../../fakes/fake-strike.ts';
import { lockPassword, shellyGen1 } from '../../fakes/lock-servers.ts';
import { manualTime } from '../../fakes/manual-time.ts';
import { entriesOf } from '../../parts/entries-of.ts';
import { scratchFolder } from '../../parts/scratch-folder.ts';
import { waitFor } from '../../parts/wait-for.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const granted: LockAnswer = { outcome: 'granted', why: null };
const http: ConfigLock = { kind: 'http', address: 'http://lock.lan/' };
const [door] = demoConfig().doors;
if (!door) throw new Error('the demo has a door');

function scene(offSays: LockAnswer = granted) {
  const time = manualTime();
  const did: string[] = [];
  let answer: (said: LockAnswer) => void = () => undefined;
  const lock: Lock = {
    open(ms) {
      did.push(`open ${ms}`);
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
    off: ({ outcome }) =>
      outcome === 'failed'
        ? null
        : async () => {
            did.push('off');
            return offSays;
          },
    fault: () => null,
    stop: async () => void did.push('stopped'),
  };
  const wired = fakeStrike({
    drives: (id) => id === 'wired',
    unlockFor: (id) => void did.push(`line ${id}`),
    configure: async (doors) => void did.push(`lines of ${doors.length}`),
    stop: async () => void did.push('lines stopped'),
  });
  const strike = connectedStrike({
    wired,
    open: () => lock,
    timers: time,
    logger: silentLogger,
    stayedOpen: (id, why) => did.push(`${id} stayed open: ${why}`),
  });
  return { strike, time, did, answer: (said: LockAnswer) => answer(said) };
}

test('opens once for all who ask meanwhile, within the cap, and locks again once', async () => {
  const { strike, time, did, answer } = scene();
  await strike.configure([{ ...door, lock: http, capMs: 2_000 }]);
  expect([strike.drives('front'), strike.drives('wired'), strike.drives('none')]).toEqual([
    true,
    true,
    false,
  ]);
  expect(strike.unlockFor('wired', 3_000)).toBeUndefined();
  const both = [strike.unlockFor('front', 3_000), strike.unlockFor('front', 3_000)];
  answer(granted);
  expect(await Promise.all(both)).toEqual([granted, granted]);
  time.advance(1_999);
  expect(did).toEqual(['lines of 1', 'line wired', 'open 2000']);
  // Somebody else, before it was locked again: it stays open for them, and is locked once.
  const again = strike.unlockFor('front', 1_000);
  answer(granted);
  await again;
  time.advance(999);
  expect(did.at(-1)).toBe('open 1000');
  time.advance(1);
  time.advance(60_000);
  expect(did.slice(3)).toEqual(['open 1000', 'off']);
  await strike.stop();
});

test('tells when it could not lock again, and locks before it ends', async () => {
  const failed = scene({ outcome: 'failed', why: 'unreachable' });
  await failed.strike.configure([{ ...door, lock: http }]);
  const opened = failed.strike.unlockFor('front', 1_000);
  failed.answer({ outcome: 'unknown', why: 'timeout' });
  await opened;
  failed.time.advance(1_000);
  await waitFor('the word', () => failed.did.includes('front stayed open: unreachable'));
  await failed.strike.stop();

  const leaving = scene();
  await leaving.strike.configure([{ ...door, lock: http }]);
  const last = leaving.strike.unlockFor('front', 9_000);
  leaving.answer(granted);
  await last;
  // The same lock again is the same one; another is not.
  await leaving.strike.configure([{ ...door, lock: { ...http } }]);
  expect(leaving.did.at(-1)).toBe('lines of 1');
  await leaving.strike.stop();
  expect(leaving.did.slice(-3)).toEqual(['off', 'stopped', 'lines stopped']);
});

test('a tap is recorded and shown at once; what the lock did follows in the journal', async () => {
  const server = await shellyGen1();
  ends.push(() => server.close());
  const dataDir = scratchFolder('locks');
  mkdirSync(join(dataDir, 'device'), { mode: 0o700 });
  const lock = { kind: 'shellyGen1', address: server.url, secret: lockPassword } as const;
  const access = openAccessStore(join(dataDir, 'device', 'access.db'));
  access.applyConfig(demoConfig({ doors: [{ ...door, lock }] }));
  await access.applyList(wholeList(7, [card(1)]));
  const { now, monotonicNow } = systemClock;
  access.confirm({ wallMs: now(), monoMs: monotonicNow(), boot: 'x', clock: 'synced' });
  access.close();
  const settings = parseSettings({
    env: {
      BADGEUSE_DATA: dataDir,
      BADGEUSE_TERMINAL_PORT: '0',
      BADGEUSE_READER: 'simulated',
      BADGEUSE_GPIO: 'simulated',
      BADGEUSE_LOCK_HOSTS: server.host,
      BADGEUSE_CLOUD_URL: 'http://127.0.0.1:9',
    },
  });
  if (!settings.ok) throw settings.problem;
  const reader = createSimulatedReader(systemClock);
  const shown: string[] = [];
  const logged: string[] = [];
  const note = (...said: readonly unknown[]) => void logged.push(JSON.stringify(said));
  const logger: Logger = {
    ...{ debug: note, info: note, warn: note, error: note },
    child: () => logger,
  };
  const device = await startDevice(settings.value, logger, {
    timeSource: { vouchedBy: async () => 'ntp' },
    door: {
      strike: fakeStrike(),
      indicator: { show: (_at, signal) => void shown.push(signal.kind) },
    },
    reader: { reader, presenting: reader },
  });
  try {
    expect(reader.present(card(1).uid, null)).toMatchObject({ decision: 'granted', door: 'front' });
    expect([shown, server.opened()]).toEqual([['granted'], 0]);
    // Until it answered, whoever taps gets the same answer.
    await waitFor('the lock', () => logged.some((line) => /"granted".*"lock"\]$/.test(line)));
    expect(server.opened()).toBe(1);
    server.mood = 'refused';
    reader.present(card(1).uid, null);
    await waitFor('the word that it stayed shut', () => shown.includes('fault'));
    expect(server.opened()).toBe(1);
    expect(device.health.notes()).toContainEqual(
      expect.objectContaining({ code: 'lock', details: { door: 'front', why: 'notAllowed' } }),
    );
  } finally {
    await device.stop();
  }
  const journal = openJournal(join(dataDir, 'device', 'journal.db'));
  const entries = entriesOf(journal.nextBatch({ maxEntries: 200, maxBytes: 60_000 }));
  journal.close();
  const told = entries.flatMap((one) =>
    one.kind === 'device' && one.event === 'lockAnswered' ? [one.details] : [],
  );
  const punches = entries.flatMap((one) => (one.kind === 'punch' ? one.seq : []));
  expect(told).toEqual([
    { door: 'front', outcome: 'granted', seq: punches[0] },
    { door: 'front', outcome: 'refused', why: 'notAllowed', seq: punches[1] },
  ]);
  // However it is spelled, in the journal, the log and what staff are told.
  const said = JSON.stringify([entries, device.health.notes()]) + logged.join('\n');
  expect(lockPassword).toMatch(/^p"s/);
  expect(said).not.toMatch(/p(\\*"|%22)s/);
});
