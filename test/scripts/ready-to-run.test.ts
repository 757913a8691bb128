import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { assertReadyToRun } from '../../scripts/badgeuse/ready-to-run.ts';
import { parseSettings, type Settings } from '../../shared/runtime/settings.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ready-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function settings(env: Record<string, string>): Settings {
  const parsed = parseSettings({ env, directory: folder });
  if (!parsed.ok) throw parsed.problem;
  return parsed.value;
}

test('the data folder is made, for this account alone', async () => {
  await assertReadyToRun(settings({ BADGEUSE_DATA: './new/data' }));
  expect(statSync(join(folder, 'new/data')).mode & 0o777).toBe(0o700);
});

test('a data folder that is a file is refused by its name', async () => {
  writeFileSync(join(folder, 'file'), '');
  await expect(assertReadyToRun(settings({ BADGEUSE_DATA: './file' }))).rejects.toMatchObject({
    code: 'dataFolderUnusable',
    message: expect.stringContaining(join(folder, 'file')),
  });
});

test.each(['203.0.113.7', 'no.such.name.invalid'])(
  '%s is no address of this machine',
  async (listen) => {
    await expect(assertReadyToRun(settings({ BADGEUSE_LISTEN: listen }))).rejects.toMatchObject({
      code: 'listenUnusable',
      hint: expect.stringContaining('BADGEUSE_LISTEN'),
    });
  },
);
