import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createClockWatch } from '../../device/clock-watch.ts';
import { createCloudLink } from '../../device/cloud-link.ts';
import { createHealth } from '../../device/health.ts';
import { saveCredentials } from '../../device/identity.ts';
import { createListAge } from '../../device/list-age.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { newKeyPair, rawPublicKey } from '../../shared/wire/keys.ts';
import { createFakeUplink } from '../fakes/fake-uplink.ts';
import { manualTime } from '../fakes/manual-time.ts';
import { memoryAccessStore } from '../fakes/memory-access-store.ts';
import { memoryJournal } from '../fakes/memory-journal.ts';
import { waitFor } from '../parts/wait-for.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgeuse-link-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a broker that knows the device after all ends the claim it had begun', async () => {
  const credentialsFile = join(folder, 'credentials.json');
  const cloudKeys = [{ kid: 'k1', publicKey: rawPublicKey(newKeyPair().publicKey) }];
  const mqtt = { urls: ['mqtt://127.0.0.1:1883'], username: 'demo-1', password: 'secret' };
  saveCredentials(credentialsFile, { device: 'demo-1', mqtt, ca: null, cloudKeys });
  const time = manualTime();
  const health = createHealth(time, silentLogger);
  const access = memoryAccessStore();
  const source = { vouchedBy: async () => 'ntp' as const };
  const around = { clock: time, timers: time, source, boot: 'boot-1', floorMs: 0 };
  const watch = createClockWatch({ ...around, record: () => undefined });
  const uplink = createFakeUplink();
  const shown: unknown[] = [];
  const claim = { deviceCode: 'dc', userCode: 'ABCD-EFGH', interval: 5, expiresIn: 900 };
  const link = createCloudLink({
    key: newKeyPair().privateKey,
    credentialsFile,
    cloudUrl: 'http://127.0.0.1:8080',
    serial: 'pi-1',
    openUplink: () => uplink,
    showClaim: (code) => shown.push(code),
    post: async () => ({ status: 201, body: { ...claim, cloudKey: cloudKeys[0] } }),
    journal: memoryJournal(),
    access,
    placeState: { asOf: () => null, interrupted: () => undefined },
    watch,
    listAge: createListAge(access, time, watch),
    clock: time,
    timers: time,
    random: () => 0,
    health,
    logger: silentLogger,
    nonce: 'n'.repeat(32),
    software: '1.0.0',
    later: {},
    configured: () => undefined,
  });
  const codes = () => health.notes().map((note) => note.code);
  link.start();
  uplink.connect();
  uplink.drop('Connection refused: Not authorized');
  await waitFor('a code to show', () => shown.length > 0);
  expect(codes()).toContain('notClaimed');
  uplink.connect();
  await waitFor('the code to go', () => shown.at(-1) === null);
  await waitFor('the note to go', () => !codes().includes('notClaimed'));
  expect(link.device()).toBe('demo-1');
  await link.stop();
});
