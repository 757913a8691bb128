import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DownMessage } from '../../cloud/ports/access.ts';
import { replication } from '../../cloud/replication/replicate.ts';
import { openAccessLists } from '../../cloud/store/access-lists.ts';
import { type Database, openDatabase } from '../../cloud/store/database.ts';
import { openRegistry } from '../../cloud/store/registry.ts';
import { createHealth } from '../../device/health.ts';
import { createInbox } from '../../device/inbox.ts';
import { createListAge } from '../../device/list-age.ts';
import { createListParts } from '../../device/list-parts.ts';
import { openAccessStore } from '../../device/store/access-store.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { systemClock } from '../../shared/runtime/system-clock.ts';
import { newKeyPair, rawPublicKey } from '../../shared/wire/keys.ts';
import { type Bench, type BenchRun, inMs } from './bench.ts';
import { uidOf } from './bench-device.ts';

const allowedMs = 2_000;
const blocks = 8;

/** Both ends of replication, each on its SQLite file, in one process; only the link between them is left out. */
export const blockBench: Bench = {
  name: 'block',
  about: 'a card blocked while every card of the place changes, until its door knows',
  async run(run) {
    const cards = run.quick ? 10_000 : 100_000;
    const { registry, access, close } = await placeOf(run, cards);
    const everyone = (await registry.grants.list({ limit: 1, cursor: null })).items[0]?.id ?? '';
    run.tell('changing all of them');
    await registry.grants.remove(everyone);
    const taken: number[] = [];
    for (let n = 0; n < blocks; n++) {
      await sleep(250);
      const startedAt = performance.now();
      await registry.cards.patch(`c${n}`, { state: 'lost' });
      while (access.find(uidOf(n))?.state !== 'lost') await sleep(2);
      taken.push(performance.now() - startedAt);
    }
    if (access.find(uidOf(cards - 1))?.grants.length === 0)
      run.tell('the change of all cards was through before the last block');
    await close();
    const slowest = Math.max(...taken);
    return [
      {
        what: `slowest of ${blocks} cards blocked while ${cards.toLocaleString('en')} change, against 2 s`,
        measured: inMs(slowest),
        baseline: inMs(allowedMs),
        ratio: slowest / allowedMs,
        target: { atMost: 1 },
      },
    ];
  },
};

async function placeOf(run: BenchRun, cards: number) {
  const database = await openDatabase({ url: null, path: join(run.folder, 'block-cloud.db') });
  const access = openAccessStore(join(run.folder, 'block-access.db'));
  const { publicKey, privateKey } = newKeyPair();
  const cloud = replication({
    lists: openAccessLists(database),
    key: { kid: 'bench', privateKey },
    clock: systemClock,
    mqttUrls: () => [],
    fileUrl: (path) => path,
    pause: () => sleep(250),
  });
  const readFile = async (path: string) => {
    const version = Number(/(\d+)\.json\.gz$/.exec(path)?.[1]);
    return (await cloud.listFile('bench', version)) ?? Buffer.alloc(0);
  };
  const device = deviceOf(access, publicKey, readFile);
  const registry = openRegistry(
    database,
    { hasPunches: async () => false, cardGiven: async () => undefined },
    { now: systemClock.now, log: silentLogger },
  );
  await registry.places.create({ id: 'bench', name: 'Bench', timeZone: 'Europe/Paris' });
  const key = rawPublicKey(newKeyPair().publicKey);
  await registry.devices.create({ id: 'bench-1', placeId: 'bench', publicKey: key });
  run.tell(`making a list of ${cards.toLocaleString('en')} cards`);
  await insertCards(database, cards);
  const hello = device.hello();
  await device.take(await cloud.answerHello('bench-1', hello, systemClock.now()));
  const sent: Promise<unknown>[] = [];
  registry.onChange((change) => {
    sent.push(cloud.onRegistryChange(change, (messages) => void device.take(messages)));
  });
  return {
    registry,
    access,
    async close() {
      cloud.stop();
      await Promise.all(sent);
      await device.settled();
      access.close();
      await database.close();
    },
  };
}

function deviceOf(
  access: ReturnType<typeof openAccessStore>,
  cloudKey: ReturnType<typeof newKeyPair>['publicKey'],
  fetchFile: (path: string) => Promise<Buffer>,
) {
  const nonce = 'a process of the bench';
  const nothing = () => undefined;
  const clock = { state: () => 'synced' as const, boot: () => 'bench' };
  const stamp = () => ({ at: '', monoMs: 0, boot: 'bench', clock: 'synced' as const });
  const watch = { ...clock, stamp, decisionTime: systemClock.now };
  const inbox = createInbox({
    device: 'bench-1',
    nonce,
    access,
    listAge: createListAge(access, systemClock, watch),
    listParts: createListParts(),
    clock: systemClock,
    health: createHealth(systemClock, silentLogger),
    logger: silentLogger,
    fetchFile,
    cloudKey: () => cloudKey,
    pinKeys: () => null,
    later: {},
    on: { ack: nothing, applied: nothing, lacking: nothing, config: nothing, partial: nothing },
  });
  let last: Promise<void> = Promise.resolve();
  return {
    async take(messages: readonly DownMessage[]): Promise<void> {
      for (const { kind, payload } of messages) {
        last = inbox.take(kind, Buffer.from(payload), false);
      }
      await last;
    },
    settled: () => last,
    hello: () => ({
      v: 1 as const,
      ...{ epochs: [], health: [], nonce, software: 'bench' },
      ...{ list: '', accessVersion: 0, accessDigest: '', configVersion: 0 },
      ...{ boot: 'bench', monoMs: 0, wall: new Date().toISOString(), clock: 'synced' as const },
    }),
  };
}

/** Written past the registry: making them is not what is measured. */
async function insertCards({ db }: Database, cards: number): Promise<void> {
  for (let at = 0; at < cards; at += 500) {
    const rows = Array.from({ length: 500 }, (_, i) => ({
      ...{ id: `c${at + i}`, uid: uidOf(at + i), tag8: '04000000', number: null },
      ...{ member_id: null, state: 'active' as const, created_at: 0 },
      ...{ valid_from: null, valid_until: null },
    }));
    await db.insertInto('card').values(rows).execute();
  }
}
