import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createEmergencyUnlock } from '../../../device/emergency-unlock.ts';
import { connectedStrike } from '../../../device/locks/connected-strike.ts';
import { lockOpener } from '../../../device/locks/open-lock.ts';
import type { Strike } from '../../../device/ports.ts';
import { openJournal } from '../../../device/store/journal.ts';
import { makeSheet } from '../../../device/terminal/emergency/codes.ts';
import { createDesk } from '../../../device/terminal/emergency/desk.ts';
import { createTerminal, type Terminal } from '../../../device/terminal/server.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { systemTimers } from '../../../shared/runtime/system-clock.ts';
import type { EntryDraft } from '../../../shared/wire/entry.ts';
import { demoConfig } from '../../contract/demo-place.ts';
import { fakeStrike } from '../../fakes/fake-strike.ts';
import { lockPassword, shellyGen1 } from '../../fakes/lock-servers.ts';
import { type ManualTime, manualTime } from '../../fakes/manual-time.ts';
import { calm } from '../../fakes/terminal-scenes.ts';
import { axeSource, complaintsOf, launchChromium } from '../../parts/chromium.ts';
import { scratchFolder } from '../../parts/scratch-folder.ts';

jest.setTimeout(90_000);

const uid = '04A1B2C3D4E5F6';
const stamp = {
  at: '2026-03-12T17:04:00.000Z',
  monoMs: 1_000,
  boot: 'boot-1',
  clock: 'synced',
} as const;
const tapped: EntryDraft = {
  ...{ kind: 'punch', ...stamp, card: { uid, level: 'uid' }, accessPoint: 'entree' },
  ...{ direction: 'in', memberRef: '=1+1', accessVersion: 1, item: null },
};

let time: ManualTime;
let terminal: Terminal;
let port: number;
let journal: ReturnType<typeof openJournal>;
let sheet: string;
let codes: readonly string[];
let isFull: boolean;
const did: string[] = [];
/** The door's lock, where it is one behind a network. */
let connected: Strike | null = null;

const entries = () =>
  journal.held(null, 500).map(({ body }) => JSON.parse(body) as Record<string, unknown>);
const events = () => entries().map(({ event, kind }) => event ?? kind);
const wrongCode = '0000-0000-0000';

