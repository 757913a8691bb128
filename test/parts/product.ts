import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openIdentity } from '../../cloud/store/identity.ts';
import { waitingCode } from '../../scripts/badgeuse/demo/let-in.ts';
import { openStore } from '../../scripts/badgeuse/open-store.ts';
import { dataFolder } from '../../shared/runtime/data-folder.ts';
import { parseSettings, type Settings } from '../../shared/runtime/settings.ts';
import { systemClock } from '../../shared/runtime/system-clock.ts';
import type { ClaimApproval } from '../../shared/wire/claim.ts';
import { type ChildPart, childPart } from './child-part.ts';
import { freePort } from './mosquitto.ts';
import type { Patch } from './patched-sources.ts';
import { type Observer, openObserver } from './terminal-taps.ts';
import { waitFor } from './wait-for.ts';

/**
 * The whole product as it is installed: a cloud and a device, each a process of its own, on real files and ports,
 * with one place, one door and `uids` of members who may pass. Only the card reader and the lines are simulated.
 */
export interface Product {
  readonly dataDir: string;
  readonly settings: Settings;
  /** The same as its processes are told. */
  readonly env: Readonly<Record<string, string>>;
  /** Where browsers find the cloud. */
  readonly baseUrl: string;
  readonly cloudStore: string;
  readonly deviceFolder: string;
  readonly cloud: ChildPart;
  readonly device: ChildPart;
  readonly observer: Observer;
  /** The screen beside the reader. */
  readonly terminalUrl: string;
  readonly uids: readonly string[];
  startCloud(): Promise<void>;
  startDevice(): Promise<void>;
  /** Whether the cloud answers, well or not. */
  answers(): Promise<boolean>;
  /** Runs another of `badgeuse`'s commands on the same data; resolves with its exit code. */
  command(name: string, ...args: readonly string[]): Promise<number | null>;
  /** Of an administrator's program. */
  token(): Promise<string>;
  /** Calls the API with it; throws where the answer is not good. */
  api<T>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: object): Promise<T>;
  /** The same for what is no JSON: a page, a CSV. */
  read(path: string): Promise<string>;
  /** Every page of a list, in its order. */
  all<T>(path: string): Promise<readonly T[]>;
  end(): Promise<void>;
}

export interface ProductOptions {
  readonly members: number;
  /** A broker of its own; null: the one inside the cloud. */
  readonly mqttUrl?: string;
  /** Other settings than a simulated reader, simulated lines and a quiet log. */
  readonly env?: Readonly<Record<string, string>>;
  /** One to come and go at the door, unless said otherwise. */
  readonly accessPoints?: ClaimApproval['accessPoints'];
  /** Tried again every half second where a cloud that is away is a scene and not what the test is about. */
  readonly reconnectsSoon?: boolean;
  /** Lines of both parts that are replaced. */
  readonly patches?: readonly Patch[];
  /** Of the door, other than opening for 100 ms. */
  readonly door?: { readonly unlockMs?: number; readonly capMs?: number };
}

/** A process reads and compiles a thousand files as it starts: on a busy machine that takes its time. */
const startMs = 90_000;

/** By itself a device waits longer each time, up to a minute: so many must not come back at once. */
const soon: Patch = {
  file: 'shared/runtime/mqtt-link',
  from: 'maxMs: 60_000',
  to: 'maxMs: 500',
};

const oneToggle: ClaimApproval['accessPoints'] = [
  { id: 'entree', direction: 'toggle', doorId: 'front', name: 'Entrée' },
];

