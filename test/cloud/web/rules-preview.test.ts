import { expect, test } from '@jest/globals';
import { openJournal } from '../../../cloud/open-journal.ts';
import { openApiTokens } from '../../../cloud/store/api-tokens.ts';
import { openIdentity } from '../../../cloud/store/identity.ts';
import { openRegistry } from '../../../cloud/store/registry.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { eachStore } from '../each-store.ts';
import { seedPlace, testDevice } from '../test-device.ts';
import { testNow, webFixture } from './fixture.ts';

const hour = 3_600_000;

eachStore('the preview of other visit rules, by the API', (store) => {
  test('is what saving would be judged by, and changes nothing', async () => {
    const database = await store.open();
    const journal = openJournal(database);
    const { reader, passages, previewRules } = journal;
    const registry = openRegistry(database, journal.hooks, {
      now: () => testNow,
      log: silentLogger,
    });
    const own = { identity: openIdentity(database), tokens: openApiTokens(database) };
    let tookMs = 0;
    const web = await webFixture(
      {
        registry,
        ...own,
        journal: reader,
        passages,
        previewRules: (...asked) => {
          web.clock.now += tookMs;
          return previewRules(...asked);
        },
      },
      database,
    );
    const device = testDevice('reader');
    await seedPlace(database, [device]);
    await registry.areas.create({ id: 'laser', placeId: 'demo', name: 'Laser' });
    // Forgot to tap out the day before.
    device.punch({ at: testNow - 33 * hour, memberRef: 'm1' });
    device.punch({ at: testNow - 3 * hour, memberRef: 'm1' });
    device.punch({ at: testNow - hour, memberRef: 'm1' });
    await journal.ingest.journal({
      device: 'reader',
      payload: device.batch(1, 3),
      receivedAt: testNow,
    });
    const places = '/api/v1/places/demo';
    const untouched = (await web.send('admin', 'GET', places)).json;
    const closing = { closesAt: '22:00', missingExit: 'closeAtClosing' };
    const seen = await web.send('admin', 'POST', `${places}/preview`, closing);
    expect([seen.status, seen.json]).toEqual([
      200,
      {
        before: expect.objectContaining({ missing_exit: 1, auto_closed: 0, closed: 1 }),
        after: expect.objectContaining({ missing_exit: 0, auto_closed: 1, closed: 1 }),
        changed: 1,
        changes: [{ before: 'missing_exit', after: 'auto_closed', passages: 1 }],
        persons: 1,
        complete: true,
      },
    ]);
    expect((await web.send('admin', 'GET', places)).json).toEqual(untouched);

    const area = await web.send('admin', 'POST', '/api/v1/areas/laser/preview', {
      maxVisitMinutes: 60,
      missingExit: null,
    });
    expect([area.status, area.json]).toMatchObject([200, { changed: 0, changes: [] }]);

    // What saving refuses is refused in the same words.
    for (const wrong of [
      { maxVisitMinutes: 0 },
      { closesAt: '25:00' },
      { timeZone: 'Europe/Nowhere' },
      { missingExit: 'closeAtPlaceExit' },
    ]) {
      const saved = await web.send('admin', 'PATCH', places, wrong);
      const tried = await web.send('admin', 'POST', `${places}/preview`, wrong);
      expect([wrong, tried.status, tried.json]).toEqual([wrong, 400, saved.json]);
    }
    expect((await web.send('staff', 'POST', `${places}/preview`, {})).status).toBe(403);
    const nowhere = await web.send('admin', 'POST', '/api/v1/places/nowhere/preview', {});
    expect(nowhere.status).toBe(404);
    // A place so large that nobody would wait for all of it.
    tookMs = 60_000;
    const part = await web.send('admin', 'POST', `${places}/preview`, closing);
    expect([part.status, part.json]).toMatchObject([200, { persons: 0, complete: false }]);
    await web.close();
    await journal.close();
  });
});
