import { expect, test } from '@jest/globals';
import { openJournal } from '../../../cloud/open-journal.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { openRegistry } from '../../../cloud/store/registry.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { eachStore } from '../each-store.ts';
import { deliver, derived, dice, journals, received, seedWorkshop } from '../random-taps.ts';
import { testDevice } from '../test-device.ts';

const stored = async ({ db }: Database) => {
  const rows = await db.selectFrom('passage').select(['status']).execute();
  return (status: string) => rows.filter((row) => row.status === status).length;
};

eachStore('a preview of other visit rules', (store) => {
  test('counts what pairing anew then makes of it, and writes nothing', async () => {
    const roll = dice(3);
    const database = await store.open();
    const devices = ['a', 'b', 'c'].map((id) => testDevice(id));
    await seedWorkshop(database, devices, {}, 'closeAtPlaceExit');
    journals(roll, devices);
    const journal = openJournal(database);
    await deliver(
      roll,
      devices,
      (device, payload, receivedAt) =>
        journal.ingest.journal({ device: device.id, payload, receivedAt }),
      async () => undefined,
    );
    const untouched = await derived(database);
    // So early that nothing is open too long yet: what is shown is what is stored.
    const proposed = {
      place: { maxVisitMinutes: 240 },
      areas: { laser: { missingExit: 'flag' } },
    } as const;
    const preview = await journal.previewRules('demo', proposed, 0);
    expect(await derived(database)).toEqual(untouched);
    expect(preview.changed).toBeGreaterThan(0);
    const parts = preview.changes.map(({ passages }) => passages);
    expect(parts.reduce((sum, n) => sum + n, 0)).toBe(preview.changed);
    expect(preview).toMatchObject({ complete: true, persons: expect.any(Number) });
    let left = 2;
    expect(await journal.previewRules('demo', proposed, 0, () => left-- > 0)).toMatchObject({
      persons: 2,
      complete: false,
    });
    const before = await stored(database);
    for (const [status, count] of Object.entries(preview.before))
      expect(count).toBe(before(status));

    const around = { now: () => received, log: silentLogger };
    const registry = openRegistry(database, journal.hooks, around);
    await registry.places.patch('demo', proposed.place);
    await registry.areas.patch('laser', proposed.areas.laser);
    await journal.pairAnew('demo');
    const after = await stored(database);
    expect(preview.after).not.toEqual(preview.before);
    for (const [status, count] of Object.entries(preview.after)) expect(count).toBe(after(status));
    expect(await journal.previewRules('demo', {}, 0)).toMatchObject({ changed: 0 });
    await journal.close();
  });
});
