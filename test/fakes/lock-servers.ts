import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/**
 * How the fake behaves next. `refused`, `failed`: as the real one says so; `silent`: takes it and says nothing; `cut`:
 * takes it and hangs up; `noTimer`: opens, and forgets to lock itself again.
 */
export type Mood = 'well' | 'refused' | 'failed' | 'silent' | 'cut' | 'noTimer';
const isMute = (mood: Mood): boolean => mood === 'silent' || mood === 'cut';

export interface LockServer {
  readonly url: string;
  readonly host: string;
  /** How often the bolt was really drawn. */
  opened(): number;
  /** Every request that came, with what it carried. */
  readonly asked: readonly string[];
  mood: Mood;
  close(): Promise<void>;
}

export const lockPassword = 'p"s\\s w&rd+%:=';
const nonce = randomBytes(8).toString('hex');

type Answer = (
  request: {
    readonly method: string;
    readonly url: URL;
    readonly body: string;
    readonly auth: string;
  },
  lock: { mood: Mood; open(): void },
) => { status: number; body?: string; headers?: Record<string, string> } | 'silence';

async function serve(answer: Answer): Promise<LockServer> {
  let opened = 0;
  const asked: string[] = [];
  const lock = { mood: 'well' as Mood, open: () => void opened++ };
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString();
    const { method = '', url: path = '', headers } = request;
    asked.push(`${method} ${path} ${body}`);
    const url = new URL(path, 'http://lock');
    const said = answer({ method, url, body, auth: headers.authorization ?? '' }, lock);
    if (said === 'silence') {
      if (lock.mood === 'cut') request.socket.destroy();
      return;
    }
    response.writeHead(said.status, { 'content-type': 'application/json', ...said.headers });
    response.end(said.body);
  };
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    opened: () => opened,
    asked,
    get mood() {
      return lock.mood;
    },
    set mood(mood) {
      lock.mood = mood;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const basic = `Basic ${Buffer.from(`admin:${lockPassword}`).toString('base64')}`;
const ok = (body: object) => ({ status: 200, body: JSON.stringify(body) });

/** Gen1: Basic, and a relay whose state is in the answer. */
export const shellyGen1 = () =>
  serve(({ url, auth }, lock) => {
    if (auth !== basic)
      return {
        status: 401,
        body: '401 Unauthorized',
        headers: { 'www-authenticate': 'Basic realm="shelly"' },
      };
    if (url.pathname !== '/relay/0') return { status: 404, body: 'Not Found' };
    if (lock.mood === 'refused') return { status: 403, body: 'Forbidden' };
    const timer = Number(url.searchParams.get('timer'));
    const isOn = url.searchParams.get('turn') === 'on' && lock.mood !== 'failed';
    if (isOn) lock.open();
    if (isMute(lock.mood)) return 'silence';
    const timed = {
      has_timer: timer > 0 && lock.mood !== 'noTimer',
      timer_started: 1,
      timer_duration: timer,
      timer_remaining: timer,
    };
    return ok({ ison: isOn, ...timed, overpower: false, source: 'http' });
  });

/** Gen2 and later: digest by SHA-256, the user is always `admin`. */
export const shellyGen2 = () =>
  serve(({ method, url, body, auth }, lock) => {
    const realm = 'shellyplus1-a8032ab12345';
    if (!isDigest(auth, { method, uri: url.pathname, realm, user: 'admin' }))
      return {
        status: 401,
        headers: {
          'www-authenticate': `Digest qop="auth", realm="${realm}", nonce="${nonce}", algorithm=SHA-256`,
        },
      };
    if (url.pathname !== '/rpc/Switch.Set')
      return { status: 404, body: '{"code":404,"message":"No handler"}' };
    const asked = JSON.parse(body) as { id: number; on: boolean; toggle_after: number };
    if (lock.mood === 'refused') return { status: 403, body: '{"code":403,"message":"Forbidden"}' };
    if (lock.mood === 'failed')
      return ok({ id: 1, error: { code: -103, message: 'Invalid argument' } });
    if (asked.on && asked.toggle_after > 0) lock.open();
    return isMute(lock.mood) ? 'silence' : ok({ was_on: false });
  });

function isDigest(
  header: string,
  { method, uri, realm, user }: { method: string; uri: string; realm: string; user: string },
): boolean {
  const of = (name: string) => new RegExp(`${name}="?([^",]+)"?`).exec(header)?.[1] ?? '';
  const h = (text: string) => createHash('sha256').update(text).digest('hex');
  const ha1 = h(`${user}:${realm}:${lockPassword}`);
  const wanted = h(`${ha1}:${nonce}:${of('nc')}:${of('cnonce')}:auth:${h(`${method}:${uri}`)}`);
  return header.startsWith('Digest ') && of('username') === user && of('response') === wanted;
}

/** The Web API takes an action with a 204, and says later what came of it. */
export const nukiWeb = () => {
  let state = 1;
  return serve(({ method, url, body, auth }, lock) => {
    if (auth !== `Bearer ${lockPassword}`)
      return { status: 401, body: '{"detailMessage":"Unauthorized"}' };
    if (!url.pathname.startsWith('/smartlock/17')) return { status: 404 };
    if (method === 'GET') return ok({ smartlockId: 17, state: { state } });
    if (lock.mood === 'refused') return { status: 423, body: '{"detailMessage":"Locked"}' };
    if (JSON.parse(body).action !== 3) return { status: 400 };
    state = lock.mood === 'failed' ? 254 : 5;
    if (lock.mood !== 'failed') lock.open();
    return isMute(lock.mood) ? 'silence' : { status: 204 };
  });
};

/** Everything is 200; what is wrong stands in the answer. */
export const tasmota = () => {
  let pulse = 0;
  return serve(({ url }, lock) => {
    const [user, password] = ['user', 'password'].map((name) => url.searchParams.get(name));
    if (user !== 'admin' || password !== lockPassword)
      return ok({ WARNING: 'Need user=<username>&password=<password>' });
    const [command = '', value = ''] = (url.searchParams.get('cmnd') ?? '').split(' ');
    if (lock.mood === 'refused') return { status: 403 };
    if (command === 'PulseTime1') {
      pulse = Number(value);
      return ok({ PulseTime1: { Set: pulse, Remaining: 0 } });
    }
    if (command !== 'Power1') return ok({ Command: 'Unknown' });
    if (lock.mood === 'failed') return ok({ POWER: 'OFF' });
    if (pulse > 0) lock.open();
    return isMute(lock.mood) ? 'silence' : ok({ POWER: 'ON' });
  });
};

/** Something that wants one of the usual credentials, and says in words whether it did it. */
export const homeMadeWith = (auth: 'none' | 'basic' | 'digest' | 'bearer') =>
  serve(({ method, url, body, auth: header }, lock) => {
    const uri = url.pathname + url.search;
    const isRight = {
      none: header === '',
      basic: header === basic,
      digest: isDigest(header, { method, uri, realm: 'door', user: 'admin' }),
      bearer: header === `Bearer ${lockPassword}`,
    }[auth];
    const challenge = `Digest qop="auth", realm="door", nonce="${nonce}", algorithm=SHA-256`;
    if (!isRight)
      return {
        status: 401,
        ...(auth === 'digest' && { headers: { 'www-authenticate': challenge } }),
      };
    if (method !== 'PUT' || body !== 'open 1') return { status: 400 };
    lock.open();
    return ok({ said: 'yes' });
  });

/** Something home-made: a key in a header, `ok` in its answer, and an address to lock it again. */
export const homeMade = () =>
  serve(({ url, auth }, lock) => {
    if (auth !== `Key ${lockPassword}`) return { status: 401 };
    if (lock.mood === 'refused') return { status: 403 };
    if (url.pathname === '/off')
      return lock.mood === 'failed' ? { status: 500 } : ok({ done: true });
    if (lock.mood === 'failed') return ok({ result: { ok: false } });
    lock.open();
    return isMute(lock.mood) ? 'silence' : ok({ result: { ok: true } });
  });
