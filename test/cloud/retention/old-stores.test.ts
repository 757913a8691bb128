import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { nightlyPurge } from '../../../cloud/retention/nightly-purge.ts';
import { oldStores } from '../../../cloud/retention/old-stores.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgeuse-old-stores-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a store that another was restored over is named, and deleted after a week with what lies beside it, and so is a key', async () => {
  const names = [
    ...[
      'cloud.db',
      'cloud.db.before-2026-11-20T10-00-00',
      'cloud.db.before-2026-11-20T10-00-00-wal',
    ],
    ...['cloud.db.before-2026-11-22T08-30-00', 'cloud.db.before-somebody', 'signing-key.pem'],
    ...['2026-11-20T10-00-00', '2026-11-21T10-00-00'].map((at) => `signing-key.pem.before-${at}`),
  ];
  for (const name of names) writeFileSync(join(folder, name), 'x');
  const store = join(folder, 'cloud.db');
  expect(oldStores(store)).toEqual([
    { name: names[1], keptUntil: Date.UTC(2026, 10, 27, 10) },
    { name: names[3], keptUntil: Date.UTC(2026, 10, 29, 8, 30) },
  ]);
  const nightOf = (at: number) =>
    nightlyPurge({
      journal: { purge: async () => [] },
      store,
      signingKeyFile: join(folder, 'signing-key.pem'),
      clock: { now: () => at },
      logger: silentLogger,
    })();
  await nightOf(Date.UTC(2026, 10, 27, 9));
  expect(readdirSync(folder)).toHaveLength(names.length);
  await nightOf(Date.UTC(2026, 10, 28, 3));
  // The key that signs stays, and so does one that was put aside since.
  const left = [names[0], names[3], names[4], names[5], names[7]];
  expect(readdirSync(folder).sort()).toEqual(left.sort());
});
