import { expect, test } from '@jest/globals';
import { openJournal } from '../../cloud/open-journal.ts';
import { eachStore } from './each-store.ts';
import { seedPlace, testDevice } from './test-device.ts';

eachStore('announcements', (store) => {
  test('each batch, hello, correction and undoing is told after its commit, to who still listens', async () => {
    const database = await store.open();
    const device = testDevice('reader');
    await seedPlace(database, [device]);
    const journal = openJournal(database);
    const told: (string | null)[] = [];
    const stop = journal.changes.on((change) => told.push(change.device));
    const { id } = device.punch({ at: 1_000_000 });
    const payload = device.batch(1, 1);
    await journal.ingest.journal({ device: device.id, payload, receivedAt: 2_000_000 });
    await journal.ingest.hello(device.id, device.hello(), 2_000_000);
    const author = { madeBy: 'staff:maelle', madeAt: 2_000_000, reason: 'a test' };
    const made = await journal.corrections.record({ kind: 'voidPunch', punchId: id }, author);
    await expect(
      journal.corrections.record({ kind: 'voidPunch', punchId: 'nobody' }, author),
    ).rejects.toMatchObject({ code: 'notFound' });
    await journal.corrections.undo(made.id, author);
    expect(told).toEqual(['reader', 'reader', null, null]);
    stop();
    await journal.corrections.undo(made.id, author);
    expect(told.length).toBe(4);
    await journal.close();
  });
});
