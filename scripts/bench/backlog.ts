import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCloud } from '../../cloud/main.ts';
import { openDatabase } from '../../cloud/store/database.ts';
import { openIdentity } from '../../cloud/store/identity.ts';
import { loadOrMakeKey, saveCredentials } from '../../device/identity.ts';
import type { Journal } from '../../device/ports.ts';
import { openJournal } from '../../device/store/journal.ts';
import { dataFolder } from '../../shared/runtime/data-folder.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { parseSettings } from '../../shared/runtime/settings.ts';
import { openSqliteReadOnly } from '../../shared/runtime/sqlite.ts';
import { bytesPerBatch } from '../../shared/wire/batch-size.ts';
import { batchText } from '../../shared/wire/batch-text.ts';
import type { CloudKey } from '../../shared/wire/claim.ts';
import { rawPublicKey } from '../../shared/wire/keys.ts';
import { maxBatchEntries } from '../../shared/wire/limits.ts';
import { deviceNodeFlags } from '../badgeuse/node-flags.ts';
import type { Bench, BenchRun } from './bench.ts';
import { median } from './bench.ts';
import type { BenchBatch } from './bench-journal.ts';
import { bareInsert } from './ingest.ts';

const id = 'backlog';
const members = 100;

/** From one disk to the other: read, signed, sent, checked, stored, paired, committed, acknowledged, marked. */
export const backlogBench: Bench = {
  name: 'backlog',
  about: "a backlog on the device's disk to committed in the cloud, against a bare insert",
  async run(run) {
    const rounds = run.quick ? 1 : 3;
    const taps = run.quick ? 2_000 : 40_000;
    const taken = { bare: [] as number[], drained: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      run.tell(`draining ${taps.toLocaleString('en')} taps, round ${round + 1} of ${rounds}`);
      const { bare, drained } = await once(run, join(run.folder, `backlog-${round}`), taps);
      taken.bare.push(bare);
      taken.drained.push(drained);
    }
    const [bare, drained] = [median(taken.bare), median(taken.drained)];
    return [
      {
        what: 'backlog from the device to the cloud, both processes and the broker',
        measured: perSecond(drained),
        baseline: perSecond(bare),
        ratio: drained / bare,
        target: { atLeast: 0.3 },
      },
    ];
  },
};

const perSecond = (rows: number): string => `${Math.round(rows).toLocaleString('en')}/s`;

/** Entries a second, both ways. */
async function once(
  run: BenchRun,
  dataDir: string,
  taps: number,
): Promise<{ bare: number; drained: number }> {
  const env = {
    BADGEUSE_DATA: dataDir,
    BADGEUSE_HTTP_PORT: '0',
    BADGEUSE_MQTT_PORT: '0',
    BADGEUSE_TERMINAL_PORT: '0',
    BADGEUSE_READER: 'simulated',
    BADGEUSE_GPIO: 'simulated',
    BADGEUSE_LOG_LEVEL: 'silent',
  };
  const settings = parseSettings({ env });
  if (!settings.ok) throw settings.problem;
  const folder = dataFolder(dataDir);
  mkdirSync(folder.device, { recursive: true });
  mkdirSync(folder.cloud, { recursive: true });
  const journal = openJournal(join(folder.device, 'journal.db'));
  fill(journal, taps);
  const batches = batchesOf(journal);
  const some = Math.ceil(batches.length / 10);
  const of = (part: BenchBatch[]) => [{ device: id, publicKey: '', batches: part }];
  const path = join(run.folder, 'bare-backlog.db');
  const bare = bareInsert(path, of(batches.slice(some)), of(batches.slice(0, some)));
  journal.close();

  const cloud = await startCloud(settings.value, silentLogger);
  let device: ChildProcess | null = null;
  try {
    await provision(cloud.httpUrl, folder.cloudStore, folder.device);
    // As its unit and the command run it.
    const program = [...deviceNodeFlags, process.argv[1] ?? '', 'device'];
    device = spawn(process.execPath, program, {
      env: { ...process.env, ...env, BADGEUSE_CLOUD_URL: cloud.httpUrl },
      stdio: 'ignore',
    });
    return { bare, drained: await drainedPerSecond(folder.cloudStore, taps) };
  } finally {
    device?.kill('SIGKILL');
    await cloud.stop();
  }
}

