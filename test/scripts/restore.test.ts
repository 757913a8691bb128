import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { openDatabase } from '../../cloud/store/database.ts';
import { addKey, readKeyFile } from '../../cloud/store/key-file.ts';
import { addBackup } from '../../scripts/badgeuse/backup.ts';
import { addRestore } from '../../scripts/badgeuse/restore.ts';
import { dataFolder } from '../../shared/runtime/data-folder.ts';
import { scratchFolder } from '../parts/scratch-folder.ts';

const dataDir = scratchFolder('restore');
const { cloudStore, signingKey } = dataFolder(dataDir);
const was = process.env['BADGEUSE_DATA'];
beforeAll(() => {
  process.env['BADGEUSE_DATA'] = dataDir;
});
afterAll(() => {
  if (was === undefined) delete process.env['BADGEUSE_DATA'];
  else process.env['BADGEUSE_DATA'] = was;
});

const kids = () => readKeyFile(signingKey).map(({ kid }) => kid);
const putAside = () =>
  readdirSync(join(signingKey, '..')).filter((name) => name.startsWith('signing-key.pem.before-'));

async function run(...words: readonly string[]): Promise<void> {
  const program = new Command();
  addBackup(program);
  addRestore(program);
  await program.parseAsync(['node', 'badgeuse', ...words]);
}

test('a key that was renewed since the backup stays; another cloud\u2019s key is put aside for it', async () => {
  readKeyFile(signingKey);
  const open = () => openDatabase({ url: null, path: cloudStore });
  await (await open()).close();
  const backup = join(dataDir, 'one.db');
  await run('backup', backup);
  const [first] = kids();
  addKey(signingKey);
  const renewed = kids();
  expect(renewed).toHaveLength(2);
  await run('restore', backup);
  // Devices may believe the newer one alone by now.
  expect(kids()).toEqual(renewed);
  expect(putAside()).toEqual([]);

  const other = scratchFolder('other-key');
  readKeyFile(join(other, 'key.pem'));
  writeFileSync(signingKey, readFileSync(join(other, 'key.pem')));
  await run('restore', backup);
  expect(kids()).toEqual([first]);
  expect(putAside()).toHaveLength(1);
});
