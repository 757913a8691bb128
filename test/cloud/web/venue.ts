import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '../../../cloud/open-journal.ts';
import { openDatabase } from '../../../cloud/store/database.ts';
import { seedPlace, testDevice } from '../test-device.ts';
import { testNow, webFixture } from './fixture.ts';

const hour = 3_600_000;

/** Wednesday 11 March, 09:12 in Paris. */
const forgottenAt = Date.UTC(2026, 2, 11, 8, 12);

/**
 * A place with its store in a file and its journal real: Noé forgot to tap out on Wednesday, and came from 15:04 to
 * 17:04 today; it is 18:04.
 */
export async function openVenue() {
  const folder = mkdtempSync(join(tmpdir(), 'badgeuse-venue-'));
  const database = await openDatabase({ url: null, path: join(folder, 'cloud.db') });
  const journal = openJournal(database);
  const { reader, passages, corrections, changes, proposals, previewRules } = journal;
  const { retryDeadLetter, closeMishap } = journal;
  const web = await webFixture(
    {
      ...{ journal: reader, passages, corrections, changes, proposals, previewRules },
      ...{ retryDeadLetter, closeMishap },
    },
    database,
  );
  const device = testDevice('reader');
  await seedPlace(database, [device]);
  for (const [id, name] of [
    ['m1', 'Noé Béranger'],
    ['m2', 'Élodie'],
  ] as const)
    await web.deps.registry.members.create({ id, name });
  const send = async (from: number) => {
    const payload = device.batch(from, device.entries().length);
    await journal.ingest.journal({ device: device.id, payload, receivedAt: testNow });
  };
  const forgotten = device.punch({ at: forgottenAt, memberRef: 'm1', warnings: ['placeFull'] }).id;
  const today = device.punch({ at: testNow - 3 * hour, memberRef: 'm1' }).id;
  const exit = device.punch({ at: testNow - hour, memberRef: 'm1' }).id;
  await send(1);
  return {
    web,
    database,
    journal,
    device,
    send,
    ids: { forgotten, today, exit },
    /** As the report shows it. */
    passage: (id: string) => journal.passages.find(id, testNow),
    async close() {
      await web.close();
      await journal.close();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
