import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const command = fileURLToPath(new URL('../../scripts/badgeuse.js', import.meta.url));
const uid = '04A1B2C3D4E5F6';

let folder = '';
let demo: ChildProcess;
let said = '';
let env: NodeJS.ProcessEnv;
let baseUrl = '';

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('port')),
      );
    });
  });

/** Runs the command as a person does; answers how it ended and what it wrote. */
const badgeuse = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [command, ...args], { env }, (err, out, errOut) => {
      resolve({ code: typeof err?.code === 'number' ? err.code : err ? 1 : 0, out, err: errOut });
    });
  });

async function until<T>(what: string, look: () => Promise<T | null>): Promise<T> {
  for (let tries = 0; tries < 600; tries++) {
    const found = await look().catch(() => null);
    if (found !== null) return found;
    await sleep(200);
  }
  throw new Error(`never: ${what}\n${said}`);
}

const post = async (
  path: string,
  token: string,
  body: object,
): Promise<Record<string, unknown>> => {
  const response = await fetch(`${baseUrl}/api/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(201);
  return (await response.json()) as Record<string, unknown>;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'demo-'));
  const [http, mqtt, terminal] = [await freePort(), await freePort(), await freePort()];
  baseUrl = `http://127.0.0.1:${http}`;
  env = {
    ...Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith('BADGEUSE_')),
    ),
    NODE_OPTIONS: '',
    BADGEUSE_DATA: folder,
    BADGEUSE_HTTP_PORT: String(http),
    BADGEUSE_MQTT_PORT: String(mqtt),
    BADGEUSE_TERMINAL_PORT: String(terminal),
    BADGEUSE_READER: 'simulated',
    BADGEUSE_GPIO: 'simulated',
  };
  demo = spawn(process.execPath, [command, 'demo'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [demo.stdout, demo.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  await until('healthy', async () => ((await fetch(`${baseUrl}/healthz`)).ok ? true : null));
  await until('the addresses', async () => (said.includes('Ctrl-C') ? true : null));
}, 150_000);

afterAll(async () => {
  if (demo.exitCode === null && demo.signalCode === null) {
    const gone = new Promise((resolve) => demo.once('exit', resolve));
    demo.kill('SIGTERM');
    await gone;
  }
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

test('from tap to report, as the README tells a newcomer', async () => {
  expect(said).toContain(`${baseUrl}/rapport/badgeuse/`);
  expect(said).toMatch(/First sign-in\s+http\S+\/welcome\/\S+/);

  const made = await badgeuse('token', 'create', '--role', 'admin');
  const token = made.out.trim().split('\n').at(-1) ?? '';
  const member = await post('members', token, { name: 'Ada' });
  await post('cards', token, { uid, memberId: member['id'] });

  const entry = await until('the card is known', async () => {
    const tapped = await badgeuse('tap', uid);
    return tapped.code === 0 ? tapped : null;
  });
  expect(JSON.parse(entry.out)).toMatchObject({
    decision: 'granted',
    kind: 'punch',
    door: 'front',
  });
  expect(entry.out.trim().split('\n')).toHaveLength(1);

  const soon = await badgeuse('tap', uid);
  expect(soon).toMatchObject({ code: 0, err: expect.stringContaining('six seconds') });
  await sleep(6_000);
  const exit = await badgeuse('tap', uid, '--access-point', 'entree');
  expect(exit).toMatchObject({ code: 0, err: '' });

  const stranger = await badgeuse('tap', '04A1B2C3D4E5F7');
  expect(stranger.code).toBe(3);
  expect(JSON.parse(stranger.out)).toMatchObject({ decision: 'denied', reason: 'unknownCard' });

  const row = await until('the passage is paired', async () => {
    const { out } = await badgeuse('export', 'passages');
    return out.split('\r\n').find((line) => line.includes(',closed,')) ?? null;
  });
  expect(row).toMatch(new RegExp(`^[^,]+,demo,demo,${member['id']},Ada,${uid},`));
  const report = await fetch(`${baseUrl}/rapport/badgeuse.csv?for=machine`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(await report.text()).toContain(row);

  const doctor = await badgeuse('doctor', '--json');
  expect(doctor.code).toBe(0);
  const findings = (JSON.parse(doctor.out) as { findings: { says: { en: string } }[] }[]).flatMap(
    (part) => part.findings.map((f) => f.says.en),
  );
  expect(findings).toContain(`${baseUrl} is well`);
}, 150_000);

test('its screen runs a point of sale, which a primary card opens and leaves without being tapped', async () => {
  const made = await badgeuse('token', 'create', '--role', 'admin');
  const token = made.out.trim().split('\n').at(-1) ?? '';
  const card = await post('cards', token, { uid: '04A1B2C3D4E5AA' });
  await post('primary-cards', token, { cardId: card['id'], pointsOfSale: ['accueil'] });
  const opened = await until('the card is known as a primary card', async () => {
    const tapped = await badgeuse('tap', '04A1B2C3D4E5AA');
    return tapped.code === 4 ? tapped : null;
  });
  expect(JSON.parse(opened.out)).toEqual({ terminal: 'opened' });
  expect(opened.err).toContain('Nothing is recorded');
  // Beside what is open, every other card is tapped as ever.
  expect(await badgeuse('tap', uid)).toMatchObject({ code: 0 });
  const left = await badgeuse('tap', '04A1B2C3D4E5AA');
  expect([left.code, JSON.parse(left.out)]).toEqual([4, { terminal: 'left' }]);
}, 90_000);

test('the link leads to the first question: what the place is called', async () => {
  const link = /First sign-in\s+(http\S+)/.exec(said)?.[1] ?? '';
  const browser = { accept: 'text/html', 'sec-fetch-site': 'same-origin' };
  const welcomed = await fetch(link, {
    method: 'POST',
    headers: browser,
    body: new URLSearchParams({ name: 'Ada', password: 'un mot de passe long' }),
    redirect: 'manual',
  });
  expect([welcomed.status, welcomed.headers.get('location')]).toEqual([303, '/first-run']);
  const cookie = welcomed.headers.getSetCookie().map((one) => one.split(';')[0]);
  const headers = { ...browser, cookie: cookie.join('; ') };
  const asked = await fetch(`${baseUrl}/first-run`, { headers });
  expect(asked.url).toBe(`${baseUrl}/first-run/place`);
  expect(await asked.text()).toContain('value="Demo"');
}, 60_000);

test('a second demo says which port is taken, and the first goes on', async () => {
  const second = await badgeuse('demo');
  expect(second).toMatchObject({ code: 1, err: expect.stringContaining('BADGEUSE_HTTP_PORT') });
  expect((await fetch(`${baseUrl}/healthz`)).status).toBe(200);
}, 60_000);

test('Ctrl-C ends every part, in order', async () => {
  const gone = new Promise((resolve) => demo.once('exit', resolve));
  demo.kill('SIGINT');
  expect(await gone).toBe(0);
  expect(said).toContain('Everything is stopped');
  await expect(fetch(`${baseUrl}/healthz`)).rejects.toThrow();
}, 60_000);

test('interrupted while it starts, it ends too', async () => {
  const second = spawn(process.execPath, [command, 'demo'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = new Promise((resolve) => second.once('exit', resolve));
  await new Promise((resolve) => second.stdout.once('data', resolve));
  await sleep(300);
  second.kill('SIGTERM');
  const limit = setTimeout(() => second.kill('SIGKILL'), 25_000);
  expect(await gone).toBe(0);
  clearTimeout(limit);
}, 60_000);

test('killed without a word, it leaves nothing behind', async () => {
  const third = spawn(process.execPath, [command, 'demo'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  third.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await until('everything runs', async () => (text.includes('Everything runs') ? true : null));
  third.kill('SIGKILL');
  const gone = async (url: string) => (await fetch(url).catch(() => null)) === null || null;
  await until('the cloud is gone', () => gone(`${baseUrl}/healthz`));
  await until('the device is gone', () =>
    gone(`http://127.0.0.1:${env['BADGEUSE_TERMINAL_PORT']}/`),
  );
}, 150_000);

test('a device that cannot start ends, so that it is started anew', async () => {
  writeFileSync(join(folder, 'device', 'identity.pem'), 'no key');
  expect(await badgeuse('device')).toMatchObject({
    code: 1,
    err: expect.stringContaining('identity.pem'),
  });
}, 60_000);
