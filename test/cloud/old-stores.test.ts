import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { oldStores, removeOldStores } from '../../cloud/old-stores.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgeuse-old-stores-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a store that another was restored over is named, and deleted after a week with what lies beside it', () => {
  const names = [
    ...[
      'cloud.db',
      'cloud.db.before-2026-11-20T10-00-00',
      'cloud.db.before-2026-11-20T10-00-00-wal',
    ],
    ...['cloud.db.before-2026-11-22T08-30-00', 'cloud.db.before-somebody', 'signing-key.pem'],
  ];
  for (const name of names) writeFileSync(join(folder, name), 'x');
  const store = join(folder, 'cloud.db');
  expect(oldStores(store)).toEqual([
    { name: names[1], keptUntil: Date.UTC(2026, 10, 27, 10) },
    { name: names[3], keptUntil: Date.UTC(2026, 10, 29, 8, 30) },
  ]);
  removeOldStores(store, Date.UTC(2026, 10, 27, 9), silentLogger);
  expect(oldStores(store)).toHaveLength(2);
  removeOldStores(store, Date.UTC(2026, 10, 28, 3), silentLogger);
  expect(readdirSync(folder).sort()).toEqual([names[0], names[3], names[4], names[5]].sort());
});
