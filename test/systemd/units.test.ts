import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parseSettings } from '../../shared/runtime/settings.ts';

jest.setTimeout(60_000);

const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');
const read = (name: string) => readFileSync(join(root, 'systemd', name), 'utf8');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'badgeuse-units-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The unit as it would be installed here, so that the programs it names exist. */
const installed = (name: string, change = (text: string) => text): string => {
  const file = join(folder, name);
  writeFileSync(file, change(read(name)).replaceAll('/opt/badgeuse', root));
  return file;
};
const analyse = (...args: string[]) => {
  const { status, stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
  return { status, stderr };
};
const units = ['badgeuse-cloud.service', 'badgeuse-device.service'];
/** Ten times the exposure that is still accepted: 0 is closed, 100 is wide open. */
const threshold = 20;

describe.each(units)('%s', (name) => {
  test('is understood by systemd, word for word', () => {
    expect(analyse('verify', '--man=no', installed(name))).toEqual({ status: 0, stderr: '' });
  });

  test('a misspelt setting would be noticed', () => {
    const file = installed(name, (text) => text.replace('WatchdogSec', 'WatchDogSecs'));
    expect(analyse('verify', '--man=no', file).stderr).toContain('WatchDogSecs');
  });

  test(`leaves little to attack: exposure at most ${threshold / 10}`, () => {
    const file = installed(name);
    const { status, stderr } = analyse(
      'security',
      '--offline=yes',
      `--threshold=${threshold}`,
      file,
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('leaves V8 able to compile, and is started again for ever', () => {
    const lines = read(name).split('\n');
    expect(lines.filter((line) => /^MemoryDenyWriteExecute=(yes|true)/.test(line))).toEqual([]);
    expect(lines).toEqual(
      expect.arrayContaining(['Type=notify', 'Restart=always', 'StartLimitIntervalSec=0']),
    );
  });
});

test('each credential a unit offers is a setting of that name', () => {
  const offered = units.flatMap((name) => [...read(name).matchAll(/LoadCredential=([\w-]+):/g)]);
  const known = ['database-url', 'mqtt-url', 'smtp-password'];
  expect(offered.map(([, name]) => name)).toEqual(known);
  const credentials = {
    'database-url': 'postgres://db/x',
    'mqtt-url': 'mqtts://a:b@broker',
    'smtp-password': 'x',
  };
  expect(parseSettings({ env: {}, credentials })).toMatchObject({
    value: { databaseUrl: 'postgres://db/x', mqttUrl: 'mqtts://a:b@broker', smtpPassword: 'x' },
  });
});

test('the device waits for neither network nor time server, and puts its lines back after its end', () => {
  const unit = read('badgeuse-device.service');
  expect(unit).not.toMatch(/network-online|time-sync\.target/);
  expect(unit).toMatch(/^ExecStopPost=\S+node \S+secure-lines\.js \$\{BADGEUSE_DATA\}\/device$/m);
});

test('the polkit rule says yes to our user and pcscd, and nothing at all to anything else', () => {
  const rules: ((action: object, subject: object) => unknown)[] = [];
  const polkit = {
    addRule: (rule: (typeof rules)[number]) => rules.push(rule),
    Result: { YES: 'yes' },
  };
  new Function('polkit', read('50-badgeuse.rules'))(polkit);
  const ask = (id: string, user: string) => rules.map((rule) => rule({ id }, { user }));
  expect(ask('org.debian.pcsc-lite.access_pcsc', 'badgeuse')).toEqual(['yes']);
  expect(ask('org.debian.pcsc-lite.access_card', 'badgeuse')).toEqual(['yes']);
  expect(ask('org.debian.pcsc-lite.access_card', 'somebody')).toEqual([undefined]);
  expect(ask('org.freedesktop.systemd1.manage-units', 'badgeuse')).toEqual([undefined]);
});
