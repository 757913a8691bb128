import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openJournal } from '../../device/store/journal.ts';
import { keyOf } from '../../device/store/journal-schema.ts';
import { openSqliteBeside } from '../../shared/runtime/sqlite.ts';
import { draft } from '../contract/journal.ts';
import { deviceBench } from '../fakes/device-bench.ts';

test('a cloud put back to before the damage hears what is gone: no roll-back is seen in a hash that cannot be compared', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'badgeuse-hole-'));
  const file = join(folder, 'journal.db');
  const first = openJournal(file);
  const before = deviceBench({ journal: first });
  before.link.connect();
  for (let n = 1; n <= 5; n++) before.record(draft(n));
  await before.until(() => first.epochs()[0]?.acked === 5, 60_000);
  const hash = first.hashAt(first.currentEpoch(), 2);
  await before.sync.stop();
  first.close();

  const db = openSqliteBeside(file);
  db.prepare('DELETE FROM entry WHERE key < ?').run(keyOf(1, 5));
  db.close();
  const journal = openJournal(file);
  const { cloud, link, sync, until } = deviceBench({ journal, cloud: before.cloud });
  link.connect();
  await sync.settled();
  const ack = { v: 1, epoch: journal.currentEpoch(), upTo: 2, hash, resendFrom: 3 };
  link.say('ack', Buffer.from(JSON.stringify(ack)), false);
  await sync.settled();
  expect(journal.epochs()).toMatchObject([{ last: 5, closed: false }]);
  expect(journal.nextBatch({ maxEntries: 200, maxBytes: 65_536 })).toMatchObject({
    ...{ from: 3, to: 5, lost: [{ from: 3, to: 4, reason: 'damaged' }] },
  });
  await until(() => journal.epochs()[0]?.acked === 5, 60_000);
  expect(cloud.conflicts).toEqual([]);
  await sync.stop();
  journal.close();
  rmSync(folder, { recursive: true, force: true });
});
