import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { TapOutcome } from '../../../device/ports.ts';
import {
  createSimulatedReader,
  type SimulatedReader,
} from '../../../device/simulated/simulated-reader.ts';
import type { Taken } from '../../../device/terminal/flow.ts';
import { createTerminal, type Terminal } from '../../../device/terminal/server.ts';
import type { TerminalStatus } from '../../../device/terminal/status.ts';
import { hostsAt } from '../../../device/terminal/trusted-request.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { systemClock, systemTimers } from '../../../shared/runtime/system-clock.ts';
import { launchChromium } from '../../parts/chromium.ts';

jest.setTimeout(60_000);

const status: TerminalStatus = {
  place: 'La Filature',
  language: 'fr',
  timeZone: 'Europe/Paris',
  unsent: 0,
  isOnline: true,
  offlineSince: null,
  lockedDownSince: null,
  doorsTold: [],
  troubles: [],
  whoIsInside: () => ({ people: [], toldAt: 0, toldMsAgo: 0, isFresh: true }),
  pointsOfSale: [],
  items: [],
  readers: [],
  fault: null,
  accessPoints: [
    { id: 'entree', name: 'Entrée', hasDoor: true, asksPin: false },
    { id: 'sortie', name: 'Sortie', hasDoor: false, asksPin: false },
  ],
};
const granted: TapOutcome = {
  decision: 'granted',
  kind: 'punch',
  seq: 7,
  id: '0190a8f0-0000-7000-8000-000000000007',
  accessPoint: 'entree',
  direction: 'in',
  at: '2026-03-12T17:04:00.000Z',
  name: 'Zoé',
  door: 'front',
  saved: 'online',
  repeat: false,
  way: null,
  todaySeconds: null,
  balance: null,
  peopleInside: null,
  warnings: [],
};
const denied: TapOutcome = {
  decision: 'denied',
  kind: 'refusal',
  reason: 'unknownCard',
  cardState: null,
  seq: 8,
  id: '0190a8f0-0000-7000-8000-000000000008',
  accessPoint: 'entree',
  direction: 'in',
  at: '2026-03-12T17:05:00.000Z',
  name: null,
};

/** A terminal without a point of sale: it is at rest for ever. */
const touches: unknown[] = [];
let taken: Taken | null = null;
const noFlow = {
  view: () => ({ state: { at: 'idle' } as const, turn: 0, leftMs: null }),
  touch: (...touch: unknown[]) => touches.push(touch) > 0,
  taken: () => taken,
};

let folder: string;
let terminal: Terminal;
let port: number;
let reader: SimulatedReader;
const taps: (string | null)[][] = [];

const begin = async (withReader: boolean) => {
  reader = createSimulatedReader(systemClock);
  terminal = createTerminal({
    listen: '127.0.0.1',
    port: 0,
    status: () => status,
    flow: noFlow,
    tapping: withReader
      ? { tokenFile: join(folder, 'device', 'tap-token'), present: reader.present }
      : null,
    timers: systemTimers,
    logger: silentLogger,
  });
  port = await terminal.start();
  taps.length = 0;
  touches.length = 0;
  taken = null;
  reader.start({
    tap: ({ uid, accessPoint }) => {
      taps.push([uid, accessPoint]);
      if (accessPoint === 'nowhere') return null;
      const outcome = uid === '04A1B2C3D4E5F6' ? granted : denied;
      terminal.show(outcome);
      return outcome;
    },
    readers: () => undefined,
  });
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'badgeuse-terminal-'));
});
afterEach(async () => {
  await terminal.stop();
  rmSync(folder, { recursive: true, force: true });
});

const tapToken = () => readFileSync(join(folder, 'device', 'tap-token'), 'utf8').trim();

