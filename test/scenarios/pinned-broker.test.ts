import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, jest, test } from '@jest/globals';
import mqtt from 'mqtt';
import { deviceConfig } from '../../device/config.ts';
import { loadOrMakeKey, saveCredentials } from '../../device/identity.ts';
import { openJournal } from '../../device/store/journal.ts';
import { parseSettings } from '../../shared/runtime/settings.ts';
import { newKeyPair, rawPublicKey } from '../../shared/wire/keys.ts';
import { makeAuthority } from '../parts/certificates.ts';
import { childPart } from '../parts/child-part.ts';
import { freePort, type Mosquitto, startMosquitto } from '../parts/mosquitto.ts';
import type { Patch } from '../parts/patched-sources.ts';
import { scratchFolder } from '../parts/scratch-folder.ts';
import { waitFor } from '../parts/wait-for.ts';

jest.setTimeout(120_000);

/**
 * Both authorities begin in 2050: to the device, whose clock says what it says today, they lie as far ahead as to one
 * that woke in 1970. Its disk knows of 2055.
 */
const [from, until] = ['20500101', '20600101'];
const soon: Patch = { file: 'shared/runtime/mqtt-link', from: 'maxMs: 60_000', to: 'maxMs: 500' };

const ends: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (let end = ends.pop(); end; end = ends.pop()) await end();
});

test('a device believes the broker of the authority it pinned, and no other, whatever its clock says', async () => {
  const dataDir = scratchFolder('pinned-broker');
  const [port, terminalPort] = [await freePort(), await freePort()];
  const settings = {
    BADGEUSE_DATA: dataDir,
    BADGEUSE_TERMINAL_PORT: String(terminalPort),
    BADGEUSE_CLOUD_URL: 'https://127.0.0.1:1',
    BADGEUSE_READER: 'simulated',
    BADGEUSE_GPIO: 'simulated',
    BADGEUSE_LOG_LEVEL: 'info',
  };
  const parsed = parseSettings({ env: settings });
  if (!parsed.ok) throw parsed.problem;
  const config = deviceConfig(parsed.value);
  mkdirSync(config.folder, { recursive: true, mode: 0o700 });
  const madeIn = (name: string) => makeAuthority(join(dataDir, name), from, until);
  const [ours, theirs] = [madeIn('ours'), madeIn('theirs')];
  loadOrMakeKey(config.keyFile);
  saveCredentials(config.credentialsFile, {
    device: 'wall-1',
    mqtt: { urls: [`mqtts://127.0.0.1:${port}`], username: 'wall-1', password: 'of the device' },
    ca: ours.ca,
    cloudKeys: [{ kid: 'k1', publicKey: rawPublicKey(newKeyPair().publicKey) }],
  });
  const journal = openJournal(config.journalFile);
  const newest = {
    at: '2055-01-01T00:00:00.000Z',
    monoMs: 1,
    boot: 'long-ago',
    clock: 'synced',
  } as const;
  journal.append([{ kind: 'device', ...newest, event: 'boot', details: {} }]);
  journal.close();

  /** A broker of that authority, and how many hellos it was told. */
  async function brokerOf(authority: typeof ours) {
    const tls = authority.issue({ name: '127.0.0.1', from, until });
    const broker: Mosquitto = await startMosquitto({ port, tls });
    // This one looks past the date, which is none of its business here.
    const hears = await mqtt.connectAsync(broker.url, { rejectUnauthorized: false });
    let hellos = 0;
    hears.on('message', () => {
      hellos++;
    });
    await hears.subscribeAsync('badgeuse/v1/devices/wall-1/up/#');
    let ended: Promise<void> | null = null;
    const end = () => {
      ended ??= hears.endAsync(true).then(() => broker.stop());
      return ended;
    };
    ends.push(end);
    return { heard: () => hellos, end };
  }

  const device = childPart('device', settings, [soon]);
  ends.push(() => device.kill());
  const forged = await brokerOf(theirs);
  device.start();
  const refused = () => /not signed by the pinned authority/.test(device.said());
  await waitFor('the refusal', refused, 60_000);
  expect(forged.heard()).toBe(0);
  await forged.end();
  const right = await brokerOf(ours);
  await waitFor('its hello', () => right.heard() > 0, 60_000);
  // Its address taken over while it runs: it is not told a word either.
  await right.end();
  const again = await brokerOf(theirs);
  const before = device.said().split('not signed').length;
  await waitFor('another refusal', () => device.said().split('not signed').length > before, 60_000);
  expect(again.heard()).toBe(0);
});
