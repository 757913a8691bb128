import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, jest, test } from '@jest/globals';
import { type RunningDevice, startDevice } from '../../device/main.ts';
import { createSimulatedReader } from '../../device/simulated/simulated-reader.ts';
import { openAccessStore } from '../../device/store/access-store.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { parseSettings } from '../../shared/runtime/settings.ts';
import { systemClock } from '../../shared/runtime/system-clock.ts';
import { demoConfig } from '../contract/demo-place.ts';
import { fakeStrike } from '../fakes/fake-strike.ts';
import { scratchFolder } from '../parts/scratch-folder.ts';

jest.setTimeout(90_000);

let device: RunningDevice | null = null;
afterEach(() => device?.stop());

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });

test('a code from the printed sheet opens the door of a device that has neither network nor cloud', async () => {
  const dataDir = scratchFolder('emergency-device');
  const env = {
    ...{ BADGEUSE_DATA: dataDir, BADGEUSE_CLOUD_URL: 'http://127.0.0.1:9' },
    ...{ BADGEUSE_TERMINAL_PORT: String(await freePort()), BADGEUSE_LOG_LEVEL: 'silent' },
    ...{ BADGEUSE_READER: 'simulated', BADGEUSE_GPIO: 'simulated' },
  };
  const main = join(import.meta.dirname, '../../scripts/badgeuse/main.ts');
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [main, 'emergency-codes', '--count', '2'],
    { env: { PATH: process.env['PATH'], ...env } },
  );
  const codes = stdout.match(/\w{4}-\w{4}-\w{4}/g) ?? [];
  expect(codes).toHaveLength(2);
  expect(stderr).toContain('not shown again');
  expect(stderr).toContain('SECURITY.md');

  const access = openAccessStore(join(dataDir, 'device', 'access.db'));
  access.applyConfig(demoConfig());
  access.close();
  const settings = parseSettings({ env });
  if (!settings.ok) throw settings.problem;
  const did: string[] = [];
  const reader = createSimulatedReader(systemClock);
  device = await startDevice(settings.value, silentLogger, {
    timeSource: { vouchedBy: async () => 'ntp' },
    door: {
      strike: fakeStrike({
        drives: () => true,
        unlockFor: (door, ms) => void did.push(`${door} ${ms}`),
      }),
      indicator: { show: (_accessPoint, signal) => did.push(signal.kind) },
    },
    reader: { reader, presenting: reader },
  });

  const origin = `http://127.0.0.1:${settings.value.terminalPort}`;
  const send = (path: string, form: Record<string, string>, cookie = '') =>
    fetch(`${origin}/emergency/${path}`, {
      ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams(form) },
      headers: { origin, cookie },
    });
  const signedIn = await send('sign-in', { code: codes[1] ?? '' });
  expect(signedIn.status).toBe(303);
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const page = await (await fetch(`${origin}/emergency`, { headers: { cookie } })).text();
  const token = /name="token" value="([^"]+)"/.exec(page)?.[1] ?? '';
  expect((await send('unlock', { token, door: 'front' }, cookie)).status).toBe(303);
  expect(did).toEqual([`front ${demoConfig().doors[0]?.unlockMs}`, 'granted']);
  const csv = await (await send('export', { token }, cookie)).text();
  expect(csv.match(/emergency\w+|unlocked/g)).toEqual([
    ...['emergencySignedIn', 'emergencyUnlock', 'unlocked', 'emergencyExport'],
  ]);
});