/** node:http rather than fetch: it lets a test lie about its Host. */
const post = (body: string, headers: Record<string, string> = {}, path = '/tap') =>
  new Promise<{ status: number; body: unknown }>((resolve, reject) => {
    const token = path === '/tap' ? tapToken() : '';
    const sent = request(
      {
        port,
        host: '127.0.0.1',
        path,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${token}`,
          origin: `http://127.0.0.1:${port}`,
          ...headers,
        },
      },
      (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
const card = JSON.stringify({ uid: '04a1b2c3d4e5f6' });

describe('taps by HTTP', () => {
  test('answer the decision as JSON, for a granted and for a denied card', async () => {
    await begin(true);
    expect(await post(card)).toEqual({ status: 200, body: granted });
    expect(await post('{"uid":"DEADBEEF","accessPoint":"sortie"}')).toEqual({
      status: 200,
      body: denied,
    });
    expect(taps).toEqual([
      ['04A1B2C3D4E5F6', null],
      ['DEADBEEF', 'sortie'],
    ]);
  });

  test('the token is new at every start, readable by its owner alone, and gone at the end', async () => {
    await begin(true);
    const file = join(folder, 'device', 'tap-token');
    const first = readFileSync(file, 'utf8');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await terminal.stop();
    expect(() => statSync(file)).toThrow('ENOENT');
    await begin(true);
    expect(readFileSync(file, 'utf8')).not.toBe(first);
  });

  test.each<[string, Record<string, string>]>([
    ['a wrong token', { authorization: 'Bearer nonsense' }],
    ['a wrong token of the right length', { authorization: `Bearer ${'A'.repeat(43)}` }],
    ['no token', { authorization: '' }],
    ['another origin', { origin: 'http://evil.example' }],
    ['an opaque origin', { origin: 'null' }],
    [
      'a name pointed at this machine, from a page of that name',
      { host: 'evil.example:8090', origin: 'http://evil.example:8090' },
    ],
  ])('are refused with %s', async (_, headers) => {
    await begin(true);
    expect(await post(card, headers)).toMatchObject({
      status: 403,
      body: { code: 'tapForbidden', hint: expect.any(String) },
    });
    expect(taps).toEqual([]);
  });

  test('are refused with a uid that is none, and told what to look for', async () => {
    await begin(true);
    expect(await post('{"uid":"XYZ"}', {})).toMatchObject({
      status: 400,
      body: { code: 'uidInvalid', hint: expect.stringContaining('the whole number') },
    });
    expect(taps).toEqual([]);
  });

  test.each([
    ['another content type', card, { 'content-type': 'text/plain' }],
    ['no JSON', '{', {}],
    ['no uid', '{}', {}],
    ['far too much', JSON.stringify({ uid: 'A'.repeat(9_000) }), {}],
  ])('are refused with %s', async (_, body, headers) => {
    await begin(true);
    expect(await post(body, headers)).toMatchObject({
      status: 400,
      body: { code: 'badRequest', message: expect.any(String) },
    });
    expect(taps).toEqual([]);
  });

  test('an access point that is not there is said so', async () => {
    await begin(true);
    expect(await post('{"uid":"DEADBEEF","accessPoint":"nowhere"}')).toMatchObject({
      status: 409,
      body: { code: 'noAccessPoint' },
    });
  });

  test('do not exist with a real reader, and the page has no form', async () => {
    await begin(false);
    const at = `http://127.0.0.1:${port}`;
    const response = await fetch(`${at}/tap`, { method: 'POST', body: card });
    expect(response.status).toBe(404);
    expect(await (await fetch(at)).text()).not.toContain('<form');
  });
});

describe('touches by HTTP', () => {
  const touch = JSON.stringify({ do: 'select', which: 'badger', turn: 3 });
  const tokenOfPage = async () => {
    const page = await (await fetch(`http://127.0.0.1:${port}/`)).text();
    return /data-token="([^"]*)"/.exec(page)?.[1] ?? '';
  };
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  test('come from our own page, and say of which screen', async () => {
    await begin(false);
    const token = await tokenOfPage();
    expect(token).toHaveLength(43);
    expect(await post(touch, bearer(token), '/touch')).toEqual({
      status: 200,
      body: { done: true },
    });
    expect(touches).toEqual([[{ do: 'select', which: 'badger', turn: 3 }, 3]]);
  });

  test.each<[string, (token: string) => Record<string, string>]>([
    ['a wrong token', () => bearer('A'.repeat(43))],
    ['the token to tap with', () => bearer(tapToken())],
    ['another origin', (token) => ({ ...bearer(token), origin: 'http://evil.example' })],
    [
      'a name pointed at this machine',
      (token) => ({ ...bearer(token), host: 'evil.example', origin: 'http://evil.example' }),
    ],
  ])('are refused with %s', async (_, headers) => {
    await begin(true);
    const sent = post(touch, headers(await tokenOfPage()), '/touch');
    expect(await sent).toMatchObject({ status: 403, body: { code: 'tapForbidden' } });
    expect(touches).toEqual([]);
  });

  test.each([
    ['{"do":"open the door","turn":1}'],
    ['{"do":"select","turn":1}'],
    ['{"do":"enter","pin":"12ab","turn":1}'],
    ['{"do":"validate"}'],
  ])('are refused where they are none: %s', async (body) => {
    await begin(false);
    const sent = post(body, bearer(await tokenOfPage()), '/touch');
    expect(await sent).toMatchObject({ status: 400, body: { code: 'badRequest' } });
    expect(touches).toEqual([]);
  });

  test.each([
    ['127.0.0.1', '127.0.0.1', []],
    ['0.0.0.0', '192.168.1.20', ['192.168.1.20:8090']],
    ['::', '::ffff:192.168.1.20', ['192.168.1.20:8090']],
    ['::', 'fd00::20', ['[fd00::20]:8090']],
  ])('listening on %s and reached at %s, that address is its own too: %j', (listen, at, more) => {
    const own = new Set(['localhost:8090']);
    const hosts = hostsAt({ localAddress: at, localPort: 8090 }, listen, own);
    expect([...hosts]).toEqual([...own, ...more]);
  });
});

test('a card that the terminal took for itself is answered as such, and as no decision', async () => {
  await begin(true);
  taken = 'opened';
  const answered = await post('{"uid":"DEADBEEF","accessPoint":"nowhere"}');
  expect(answered).toEqual({ status: 200, body: { terminal: 'opened' } });
});

test('in a browser: tap by the form, be greeted, be refused with words, come back to idle', async () => {
  await begin(true);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ reducedMotion: 'reduce' });
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`http://127.0.0.1:${port}/`);
    const title = page.locator('h1');
    expect(await title.textContent()).toBe('Présentez votre carte');

    await page.getByLabel('Numéro de carte').fill('04 A1 B2 C3 D4 E5 F6');
    await page.getByRole('button', { name: 'Présenter la carte' }).click();
    await page.getByRole('heading', { name: 'Bonjour Zoé' }).waitFor();
    await page.getByText('Entrée à 18:04').waitFor();
    await page.getByText('La porte est ouverte').waitFor();

    await page.getByLabel('Numéro de carte').fill('DEADBEEF');
    await page.getByRole('button', { name: 'Présenter la carte' }).click();
    await page.getByText('Carte inconnue ici').waitFor();
    await page.getByText('La porte reste fermée').waitFor();
    await page.getByText('Présentez votre carte').waitFor({ timeout: 20_000 });

    await page.getByLabel('Numéro de carte').fill('XYZ');
    await page.getByRole('button', { name: 'Présenter la carte' }).click();
    await page.getByRole('alert').filter({ hasText: /\S/ }).waitFor();

    await page.goto(`http://127.0.0.1:${port}/?lang=en`);
    expect(await title.textContent()).toBe('Tap your card');
    expect(complaints.filter((text) => !/400/.test(text))).toEqual([]);
  } finally {
    await browser.close();
  }
});
