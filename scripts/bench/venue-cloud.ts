import { spawn } from 'node:child_process';
import { Agent, get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ended } from './memory-device.ts';

/** Where a venue's cloud listens, and what opens it. */
export interface VenueDoor {
  readonly mqttUrl: string;
  readonly httpPort: number;
  readonly token: string;
}

export interface VenueCloud {
  readonly pid: number | undefined;
  readonly door: VenueDoor;
  /** Milliseconds until the last byte; throws unless the answer is 200 and says `expected`. */
  page(path: string, expected: string): Promise<number>;
  stop(): Promise<void>;
}

/** The cloud as it runs in a place: a process of its own, by its command. */
export async function startVenueCloud(dataDir: string, token: string): Promise<VenueCloud> {
  const [httpPort, mqttPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [process.argv[1] ?? '', 'cloud'], {
    env: {
      ...process.env,
      BADGEUSE_DATA: dataDir,
      BADGEUSE_HTTP_PORT: String(httpPort),
      BADGEUSE_MQTT_PORT: String(mqttPort),
      BADGEUSE_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const agent = new Agent({ keepAlive: true });
  const door = { mqttUrl: `mqtt://127.0.0.1:${mqttPort}`, httpPort, token };
  const ask = asking(door, agent);
  const stop = async () => {
    agent.destroy();
    await ended(child);
  };
  try {
    const giveUpAt = performance.now() + 60_000;
    const isWell = () =>
      ask('/healthz', () => undefined).then(
        () => true,
        () => false,
      );
    while (!(await isWell())) {
      if (performance.now() > giveUpAt) throw new Error('the cloud of the bench did not start');
      await sleep(100);
    }
  } catch (err) {
    await stop();
    throw err;
  }
  return {
    pid: child.pid,
    door,
    async page(path, expected) {
      const chunks: Buffer[] = [];
      const startedAt = performance.now();
      await ask(path, (chunk) => chunks.push(chunk));
      const tookMs = performance.now() - startedAt;
      if (!Buffer.concat(chunks).includes(expected))
        throw new Error(`${path} does not say ${expected}`);
      return tookMs;
    },
    stop,
  };
}

/** Downloads without keeping; answers the number of lines, or null where it was broken off before the end. */
export async function download(
  door: VenueDoor,
  path: string,
  isOver: () => boolean,
): Promise<number | null> {
  let lines = 0;
  let isWhole = true;
  await asking(door, new Agent())(path, (chunk) => {
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++;
    isWhole = !isOver();
    return isWhole;
  });
  return isWhole ? lines : null;
}

/** A chunk that answers false breaks it off. */
type Ask = (path: string, onChunk: (chunk: Buffer) => unknown) => Promise<void>;

function asking({ httpPort: port, token }: VenueDoor, agent: Agent): Ask {
  const headers = { authorization: `Bearer ${token}`, 'accept-language': 'fr' };
  return (path, onChunk) =>
    new Promise((resolve, reject) => {
      get({ agent, host: '127.0.0.1', port, path, headers }, (response) => {
        response.on('error', reject).on('data', (chunk: Buffer) => {
          if (onChunk(chunk) !== false) return;
          resolve();
          response.destroy();
        });
        response.on('end', () =>
          response.statusCode === 200
            ? resolve()
            : reject(new Error(`${path} answers ${response.statusCode}`)),
        );
      }).on('error', reject);
    });
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
