import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { openJournal as openCloudJournal } from '../../../cloud/open-journal.ts';
import { openDatabase } from '../../../cloud/store/database.ts';
import { deviceConfig } from '../../../device/config.ts';
import { loadOrMakeKey, saveCredentials } from '../../../device/identity.ts';
import { resetDevice } from '../../../device/reset.ts';
import { openJournal } from '../../../device/store/journal.ts';
import { parseSettings } from '../../../shared/runtime/settings.ts';
import { rawPublicKey } from '../../../shared/wire/keys.ts';
import { scratchFolder } from '../../parts/scratch-folder.ts';
import { openTestRegistry } from '../open-test-registry.ts';

jest.setTimeout(60_000);

const now = Date.UTC(2026, 10, 21, 9);
const how = { key: null, dryRun: false, by: 'system', now };
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

let file: string[];
let publicKey: string;

/** A device that punched 300 times, of which the cloud acknowledged some; what its reset kept. */
function kept(acked: number): { lines: string[]; publicKey: string } {
  const settings = parseSettings({ env: { BADGEUSE_DATA: scratchFolder('recover') } });
  if (!settings.ok) throw settings.problem;
  const config = deviceConfig(settings.value);
  mkdirSync(config.folder, { recursive: true });
  const key = loadOrMakeKey(config.keyFile);
  saveCredentials(config.credentialsFile, {
    device: 'wall-1',
    mqtt: { urls: ['mqtts://broker.example'], username: 'wall-1', password: 'of the device' },
    ca: null,
    cloudKeys: [{ kid: 'k1', publicKey: 'A'.repeat(43) }],
  });
  const journal = openJournal(config.journalFile);
  for (let n = 1; n <= 300; n++) journal.append([punch(n, '04A1B2C3D4E5F6')]);
  const [epoch] = journal.epochs();
  if (acked > 0) journal.acknowledge(epoch?.epoch ?? '', acked);
  journal.close();
  const { file: path } = resetDevice(config, now);
  const lines = readFileSync(path ?? '', 'utf8')
    .trim()
    .split('\n');
  return { lines, publicKey: rawPublicKey(key) };
}

beforeAll(() => {
  const { lines, publicKey: key } = kept(0);
  file = lines;
  publicKey = key;
});

const ends: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

async function cloud(key = publicKey) {
  const path = join(scratchFolder('recovered'), 'cloud.db');
  const database = await openDatabase({ url: null, path });
  const registry = openTestRegistry(database, () => now);
  await registry.places.create({ id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
  await registry.devices.create({ id: 'wall-1', placeId: 'demo', name: 'Wall', publicKey: key });
  const point = { id: 'entree', deviceId: 'wall-1', placeId: 'demo', direction: 'toggle' } as const;
  await registry.accessPoints.create(point);
  const journal = openCloudJournal(database);
  ends.push(async () => {
    await journal.close();
    await database.close();
  });
  const take = (lines: readonly string[], more = {}) =>
    journal.recover(Buffer.from(`${lines.join('\n')}\n`), { ...how, ...more });
  const count = async () =>
    (await database.db.selectFrom('journal').select('seq').execute()).length;
  return { database, registry, journal, take, count };
}

test('all of it is stored once, also of a retired device, beside what had arrived', async () => {
  const { database, registry, journal, take, count } = await cloud();
  const [, first = ''] = file;
  await journal.ingest.journal({ device: 'wall-1', payload: Buffer.from(first), receivedAt: now });
  const arrived = await count();
  await registry.devices.remove('wall-1');
  expect(await take(file, { dryRun: true })).toMatchObject({ entries: 300, known: arrived });
  expect(await count()).toBe(arrived);
  const done = await take(file);
  expect(done).toMatchObject({ known: arrived, stored: 300 - arrived, leftOut: 0, missing: [] });
  expect(await take(file)).toMatchObject({ known: 300, stored: 0 });
  expect(await count()).toBe(300);
  const passages = await database.db.selectFrom('punch').select('id').execute();
  expect(passages).toHaveLength(300);
  const told = await database.db.selectFrom('audit').select(['verb', 'subject']).execute();
  expect(told).toContainEqual({ verb: 'imported', subject: 'wall-1' });
});

test('what is missing before it is told as lost, for nobody can send it again', async () => {
  const { lines, publicKey: key } = kept(40);
  const { database, take, count } = await cloud(key);
  const { missing, stored } = await take(lines);
  expect(missing).toEqual([{ from: 1, to: 40, reason: 'damaged', epoch: expect.any(String) }]);
  expect([stored, await count()]).toEqual([260, 260]);
  const incidents = await database.db.selectFrom('incident').select('kind').execute();
  expect(incidents).toContainEqual({ kind: 'journalLost' });
});

describe('a file that is not as it was written is refused whole, with the line', () => {
  const changed = (n: number, from: RegExp, to: string) =>
    file.map((line, index) => (index === n ? line.replace(from, to) : line));
  test.each<[string, () => readonly string[], number, RegExp]>([
    [
      'a card changed',
      () => changed(2, /"uid":"\w+"/, '"uid":"04AAAAAAAAAAAA"'),
      3,
      /hash of entry/,
    ],
    ['a signature changed', () => changed(2, /"sig":"./, '"sig":"_'), 3, /signature/],
    ['a line cut', () => changed(2, /.{40}$/, ''), 3, /./],
    ['a line taken out', () => file.filter((_, n) => n !== 1), 0, /./],
    ['its end missing', () => file.slice(0, -1), 0, /end is missing/],
    ['no such file at all', () => ['name;email', 'Ana;'], 1, /reset/],
    ['another device named', () => changed(0, /wall-1/, 'wall-2'), 2, /signature/],
  ])('%s', async (_, lines, line, why) => {
    const { take, count } = await cloud();
    const refused = await take(lines()).catch((err: unknown) => err);
    expect(refused).toMatchObject({ code: 'recoveredUnusable' });
    const { details } = refused as { details: { line: number; detail: string } };
    if (line > 0) expect(details.line).toBe(line);
    expect(details.detail).toMatch(why);
    expect(await count()).toBe(0);
  });
});

test('a device that has another key by now: refused, unless staff name the key they vouch for', async () => {
  const { take, count } = await cloud('B'.repeat(43));
  await expect(take(file)).rejects.toMatchObject({
    code: 'recoveredUnusable',
    details: { detail: expect.stringContaining('--key') },
  });
  expect(await count()).toBe(0);
  expect(await take(file, { key: publicKey })).toMatchObject({ stored: 300 });
});
