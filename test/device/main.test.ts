import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { type DeviceParts, type RunningDevice, startDevice } from '../../device/main.ts';
import type { DoorInput, DoorListener, Fault } from '../../device/ports.ts';
import { createSimulatedReader } from '../../device/simulated/simulated-reader.ts';
import { openAccessStore } from '../../device/store/access-store.ts';
import { openJournal } from '../../device/store/journal.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import type { Settings } from '../../shared/runtime/settings.ts';
import { systemClock } from '../../shared/runtime/system-clock.ts';
import { card, demoConfig, wholeList } from '../contract/demo-place.ts';
import { fakeStrike } from '../fakes/fake-strike.ts';
import { entriesOf } from '../parts/entries-of.ts';
import { freePort } from '../parts/mosquitto.ts';
import { scratchFolder } from '../parts/scratch-folder.ts';
import { waitUntil } from '../parts/wait-for.ts';

const settingsIn = (dataDir: string): Settings => ({
  dataDir,
  listen: '127.0.0.1',
  httpPort: 0,
  mqttUrl: null,
  mqttPort: 0,
  databaseUrl: null,
  // Nobody listens there: neither cloud nor broker, as on the first evening of an outage.
  cloudUrl: 'http://127.0.0.1:9',
  publicUrl: null,
  securityContact: null,
  mqttPublicUrl: null,
  terminalPort: 0,
  reader: 'simulated',
  gpio: 'simulated',
  lockHosts: [],
  smtpUrl: null,
  smtpPassword: null,
  smtpFrom: null,
  webhookHosts: [],
  federationHosts: [],
  logLevel: 'silent',
});

const running: RunningDevice[] = [];
afterEach(async () => {
  for (const device of running.splice(0)) await device.stop();
});

/** The device's own files real, its wall faked. */
async function start(dataDir: string, more: Partial<DeviceParts> = {}, terminalPort = 0) {
  let listener: DoorListener | null = null;
  const did: string[] = [];
  const wall: { fault: Fault | null } = { fault: null };
  const reader = createSimulatedReader(systemClock);
  const device = await startDevice({ ...settingsIn(dataDir), terminalPort }, silentLogger, {
    timeSource: { vouchedBy: async () => 'ntp' },
    door: {
      strike: fakeStrike({
        listen: (heard) => {
          listener = heard;
        },
        configure: async (doors) => void did.push(`doors ${doors.map((d) => d.id).join()}`),
        drives: () => true,
        unlockFor: (door) => void did.push(`unlocked ${door}`),
        fault: () => wall.fault,
        stop: async () => void did.push('secured'),
      }),
      indicator: { show: (_accessPoint, signal) => did.push(signal.kind) },
    },
    reader: { reader, presenting: reader },
    ...more,
  });
  running.push(device);
  const hear = (input: DoorInput, on: boolean) => listener?.heard('front', input, on);
  return { device, reader, did, hear, wall };
}

function prepared(): string {
  const dataDir = scratchFolder('device');
  return dataDir;
}

async function giveList(dataDir: string, config = demoConfig(), cards = [card(1)]): Promise<void> {
  const access = openAccessStore(join(dataDir, 'device', 'access.db'));
  access.applyConfig(config);
  await access.applyList(wholeList(7, cards));
  access.confirm({
    wallMs: Date.now(),
    monoMs: systemClock.monotonicNow(),
    boot: 'x',
    clock: 'synced',
  });
  access.close();
}

test('starts with nothing, makes its key, asks to be claimed, and refuses nobody it could know', async () => {
  const dataDir = prepared();
  const { device, reader, did } = await start(dataDir);
  expect(device.device()).toBeNull();
  expect(statSync(join(dataDir, 'device', 'identity.pem')).mode & 0o777).toBe(0o600);
  expect(reader.present(card(1).uid, null)).toBeNull();
  expect(did).toEqual(['doors ', 'fault']);
  expect(device.health.notes().map((n) => n.code)).toContain('notClaimed');
});

