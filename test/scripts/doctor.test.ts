import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { makeSheet, spendCode } from '../../device/terminal/emergency/codes.ts';
import { emergencyCheck } from '../../scripts/badgeuse/doctor/emergency-check.ts';
import { languageOf } from '../../scripts/badgeuse/doctor/finding.ts';
import { brokerCheck, cloudCheck } from '../../scripts/badgeuse/doctor/link-check.ts';
import { diskCheck, diskFinding } from '../../scripts/badgeuse/doctor/machine-check.ts';
import { programCheck } from '../../scripts/badgeuse/doctor/program-check.ts';
import { linesOf, lookAtAll } from '../../scripts/badgeuse/doctor.ts';
import { dataFolder } from '../../shared/runtime/data-folder.ts';
import { parseSettings, type Settings } from '../../shared/runtime/settings.ts';

let folder = '';
let server: Server;
let health = { status: 200, body: '{"status":"ok"}' };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  server = createServer((_request, response) => {
    response.writeHead(health.status).end(health.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

function settings(env: Record<string, string> = {}): Settings {
  const { port } = server.address() as AddressInfo;
  const parsed = parseSettings({
    env: {
      BADGEUSE_CLOUD_URL: `http://127.0.0.1:${port}`,
      BADGEUSE_MQTT_PORT: String(port),
      ...env,
    },
    directory: folder,
  });
  if (!parsed.ok) throw parsed.problem;
  return parsed.value;
}

test('a cloud and a broker that answer are fine; a data folder not yet made has a disk all the same', async () => {
  const found = await lookAtAll([cloudCheck, brokerCheck, diskCheck], settings());
  expect(found.map((part) => part.findings[0]?.level)).toEqual(['ok', 'ok', 'ok']);
});

test('a cloud that complains is quoted, one that is away is a note: the device goes on without', async () => {
  health = { status: 503, body: '{"status":"the broker is away"}' };
  const [said] = await cloudCheck.look(settings());
  health = { status: 200, body: '{"status":"ok"}' };
  expect(said).toMatchObject({ level: 'warn' });
  expect(said?.says.en).toContain('the broker is away');
  const [away] = await cloudCheck.look(settings({ BADGEUSE_CLOUD_URL: 'http://127.0.0.1:9' }));
  expect(away?.hint?.en).toContain('kept on the device');
});

test('a broker somebody named must answer', async () => {
  const [named] = await brokerCheck.look(settings({ BADGEUSE_MQTT_URL: 'mqtt://127.0.0.1:9' }));
  expect(named?.level).toBe('fail');
});

test('little space is a warning, next to none must be mended', () => {
  expect(diskFinding('/x', 5000).level).toBe('ok');
  expect(diskFinding('/x', 500).level).toBe('warn');
  expect(diskFinding('/x', 50)).toMatchObject({ level: 'fail', hint: { fr: expect.anything() } });
});

test('a device without a sheet of emergency codes is told how to print one', async () => {
  const there = settings({ BADGEUSE_DATA: folder });
  expect(await emergencyCheck.look(there)).toEqual([]);
  const { device, emergencyCodes: sheet, emergencyUsed: used } = dataFolder(folder);
  mkdirSync(device);
  writeFileSync(join(device, 'journal.db'), '');
  const look = async () => (await emergencyCheck.look(there))[0];
  expect(await look()).toMatchObject({
    level: 'warn',
    hint: { en: expect.stringContaining('badgeuse emergency-codes') },
  });
  const made = await makeSheet(sheet, 2);
  expect(await look()).toMatchObject({
    level: 'ok',
    says: { en: '2 codes are left on the sheet' },
  });
  for (const number of [1, 2]) spendCode({ sheet: made.sheet, number, left: 0 }, { sheet, used });
  expect(await look()).toMatchObject({
    level: 'warn',
    says: { en: expect.stringContaining('every code') },
  });
  writeFileSync(sheet, '{}');
  expect(await look()).toMatchObject({
    level: 'warn',
    says: { en: expect.stringContaining('unreadable') },
  });
});

test('native packages are tried in a process of their own', async () => {
  const found = await programCheck.look(settings());
  expect(found.map((f) => f.says.en)).toEqual([
    `Node ${process.versions.node}`,
    'nfc-pcsc (card readers) loads',
    'onoff (GPIO lines) loads',
    'johnny-five (relay and lights) loads',
    'sd-notify (systemd watchdog) loads',
  ]);
});

test('what is found reads as a list, in the language of the person', () => {
  const part = {
    name: { fr: 'Disque', en: 'Disk' },
    findings: [diskFinding('/x', 500)],
  };
  expect(linesOf(part, languageOf({ LANG: 'fr_FR.UTF-8' }))).toMatch(
    /^Disque\n {2}! 500 Mio libres sous \/x\n {6}→ Libérez/,
  );
  expect(linesOf(part, languageOf({ LANG: 'de_DE', LC_ALL: '' }))).toContain('free under /x');
});

test('lines by gpiod: which version on which chip, or the line to run', async () => {
  const check = new URL('../../scripts/badgeuse/doctor/machine-check.ts', import.meta.url).href;
  const tools = fileURLToPath(new URL('../fakes/gpiod', import.meta.url));
  const look = async (gpio: string, env: Record<string, string>) => {
    const script = `import { gpioCheck } from '${check}';
      console.log(JSON.stringify(await gpioCheck.look({ gpio: '${gpio}' })));`;
    const args = ['--input-type=module', '-e', script];
    const ran = await promisify(execFile)(process.execPath, args, { env });
    return JSON.parse(ran.stdout)[0];
  };
  const installed = { PATH: `${tools}:${process.env['PATH']}`, FAKE_GPIOD: '2' };
  const fine = {
    level: 'ok',
    says: { en: 'pinctrl-rp1: GPIO lines 0 to 53 on gpiochip0, by gpiod 2' },
  };
  expect(await look('gpiod', installed)).toMatchObject(fine);
  expect(await look('auto', installed)).toMatchObject(fine);
  expect(await look('gpiod', { PATH: folder })).toMatchObject({
    level: 'fail',
    says: { en: 'no GPIO line: gpioset is not installed' },
    hint: { en: expect.stringContaining('sudo apt install gpiod') },
  });
});