/** A morning of a hundred members in turn, as `on-tap.ts` records them. */
function fill(journal: Journal, taps: number): void {
  const boot = randomUUID();
  const startedAt = Date.now() - taps * 1_000;
  const chunk = 500;
  for (let from = 0; from < taps; from += chunk) {
    journal.append(
      Array.from({ length: Math.min(chunk, taps - from) }, (_, i) => ({
        kind: 'punch' as const,
        at: new Date(startedAt + (from + i) * 1_000).toISOString(),
        monoMs: (from + i) * 1_000,
        boot,
        clock: 'synced' as const,
        card: { uid: `04A1B2C3${String((from + i) % members).padStart(6, '0')}`, level: 'uid' },
        accessPoint: `${id}-door`,
        direction: 'toggle' as const,
        memberRef: `m_${(from + i) % members}`,
        accessVersion: 73,
        item: 'badger',
        door: 'front',
      })),
    );
  }
}

/** What the device will send, without sending it. */
function batchesOf(journal: Journal): BenchBatch[] {
  const batches: BenchBatch[] = [];
  const epoch = journal.currentEpoch();
  const limits = { maxEntries: maxBatchEntries, maxBytes: bytesPerBatch };
  for (let next = journal.nextBatch(limits); next; next = journal.nextBatch(limits)) {
    const head = { ...next.head, sig: '' };
    const sent = { ...next, lost: [...next.lost], boot: 'bench', monoMs: 0, head };
    const payload = Buffer.from(batchText(sent));
    batches.push({
      ...{ device: id, payload, receivedAt: Date.now() },
      ...{ count: next.entries.length, to: next.to },
    });
    journal.acknowledge(epoch, next.to);
  }
  journal.rewind(epoch, 1);
  return batches;
}

/** By hand, as staff may: place, device with its key, access point; the credentials go to the device's folder. */
async function provision(baseUrl: string, store: string, deviceFolder: string): Promise<void> {
  const database = await openDatabase({ url: null, path: store });
  const token = await openIdentity(database).createToken('admin', 'bench', Date.now());
  await database.close();
  const post = async (path: string, body: object): Promise<unknown> => {
    const response = await fetch(new URL(path, baseUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return response.json();
  };
  const publicKey = rawPublicKey(loadOrMakeKey(join(deviceFolder, 'identity.pem')));
  await post('/api/v1/places', { id: 'bench', name: 'Bench', timeZone: 'Europe/Paris' });
  const given = (await post('/api/v1/devices', { id, placeId: 'bench', publicKey })) as {
    readonly mqtt: { readonly url: string; readonly username: string; readonly password: string };
    readonly cloudKey: CloudKey;
  };
  const point = { id: `${id}-door`, placeId: 'bench', deviceId: id, direction: 'toggle' };
  await post('/api/v1/access-points', point);
  const { url, username, password } = given.mqtt;
  saveCredentials(join(deviceFolder, 'credentials.json'), {
    device: id,
    mqtt: { urls: [url], username, password },
    ca: null,
    cloudKeys: [given.cloudKey],
  });
}

/** From a tenth of them on: neither program's start counts, nor what runs for the first time. */
async function drainedPerSecond(store: string, taps: number): Promise<number> {
  const db = openSqliteReadOnly(store);
  const mark = db.prepare<[], { at: number | null }>('SELECT max(up_to) AS at FROM mark');
  try {
    const first = await reach(() => mark.get()?.at ?? 0, taps / 10);
    const startedAt = performance.now();
    const last = await reach(() => mark.get()?.at ?? 0, taps);
    return ((last - first) / (performance.now() - startedAt)) * 1_000;
  } finally {
    db.close();
  }
}

async function reach(mark: () => number, wanted: number): Promise<number> {
  const giveUpAt = performance.now() + 120_000;
  for (let now = mark(); ; now = mark()) {
    if (now >= wanted) return now;
    if (performance.now() > giveUpAt) throw new Error(`the mark stays at ${now} of ${wanted}`);
    // Seldom: the thread that looks is the one that works.
    await sleep(10);
  }
}
