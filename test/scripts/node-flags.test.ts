import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { deviceNodeFlags } from '../../scripts/badgeuse/node-flags.ts';

test('the unit, the command and the demo start the device with the same flags', async () => {
  const module = new URL('../../scripts/set-up/node-flags.js', import.meta.url).href;
  const { nodeFlags }: { nodeFlags(args: readonly string[]): string[] } = await import(module);
  expect(nodeFlags(['main.js', 'device'])).toEqual(['--enable-source-maps', ...deviceNodeFlags]);
  expect(nodeFlags(['main.js', 'cloud'])).toEqual(['--enable-source-maps']);
  const unit = readFileSync(
    new URL('../../systemd/badgeuse-device.service', import.meta.url),
    'utf8',
  );
  expect(/^ExecStart=\S+ (.*) \S+main\.js device$/m.exec(unit)?.[1]).toBe(
    deviceNodeFlags.join(' '),
  );
});
