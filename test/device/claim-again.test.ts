import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { claimAgain } from '../../device/claim-again.ts';
import { deviceConfig } from '../../device/config.ts';
import { loadOrMakeKey, saveCredentials } from '../../device/identity.ts';
import { openJournal } from '../../device/store/journal.ts';
import { parseSettings } from '../../shared/runtime/settings.ts';
import { scratchFolder } from '../parts/scratch-folder.ts';
import { waitFor } from '../parts/wait-for.ts';

function deviceOfCloud() {
  const parsed = parseSettings({ env: { BADGEUSE_DATA: scratchFolder('claim-again') } });
  if (!parsed.ok) throw parsed.problem;
  const config = deviceConfig(parsed.value);
  mkdirSync(config.folder, { recursive: true });
  const journal = openJournal(config.journalFile);
  loadOrMakeKey(config.keyFile);
  saveCredentials(config.credentialsFile, {
    device: 'wall-1',
    mqtt: { urls: ['mqtts://broker.example'], username: 'wall-1', password: 'of the device' },
    ca: null,
    cloudKeys: [{ kid: 'k1', publicKey: 'A'.repeat(43) }],
  });
  return { config, journal };
}

test('the cloud is forgotten, and nothing else; the key too where one asks for it', async () => {
  const { config, journal } = deviceOfCloud();
  const key = readFileSync(config.keyFile, 'utf8');
  const holder = spawn('tail', ['-f', config.journalFile], { stdio: 'ignore' });
  try {
    await waitFor('its open file', () => {
      const folder = `/proc/${holder.pid}/fd`;
      return existsSync(folder) && readdirSync(folder).length > 3;
    });
    const refused = expect.objectContaining({ code: 'deviceRunning' });
    expect(() => claimAgain(config, { newKey: true })).toThrow(refused);
  } finally {
    const gone = once(holder, 'exit');
    holder.kill('SIGKILL');
    await gone;
  }
  expect(existsSync(config.credentialsFile)).toBe(true);
  journal.close();
  expect(claimAgain(config, { newKey: false })).toBe(true);
  expect(existsSync(config.credentialsFile)).toBe(false);
  expect(readFileSync(config.keyFile, 'utf8')).toBe(key);
  expect(existsSync(config.journalFile)).toBe(true);
  expect(claimAgain(config, { newKey: true })).toBe(false);
  expect(existsSync(config.keyFile)).toBe(false);
  loadOrMakeKey(config.keyFile);
  expect(readFileSync(config.keyFile, 'utf8')).not.toBe(key);
});
