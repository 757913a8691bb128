import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startEmbeddedBroker } from '../../cloud/broker/embedded-broker.ts';
import { hashMqttPassword } from '../../cloud/broker/mqtt-password.ts';
import { saveCredentials } from '../../device/identity.ts';
import { openAccessStore } from '../../device/store/access-store.ts';
import { bootId } from '../../device/time-source.ts';
import { dataFolder } from '../../shared/runtime/data-folder.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { openMqttLink } from '../../shared/runtime/mqtt-link.ts';
import { systemClock, systemTimers } from '../../shared/runtime/system-clock.ts';
import { listDigest } from '../../shared/wire/access-digest.ts';
import { newKeyPair, rawPublicKey } from '../../shared/wire/keys.ts';
import { upFilter } from '../../shared/wire/topic.ts';
import { deviceNodeFlags } from '../badgeuse/node-flags.ts';
import { benchConfig, entryOf } from './bench-device.ts';

const cards = 1_000;
const password = 'of the bench';

/** A device run as in a place: by its command, taken in, with a list, and connected to a broker. */
export async function runMemoryDevice(folder: string, reader: 'pcsc' | 'simulated') {
  const hash = await hashMqttPassword(password);
  const broker = await startEmbeddedBroker({
    host: '127.0.0.1',
    port: 0,
    tls: null,
    accounts: { passwordHash: async () => hash },
    aggregatorPassword: password,
    logger: silentLogger,
  });
  const aggregator = listenTo(broker.port, broker.aggregator);
  await takeIn(folder, broker.port);
  const port = await freePort();
  const child = spawn(process.execPath, [...deviceNodeFlags, process.argv[1] ?? '', 'device'], {
    env: {
      ...process.env,
      BADGEUSE_DATA: folder,
      BADGEUSE_READER: reader,
      BADGEUSE_GPIO: 'simulated',
      BADGEUSE_TERMINAL_PORT: String(port),
      BADGEUSE_CLOUD_URL: 'http://127.0.0.1:9',
    },
    stdio: 'ignore',
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    pid: child.pid,
    connected: () => broker.connected() > 1,
    tap: (n: number) => tapOnce(agent, folder, port, entryOf(n % cards).uid),
    async stop() {
      agent.destroy();
      await ended(child);
      await aggregator.stop();
      await broker.stop();
    },
  };
}

async function takeIn(folder: string, brokerPort: number): Promise<void> {
  const { device } = dataFolder(folder);
  mkdirSync(device, { recursive: true });
  const access = openAccessStore(join(device, 'access.db'));
  const upserts = Array.from({ length: cards }, (_, n) => entryOf(n));
  access.applyConfig(benchConfig);
  const { list } = benchConfig;
  const digest = listDigest(upserts);
  await access.applyList({ list, base: 0, version: 1, digest, upserts, removes: [] });
  access.confirm({
    wallMs: systemClock.now(),
    monoMs: systemClock.monotonicNow(),
    boot: bootId(),
    clock: 'synced',
  });
  access.close();
  saveCredentials(join(device, 'credentials.json'), {
    device: benchConfig.device,
    mqtt: { urls: [`mqtt://127.0.0.1:${brokerPort}`], username: benchConfig.device, password },
    ca: null,
    cloudKeys: [{ kid: 'bench', publicKey: rawPublicKey(newKeyPair().publicKey) }],
  });
}

/** A broker takes devices in once somebody hears them; nothing is ever acknowledged here. */
const listenTo = (port: number, name: string) =>
  openMqttLink({
    urls: [`mqtt://127.0.0.1:${port}`],
    clientId: name,
    username: name,
    password,
    ca: null,
    will: null,
    subscriptions: [upFilter],
    timers: systemTimers,
    random: Math.random,
    logger: silentLogger,
    on: { up: () => undefined, down: () => undefined, message: () => undefined },
  });

/** One tap on the simulated reader; throws unless it was granted. */
function tapOnce(agent: Agent, folder: string, port: number, uid: string): Promise<void> {
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${readFileSync(dataFolder(folder).tapToken, 'utf8').trim()}`,
  };
  return new Promise((resolve, reject) => {
    request({ agent, host: '127.0.0.1', port, path: '/tap', method: 'POST', headers })
      .on('error', reject)
      .on('response', (response) => {
        text(response).then((said) => {
          if (said.includes('"granted"')) resolve();
          else reject(new Error(`the bench was refused entry: ${said}`));
        }, reject);
      })
      .end(JSON.stringify({ uid }));
  });
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}