beforeEach(async () => {
  const folder = scratchFolder('emergency');
  time = manualTime();
  journal = openJournal(join(folder, 'journal.db'));
  sheet = join(folder, 'codes.json');
  codes = (await makeSheet(sheet, 3)).codes;
  isFull = false;
  did.length = 0;
  const append = (drafts: readonly EntryDraft[]) => {
    if (isFull) throw failure('diskFull', { path: 'journal.db' });
    return journal.append(drafts);
  };
  const watch = { stamp: () => stamp };
  terminal = createTerminal({
    listen: '127.0.0.1',
    port: 0,
    status: () => calm,
    flow: {
      view: () => ({ state: { at: 'idle' }, turn: 0, leftMs: null }),
      touch: () => false,
      taken: () => null,
    },
    tapping: null,
    emergency: createDesk({
      files: { sheet, used: join(folder, 'used.json') },
      ...{ journal, clock: time, logger: silentLogger },
      record: (event, details) =>
        isFull
          ? null
          : (append([{ kind: 'device', ...stamp, event, details }])[0]?.entry.seq ?? null),
      doors: () => [{ id: 'front', name: 'Rue du Port' }],
      unlock: createEmergencyUnlock({
        access: { config: () => demoConfig() },
        journal: { append },
        strike: {
          drives: () => true,
          unlockFor: (door, ms, cause) => {
            did.push(`${door} after ${events().at(-1)} by ${JSON.stringify(cause)}`);
            return connected?.unlockFor(door, ms, cause);
          },
        },
        indicator: { show: () => undefined },
        watch,
        health: { report: () => undefined, clear: () => undefined, notes: () => [] },
        logger: silentLogger,
        recorded: () => undefined,
      }),
      nameOf: (card) => (card === uid ? 'Zoé' : null),
    }),
    timers: systemTimers,
    logger: silentLogger,
  });
  port = await terminal.start();
});
afterEach(async () => {
  await connected?.stop();
  connected = null;
  await terminal.stop();
  journal.close();
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** node:http rather than fetch: it lets a test lie about its Host. */
const ask = (path: string, form: string | null, headers: Record<string, string> = {}) =>
  new Promise<Answer>((resolve, reject) => {
    const sent = request(
      {
        ...{ port, host: '127.0.0.1', path, method: form === null ? 'GET' : 'POST' },
        headers: {
          ...(form !== null && {
            'content-type': 'application/x-www-form-urlencoded',
            origin: `http://127.0.0.1:${port}`,
          }),
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(form ?? undefined);
  });
const signIn = (code: string | undefined, headers = {}) =>
  ask('/emergency/sign-in', `code=${code}`, headers);
const cookieIn = ({ headers }: Answer) => String(headers['set-cookie']).split(';')[0] ?? '';
const desk = async (code = codes[0]) => {
  const cookie = cookieIn(await signIn(code));
  const { body } = await ask('/emergency?lang=en', null, { cookie });
  return { cookie, token: /name="token" value="([^"]+)"/.exec(body)?.[1] ?? '', body };
};

describe('the sheet of codes', () => {
  test('holds 60 random bits a code, keeps hashes alone, and is its owner’s', () => {
    for (const code of codes)
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(new Set(codes).size).toBe(3);
    const kept = readFileSync(sheet, 'utf8');
    for (const code of codes) expect(kept).not.toContain(code.replaceAll('-', ''));
    expect(statSync(sheet).mode & 0o777).toBe(0o600);
  });

  test('is ended by a new one, with the sitting that one of its codes opened', async () => {
    const { cookie, body } = await desk();
    expect(body).toContain('Unlock: Rue du Port');
    const next = await makeSheet(sheet, 2);
    expect((await ask('/emergency?lang=en', null, { cookie })).body).toContain('Emergency code');
    expect((await signIn(codes[1])).status).toBe(403);
    expect((await signIn(next.codes[0])).status).toBe(303);
  });

  test('is asked for where there is none; a damaged one opens nothing', async () => {
    writeFileSync(sheet, '{"sheet":"00000000"}');
    expect((await signIn(codes[0])).status).toBeGreaterThanOrEqual(400);
    rmSync(sheet);
    expect((await signIn(codes[0])).body).toContain('badgeuse emergency-codes');
    expect((await ask('/emergency', null)).body).not.toContain('name="code"');
  });
});

describe('a code', () => {
  test('opens one sitting of ten minutes, once, and both are written down', async () => {
    const first = await signIn(codes[0]?.toLowerCase().replaceAll('-', ' '));
    expect(first.status).toBe(303);
    expect(first.headers['set-cookie']).toEqual([
      expect.stringMatching(
        /^emergency=[\w-]{22}; Max-Age=600; Path=\/emergency; HttpOnly; SameSite=Strict$/,
      ),
    ]);
    expect((await signIn(codes[0])).status).toBe(403);
    expect(entries()).toMatchObject([
      { event: 'emergencySignedIn', details: { code: 1, left: 2 } },
      { event: 'emergencyCodeWrong', details: { tries: 1 } },
    ]);
    const cookie = cookieIn(first);
    time.advance(10 * 60_000 - 1);
    const last = await ask('/emergency?lang=en', null, { cookie });
    expect(last.body).toContain('name="token"');
    // A screen on a wall leaves it by itself, and then the sign-in too.
    expect(last.headers['refresh']).toBe('2; url=/emergency?lang=en');
    expect((await ask('/emergency', null)).headers['refresh']).toBe('300; url=/');
    time.advance(1);
    expect((await ask('/emergency', null, { cookie })).body).not.toContain('name="token"');
  });

  test('typed twice at the same moment opens one sitting', async () => {
    const both = await Promise.all([signIn(codes[0]), signIn(codes[0])]);
    expect(both.map(({ status }) => status).sort()).toEqual([303, 429]);
    expect((await signIn(codes[0])).status).toBe(403);
  });

  test('opens nothing that cannot be written down, and is not spent by it', async () => {
    isFull = true;
    expect((await signIn(codes[0])).status).toBe(503);
    isFull = false;
    expect((await signIn(codes[0])).status).toBe(303);
  });

  test('that is wrong makes everybody wait, longer each time, the right one included', async () => {
    const waits: number[] = [];
    for (let n = 1; n <= 10; n++) {
      expect((await signIn(wrongCode)).status).toBe(403);
      if (n <= 2) continue;
      const { status, headers } = await signIn(codes[0]);
      expect(status).toBe(429);
      waits.push(Number(headers['retry-after']));
      time.advance((waits.at(-1) ?? 0) * 1_000);
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);
    expect(entries().map(({ details }) => details)).toEqual(
      [1, 2, 4, 8].map((tries) => ({ tries })),
    );
    expect((await signIn(codes[0])).status).toBe(303);
  });

  test('that cannot be one costs no try', async () => {
    for (const typed of ['', '1234', 'UUUU-UUUU-UUUU']) {
      expect((await signIn(typed)).status).toBe(400);
    }
    expect(events()).toEqual([]);
  });
});

describe('a sitting', () => {
  test('unlocks a door once it is written down who asked, and says so once', async () => {
    const { cookie, token } = await desk();
    const sent = await ask('/emergency/unlock?lang=en', `token=${token}&door=front`, { cookie });
    expect(sent).toMatchObject({ status: 303, headers: { location: '/emergency?lang=en' } });
    expect(did).toEqual(['front after unlocked by {"seq":2}']);
    expect(entries()).toMatchObject([
      { event: 'emergencySignedIn' },
      { kind: 'device', event: 'emergencyUnlock', details: { door: 'front', code: 1 } },
      { kind: 'door', event: 'unlocked', door: 'front', cause: { seq: 2 } },
    ]);
    const page = () => ask('/emergency?lang=en', null, { cookie });
    expect((await page()).body).toContain('Rue du Port: the door is unlocked.');
    expect((await page()).body).not.toContain('the door is unlocked');
  });

  test.each([
    ['well', 'granted', 'Rue du Port: the door is unlocked.', 1],
    ['refused', 'refused', 'Rue du Port: the door did not unlock. Use a key.', 0],
    ['silent', 'unknown', 'Rue du Port: the lock did not answer. Look at the door.', 1],
  ] as const)(
    'tells a connected lock once, and says what it answered: %s',
    async (mood, outcome, said, times) => {
      const server = await shellyGen1();
      server.mood = mood;
      const wired = fakeStrike();
      const quiet = { timers: systemTimers, logger: silentLogger };
      const hosts = [server.host];
      const open = lockOpener({ hosts, random: Math.random, ...quiet });
      connected = connectedStrike({ wired, open, ...quiet, stayedOpen: () => undefined });
      const lock = { kind: 'shellyGen1', address: server.url, secret: lockPassword } as const;
      await connected.configure(demoConfig().doors.map((door) => ({ ...door, lock })));
      const { cookie, token } = await desk();
      await ask('/emergency/unlock?lang=en', `token=${token}&door=front`, { cookie });
      const { body } = await ask('/emergency?lang=en', null, { cookie });
      expect(body.replaceAll('&#39;', '’')).toContain(said);
      expect(server.opened()).toBe(times);
      expect(server.asked.filter((line) => line.includes('turn=on'))).toHaveLength(1);
      expect(entries().slice(1)).toMatchObject([
        { event: 'emergencyUnlock' },
        { event: 'unlocked', cause: { seq: 2 } },
        { event: 'lockAnswered', details: { door: 'front', outcome, seq: 2 } },
      ]);
      expect(body).toContain('answer of the lock');
      await server.close();
    },
  );

  test('opens nothing that cannot be written down', async () => {
    const { cookie, token } = await desk();
    isFull = true;
    await ask('/emergency/unlock', `token=${token}&door=front`, { cookie });
    expect((await ask('/emergency?lang=en', null, { cookie })).body).toContain('cannot write');
    await ask('/emergency/export', `token=${token}`, { cookie });
    expect(did).toEqual([]);
    expect(events()).toEqual(['emergencySignedIn']);
  });

  test('is for our own page: another origin, host, token, or none, does nothing', async () => {
    const { cookie, token } = await desk();
    const right = `token=${token}&door=front`;
    const refused: readonly (readonly [string, Record<string, string>])[] = [
      [right, { cookie, origin: 'http://evil.example' }],
      [right, { cookie, origin: 'null' }],
      [right, { cookie, host: 'evil.example', origin: 'http://evil.example' }],
      ['door=front', { cookie }],
      [`token=${cookie.split('=')[1]}&door=front`, { cookie }],
    ];
    for (const [form, headers] of refused) {
      expect((await ask('/emergency/unlock', form, headers)).status).toBe(403);
    }
    // Without the cookie, or with another sitting's: the way to sign in.
    expect((await ask('/emergency/unlock', right)).status).toBe(303);
    const other = await desk(codes[1]);
    expect((await ask('/emergency/unlock', right, { cookie: other.cookie })).status).toBe(403);
    expect((await ask('/emergency', null, { cookie, host: 'evil.example' })).status).toBe(403);
    expect((await signIn(codes[2], { origin: 'http://evil.example' })).status).toBe(403);
    expect((await ask('/emergency/unlock', null, { cookie })).status).toBe(404);
    expect(did).toEqual([]);
    expect((await signIn(codes[2])).status).toBe(303);
  });

  test('takes the journal away as a spreadsheet without formulas or whole card numbers', async () => {
    journal.append([tapped, { ...tapped, memberRef: null }]);
    const { cookie, token } = await desk();
    const { status, headers, body } = await ask('/emergency/export', `token=${token}`, { cookie });
    expect({ status, type: headers['content-type'] }).toEqual({
      status: 200,
      type: 'text/csv; charset=utf-8',
    });
    const lines = body.trimEnd().split('\r\n');
    expect(lines[0]).toMatch(/^\uFEFFepoch;seq;/);
    expect(lines).toHaveLength(5);
    expect(lines[1]).toMatch(
      /;2026-03-12T17:04:00.000Z;2026-03-12 18:04:00;synced;punch;granted;;entree;in;'=1\+1;04A1…E5F6;;$/,
    );
    expect(lines[4]).toContain('emergencyExport');
    expect(body).not.toContain(uid);
  });

  test('shows the last twenty entries, newest first, and ends when it is told to', async () => {
    for (let n = 0; n < 25; n++) journal.append([tapped]);
    const { cookie, token, body } = await desk();
    expect([...body.matchAll(/<li value="(\d+)">/g)].map(([, seq]) => Number(seq))).toEqual(
      Array.from({ length: 20 }, (_, at) => 26 - at),
    );
    expect(body).toContain('Entry, Entrée, Zoé (04A1…E5F6)');
    await ask('/emergency/end', `token=${token}`, { cookie });
    expect((await ask('/emergency', null, { cookie })).body).not.toContain('name="token"');
  });
});

test('with the keyboard alone, on a phone, in both languages: sign in, unlock, export, finish', async () => {
  journal.append([tapped, { ...tapped, kind: 'refusal', reason: 'unknownCard' } as EntryDraft]);
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    await page.addInitScript(axeSource);
    const complaints = complaintsOf(page, /403/);
    const looksRight = async () => {
      const found = await page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].html))',
      );
      expect(found).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    };
    await page.goto(`http://127.0.0.1:${port}/emergency`);
    await looksRight();
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByLabel('Emergency code').focus();
    await page.keyboard.type(wrongCode);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await looksRight();
    await page.getByLabel('Emergency code').focus();
    await page.keyboard.type(codes[0] ?? '');
    await page.keyboard.press('Enter');
    const unlock = page.getByRole('button', { name: 'Unlock: Rue du Port' });
    await unlock.focus();
    await page.keyboard.press('Enter');
    await page.getByText('the door is unlocked').waitFor();
    expect(did).toHaveLength(1);
    await looksRight();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).press('Enter');
    expect((await download).suggestedFilename()).toBe('journal.csv');
    expect(readFileSync(await (await download).path(), 'utf8')).toContain('unknownCard');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('link', { name: 'Français' }).press('Enter');
    await page.getByText('Les 20').waitFor();
    await looksRight();
    await page.getByRole('button', { name: 'Terminer' }).press('Enter');
    await page.getByLabel('Code de secours').waitFor();
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
  }
});
