import { expect, test } from '@jest/globals';
import { deviceConfig } from '../../device/config.ts';
import { parseSettings } from '../../shared/runtime/settings.ts';

const configOf = (env: Record<string, string>) => {
  const settings = parseSettings({ env, directory: '/srv/badgeuse' });
  if (!settings.ok) throw settings.problem;
  return deviceConfig(settings.value);
};

test('everything of the device lies in its own folder', () => {
  const { folder, ...files } = configOf({ BADGEUSE_GPIO: 'simulated' });
  expect(folder).toBe('/srv/badgeuse/data/device');
  expect(files.journalFile).toBe(`${folder}/journal.db`);
  expect(files.keyFile).toBe(`${folder}/identity.pem`);
});
