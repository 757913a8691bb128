import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openDatabase } from '../../cloud/store/database.ts';
import { restoredAge } from '../../scripts/badgeuse/restored-age.ts';
import { openTestRegistry } from '../cloud/open-test-registry.ts';
import { scratchFolder } from '../parts/scratch-folder.ts';

const now = Date.UTC(2026, 10, 21, 8);
const daysAgo = (days: number) => now - days * 86_400_000;

test('a restored store that is older than what devices keep says from when to when something may be nowhere', async () => {
  const path = join(scratchFolder('restored'), 'cloud.db');
  const database = await openDatabase({ url: null, path });
  const registry = openTestRegistry(database, () => now);
  expect(restoredAge(path, now)).toBeNull();
  await registry.places.create({ id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
  const publicKey = 'A'.repeat(43);
  await registry.devices.create({ id: 'wall-1', placeId: 'demo', name: 'Wall', publicKey });
  const heard = (days: number) =>
    database.db
      .insertInto('device_state')
      .values({ device: 'wall-1', last_seen_at: daysAgo(days), online: 0, unsent: 0 } as never)
      .onConflict((taken) => taken.column('device').doUpdateSet({ last_seen_at: daysAgo(days) }))
      .execute();
  await heard(34);
  expect(restoredAge(path, now)).toBeNull();
  await heard(40);
  expect(restoredAge(path, now)).toMatch(/from 2026-10-12 to 2026-10-17/);
  await database.close();
});