/** Nothing runs yet, and nobody set anything up. */
export async function bareProduct(options: ProductOptions): Promise<Product> {
  const dataDir = mkdtempSync(join(tmpdir(), 'badgeuse-product-'));
  const [httpPort, mqttPort, terminalPort] = [await freePort(), await freePort(), await freePort()];
  const baseUrl = `http://127.0.0.1:${httpPort}`;
  const env: Record<string, string> = {
    BADGEUSE_DATA: dataDir,
    BADGEUSE_HTTP_PORT: String(httpPort),
    BADGEUSE_MQTT_PORT: String(mqttPort),
    BADGEUSE_TERMINAL_PORT: String(terminalPort),
    BADGEUSE_CLOUD_URL: baseUrl,
    BADGEUSE_READER: 'simulated',
    BADGEUSE_GPIO: 'simulated',
    BADGEUSE_LOG_LEVEL: 'warn',
    ...(options.mqttUrl && { BADGEUSE_MQTT_URL: options.mqttUrl }),
    ...options.env,
  };
  const parsed = parseSettings({ env });
  if (!parsed.ok) throw parsed.problem;
  const settings = parsed.value;
  const patches = options.patches ?? [];
  const cloud = childPart('cloud', env, patches);
  const device = childPart('device', env, [
    ...patches,
    ...(options.reconnectsSoon === true ? [soon] : []),
  ]);
  const observer = openObserver(dataDir, terminalPort);
  const uids = Array.from(
    { length: options.members },
    (_, n) => `04A1${(n + 1).toString(16).toUpperCase().padStart(10, '0')}`,
  );
  const makeToken = async () => {
    const store = await openStore(settings);
    const made = await openIdentity(store).createToken('admin', 'test', systemClock.now());
    await store.close();
    return made;
  };
  let made: Promise<string> | null = null;
  const token = () => {
    made ??= makeToken();
    return made;
  };
  const authorization = async () => ({ authorization: `Bearer ${await token()}` });

  const alive = (part: ChildPart) => {
    if (!part.isRunning()) throw new Error(part.said());
  };
  const look = (url: string) =>
    fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
  const answers = async (url: string) => (await look(url)) !== null;

  const product: Product = {
    dataDir,
    settings,
    env,
    baseUrl,
    cloudStore: dataFolder(dataDir).cloudStore,
    deviceFolder: dataFolder(dataDir).device,
    cloud,
    device,
    observer,
    terminalUrl: `http://127.0.0.1:${terminalPort}/`,
    uids,
    async startCloud() {
      // Well is a cloud whose device has said that it holds the current list and config.
      cloud.start('--devices', '1');
      await waitFor('the cloud', () => product.answers(), startMs);
    },
    answers() {
      alive(cloud);
      return answers(`${baseUrl}/healthz`);
    },
    async startDevice() {
      device.start();
      const page = `http://127.0.0.1:${terminalPort}/`;
      const serves = () => {
        alive(device);
        return answers(page);
      };
      await waitFor('the device', serves, startMs);
    },
    async read(path: string) {
      const response = await fetch(new URL(path, baseUrl), {
        headers: await authorization(),
        signal: AbortSignal.timeout(30_000),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${text}`);
      return text;
    },
    token,
    command: (name, ...args) => childPart(name, env).run(...args),
    async api<T>(method: string, path: string, body?: object) {
      const response = await fetch(new URL(path, baseUrl), {
        method,
        headers: {
          ...(await authorization()),
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(30_000),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return JSON.parse(text) as T;
    },
    async all<T>(path: string) {
      const items: T[] = [];
      for (let cursor = ''; ; ) {
        const at = `${path}${path.includes('?') ? '&' : '?'}limit=1000&cursor=${cursor}`;
        const page = await product.api<{ items: T[]; nextCursor: string | null }>('GET', at);
        items.push(...page.items);
        if (page.nextCursor === null) return items;
        cursor = encodeURIComponent(page.nextCursor);
      }
    },
    async end() {
      await device.kill();
      await cloud.kill();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };

  return product;
}

export async function startProduct(options: ProductOptions): Promise<Product> {
  const product = await bareProduct(options);
  const { settings, baseUrl, cloud, device } = product;
  const isWell = async () =>
    (await fetch(`${baseUrl}/healthz`, { signal: AbortSignal.timeout(5_000) }).catch(() => null))
      ?.ok === true;
  try {
    await product.startCloud();
    await furnish(product, options.door ?? {});
    await product.startDevice();
    const userCode = await waitFor('a code to claim with', () => waitingCode(settings), 30_000);
    await product.api('POST', '/api/v1/claims/approve', {
      userCode,
      placeId: 'demo',
      accessPoints: options.accessPoints ?? oneToggle,
    });
    await waitFor('the list and config on the device', isWell, 60_000);
    return product;
  } catch (err) {
    await product.end();
    throw new Error(`${cloud.said()}\n${device.said()}`, { cause: err });
  }
}

/** Without a debounce every tap is an end of a passage, so that the report can be held against the lights. */
async function furnish(
  { api, uids }: Product,
  door: NonNullable<ProductOptions['door']>,
): Promise<void> {
  const place = { id: 'demo', name: 'Demo', timeZone: 'Europe/Paris', debounceSeconds: 0 };
  await api('POST', '/api/v1/places', place);
  await api('POST', '/api/v1/doors', { id: 'front', placeId: 'demo', unlockMs: 100, ...door });
  const memberIds: string[] = [];
  for (const [n, uid] of uids.entries()) {
    const id = `m-${n + 1}`;
    await api('POST', '/api/v1/members', { id, name: `Member ${n + 1}` });
    await api('POST', '/api/v1/cards', { uid, memberId: id });
    memberIds.push(id);
  }
  await api('POST', '/api/v1/groups', { id: 'all', name: 'All', memberIds });
  await api('POST', '/api/v1/grants', { placeId: 'demo', groupId: 'all', accessPoints: '*' });
}
