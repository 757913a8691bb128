import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openJournal as openCloudJournal } from '../../cloud/open-journal.ts';
import { openDatabase } from '../../cloud/store/database.ts';
import { deviceConfig } from '../../device/config.ts';
import { loadOrMakeKey, saveCredentials } from '../../device/identity.ts';
import { resetDevice } from '../../device/reset.ts';
import { openAccessStore } from '../../device/store/access-store.ts';
import { openJournal } from '../../device/store/journal.ts';
import { parseSettings } from '../../shared/runtime/settings.ts';
import { batchText } from '../../shared/wire/batch-text.ts';
import { signHead } from '../../shared/wire/head-signature.ts';
import { rawPublicKey } from '../../shared/wire/keys.ts';
import { openTestRegistry } from '../cloud/open-test-registry.ts';
import { card, demoConfig, wholeList } from '../contract/demo-place.ts';
import { scratchFolder } from '../parts/scratch-folder.ts';
import { waitFor } from '../parts/wait-for.ts';

const now = Date.UTC(2026, 10, 21, 8);
/** Null: it is shut by now. */
function linkAt(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
const stamp = (n: number) => ({
  at: new Date(now + n * 1000).toISOString(),
  monoMs: n * 1000,
  boot: 'boot-1',
  clock: 'synced' as const,
});
const punch = (n: number, uid: string) => ({
  kind: 'punch' as const,
  ...stamp(n),
  card: { uid, level: 'uid' as const },
  accessPoint: 'entree',
  direction: 'toggle' as const,
  memberRef: null,
  accessVersion: 7,
  item: null,
});

function configIn(dataDir: string) {
  const settings = parseSettings({ env: { BADGEUSE_DATA: dataDir } });
  if (!settings.ok) throw settings.problem;
  return deviceConfig(settings.value);
}

/** A device that served: claimed, with a list, and 300 punches of which the cloud acknowledged 40. */
async function used() {
  const config = configIn(scratchFolder('reset'));
  mkdirSync(config.folder, { recursive: true });
  const key = loadOrMakeKey(config.keyFile);
  saveCredentials(config.credentialsFile, {
    device: 'wall-1',
    mqtt: { urls: ['mqtts://broker.example'], username: 'wall-1', password: 'of the device' },
    ca: null,
    cloudKeys: [{ kid: 'k1', publicKey: 'A'.repeat(43) }],
  });
  const access = openAccessStore(config.accessFile);
  access.applyConfig(demoConfig());
  await access.applyList(wholeList(7, [card(1)]));
  access.close();
  const journal = openJournal(config.journalFile);
  for (let n = 1; n <= 300; n++) journal.append([punch(n, card(n).uid)]);
  const first = journal.nextBatch({ maxEntries: 40, maxBytes: 65_536 });
  if (!first) throw new Error('nothing to send');
  const { epoch, lost, head } = first;
  const sig = signHead({ device: 'wall-1', epoch, lost, ...head }, key);
  const sent = batchText({ ...first, lost: [], boot: 'b', monoMs: 0, head: { ...head, sig } });
  journal.acknowledge(epoch, 40);
  journal.close();
  writeFileSync(join(config.folder, 'emergency-codes.json'), '{}', { mode: 0o600 });
  return { config, key, sent };
}

test('a reset device remembers nobody; what the cloud lacked lies in a file the cloud still takes', async () => {
  const { config, key, sent } = await used();
  for (const secret of [config.keyFile, config.credentialsFile]) {
    expect(statSync(secret).mode & 0o777).toBe(0o600);
  }
  const { file, entries } = resetDevice(config, now);
  expect(entries).toBe(260);
  expect(readdirSync(config.folder)).toEqual(['kept']);
  expect(statSync(file ?? '').mode & 0o777).toBe(0o600);
  const [head = '', ...batches] = readFileSync(file ?? '', 'utf8')
    .trim()
    .split('\n');
  const publicKey = rawPublicKey(key);
  expect(JSON.parse(head)).toEqual({ v: 1, device: 'wall-1', publicKey, entries: 260 });
  expect(batches.length).toBeGreaterThan(1);

  const database = await openDatabase({ url: null, path: join(config.folder, 'cloud.db') });
  const registry = openTestRegistry(database, () => now);
  await registry.places.create({ id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
  await registry.devices.create({ id: 'wall-1', placeId: 'demo', name: 'Wall', publicKey });
  const point = { id: 'entree', deviceId: 'wall-1', placeId: 'demo', direction: 'toggle' } as const;
  await registry.accessPoints.create(point);
  const cloud = openCloudJournal(database);
  const take = (text: string) =>
    cloud.ingest.journal({ device: 'wall-1', payload: Buffer.from(text), receivedAt: now });
  await take(sent);
  const forged = (batches[0] ?? '').replace(/"uid":"\w+"/, '"uid":"04AAAAAAAAAAAA"');
  expect(forged).not.toBe(batches[0]);
  const untrue = await take(forged.replace(/"sig":"./, '"sig":"_'));
  expect(untrue.error).toMatch(/sign/i);
  for (const text of [...batches, ...batches]) expect((await take(text)).error).toBeUndefined();
  const stored = await database.db.selectFrom('journal').select('seq').orderBy('seq').execute();
  await cloud.close();
  await database.close();
  expect(stored.map(({ seq }) => seq)).toEqual(Array.from({ length: 300 }, (_, n) => n + 1));
});

test('a device that runs is not touched, and one that was never used is reset all the same', async () => {
  const { config } = await used();
  const before = readdirSync(config.folder).sort();
  const holder = spawn('tail', ['-f', config.journalFile], { stdio: 'ignore' });
  try {
    await waitFor('its open file', () => {
      // As it starts it opens libraries, and shuts them again.
      const folder = `/proc/${holder.pid}/fd`;
      const opened = existsSync(folder) ? readdirSync(folder) : [];
      return opened.some((fd) => linkAt(join(folder, fd)) === realpathSync(config.journalFile));
    });
    expect(() => resetDevice(config, now)).toThrow(
      expect.objectContaining({ code: 'deviceRunning' }),
    );
  } finally {
    holder.kill('SIGKILL');
  }
  expect(readdirSync(config.folder).sort()).toEqual(before);
  const fresh = configIn(scratchFolder('reset-fresh'));
  expect(resetDevice(fresh, now)).toEqual({ file: null, entries: 0 });
});
