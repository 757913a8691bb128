import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
let copy = '';

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'dependency-rule-'));
  for (const path of ['shared', 'device', 'cloud', 'tsconfig.json', 'package.json']) {
    cpSync(join(root, path), join(copy, path), { recursive: true });
  }
  cpSync(join(root, '.dependency-cruiser.cjs'), join(copy, '.dependency-cruiser.cjs'));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Names of the rules that `npm run check` would report. */
function broken(): Promise<readonly string[]> {
  const cruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [cruise, 'shared', 'device', 'cloud', '--config', '.dependency-cruiser.cjs'];
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [...args, '--output-type', 'json'],
      // eslint-style runners hand their own NODE_OPTIONS on; the cruiser is to run as in `npm run
      // check`
      { cwd: copy, env: { ...process.env, NODE_OPTIONS: '' }, maxBuffer: 2 ** 28 },
      (err, out) => {
        if (out === '') return reject(err);
        const { summary } = JSON.parse(out) as {
          summary: { violations: { rule: { name: string } }[] };
        };
        resolve(summary.violations.map((v) => v.rule.name));
      },
    );
  });
}

test('check goes red when a shell reaches into the other, or a library is imported away from its home', async () => {
  const before = await broken();
  const reaching = join(copy, 'device/reaching.ts');
  writeFileSync(
    reaching,
    "import { roles } from '../cloud/ports/identity.ts';\n" +
      "import Database from 'better-sqlite3';\n" +
      'export const reached = [roles, Database];\n',
  );
  writeFileSync(
    join(copy, 'shared/domain/impure.ts'),
    "import { hash } from 'node:crypto';\nexport const impure = hash;\n",
  );
  const after = await broken();
  const added = after.filter((name) => !before.includes(name)).sort();
  expect(added).toEqual([
    'device-never-cloud',
    'domain-is-pure',
    'only-shared-runtime-sqlite-knows-better-sqlite3',
  ]);
}, 120_000);
