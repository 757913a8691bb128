import { expect, test } from '@jest/globals';
import { openJournal } from '../../../cloud/open-journal.ts';
import { eachStore } from '../each-store.ts';
import { seedPlace, testDevice } from '../test-device.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 2, 12, 17);
const everything = {
  ...{ from: null, to: null, place: null, area: null },
  ...{ member: null, accessPoint: null, status: null },
};

eachStore('until when a report is complete', (store) => {
  test('is said by the oldest word of the readers that count in it, and of those alone', async () => {
    const database = await store.open();
    const { db } = database;
    const prompt = testDevice('prompt');
    const late = testDevice('late');
    await seedPlace(database, [prompt, late]);
    const area = { id: 'laser', place_id: 'demo', name: 'Laser', missing_exit: 'flag' } as const;
    const asPlace = { max_visit_minutes: null, closes_at: null, debounce_seconds: null };
    await db
      .insertInto('area')
      .values({ ...area, ...asPlace, purpose: null })
      .execute();
    const journal = openJournal(database);
    const until = async (filter = {}) =>
      (await journal.passages.completeness({ ...everything, ...filter }, now)).completeUntil;
    const setPoint = (fields: { counts?: number; area_id?: string | null }) =>
      db.updateTable('access_point').set(fields).where('id', '=', late.accessPoint).execute();
    const setState = (state: 'active' | 'revoked') =>
      db.updateTable('device').set({ state }).where('id', '=', late.id).execute();

    await journal.ingest.hello(prompt.id, prompt.hello(), now);
    // One that was never heard may hold anything.
    expect(await until()).toBeNull();
    expect(await until({ accessPoint: prompt.accessPoint })).toBe(now);
    await journal.ingest.hello(late.id, late.hello(), now - hour);
    expect(await until()).toBe(now - hour);

    await setPoint({ counts: 0 });
    expect(await until()).toBe(now);
    await setPoint({ counts: 1, area_id: 'laser' });
    expect(await until({ area: 'demo' })).toBe(now);
    expect(await until({ area: 'laser' })).toBe(now - hour);
    expect(await until({ place: 'elsewhere' })).toBeNull();
    await setState('revoked');
    expect(await until()).toBe(now);
    await journal.close();
  });
});