test('the page says in words what goes on at a door, while it lasts and in both languages', async () => {
  const dataDir = prepared();
  mkdirSync(join(dataDir, 'device'));
  const config = demoConfig();
  const contact = { line: 5, activeLow: false };
  const fire = { line: 13, activeLow: false };
  const doors = config.doors.map((door) => ({ ...door, name: 'Atelier', contact, fire }));
  await giveList(dataDir, { ...config, doors });
  const port = await freePort();
  const { hear, wall } = await start(dataDir, {}, port);
  const page = async (language: string) =>
    (await fetch(`http://127.0.0.1:${port}/?lang=${language}`)).text();
  hear('contact', false);
  expect(await page('fr')).not.toContain('Atelier');
  hear('contact', true);
  await waitUntil(async () => (await page('fr')).includes('Ouverte sans carte ni bouton'));
  expect(await page('en')).toContain('Opened without a card or a button: Atelier.');
  hear('fire', true);
  expect(await page('fr')).toContain('Alarme incendie\u00a0: Atelier.');
  hear('fire', false);
  expect(await page('fr')).not.toContain('n’obéit plus');
  wall.fault = { code: 'keeperRestarting', hint: '', details: {} };
  expect(await page('fr')).toContain('Une porte n’obéit plus.');
  wall.fault = null;
  hear('contact', false);
  expect(await page('fr')).not.toContain('Atelier');
});

test('a point of sale of the time clock alone waits after every start, and every card punches there', async () => {
  const dataDir = prepared();
  await (await start(dataDir)).device.stop();
  running.splice(0);
  const badger = { id: 'badger', asset: 'a', category: 'BDG', name: 'Badger' } as const;
  const config = demoConfig({
    pointsOfSale: [{ id: 'clock', name: 'Accueil', showPrices: true, items: ['badger'] }],
    items: [{ ...badger, nameEn: null, hundredthsPerHour: 0 }],
  });
  await giveList(dataDir, config, [card(1), card(2, { primary: ['clock'] })]);
  for (const uid of [card(1).uid, card(2).uid]) {
    const { device, reader, did } = await start(dataDir);
    expect(reader.present(uid, null)).toMatchObject({ decision: 'granted', door: 'front' });
    expect(did).toContain('granted');
    await device.stop();
    running.splice(0);
  }
  const journal = openJournal(join(dataDir, 'device', 'journal.db'));
  const entries = entriesOf(journal.nextBatch({ maxEntries: 200, maxBytes: 60_000 }));
  journal.close();
  expect(entries.filter(({ kind }) => kind === 'punch')).toMatchObject([
    { card: { uid: card(1).uid }, item: 'badger', pointOfSale: 'clock' },
    { card: { uid: card(2).uid }, item: 'badger', pointOfSale: 'clock' },
  ]);
});

test('opens the door from its disk alone, and keeps journal, key and numbers through a restart', async () => {
  const dataDir = prepared();
  const first = await start(dataDir);
  await first.device.stop();
  running.splice(0);
  expect(first.did.at(-1)).toBe('secured');
  const key = readFileSync(join(dataDir, 'device', 'identity.pem'), 'utf8');
  await giveList(dataDir);

  const second = await start(dataDir);
  const outcome = second.reader.present(card(1).uid, null);
  expect(outcome).toMatchObject({ decision: 'granted', seq: 3, door: 'front', saved: 'offline' });
  expect(second.did).toEqual(['doors front', 'unlocked front', 'granted']);
  expect(second.reader.present('04FFFFFFFFFFFF', 'entree')).toMatchObject({
    decision: 'denied',
    reason: 'unknownCard',
    seq: 4,
  });
  await second.device.stop();
  running.splice(0);

  const journal = openJournal(join(dataDir, 'device', 'journal.db'));
  const entries = entriesOf(journal.nextBatch({ maxEntries: 200, maxBytes: 60_000 }));
  expect(entries.map((e) => (e.kind === 'device' ? e.event : e.kind))).toEqual([
    'boot',
    'boot',
    'punch',
    'refusal',
  ]);
  expect(entries.every((e) => e.clock === 'synced')).toBe(true);
  journal.close();
  expect(readFileSync(join(dataDir, 'device', 'identity.pem'), 'utf8')).toBe(key);
  expect(existsSync(join(dataDir, 'device', 'claim.json'))).toBe(false);
});
