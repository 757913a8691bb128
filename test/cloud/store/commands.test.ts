import { expect, test } from '@jest/globals';
import type { CommandToKeep } from '../../../cloud/ports/commands.ts';
import { openCommandStore } from '../../../cloud/store/commands.ts';
import { helloOf } from '../../parts/hello-of.ts';
import { eachStore } from '../each-store.ts';
import { openTestRegistry } from '../open-test-registry.ts';

const now = Date.UTC(2026, 2, 12, 17, 4);

eachStore('commands', (store) => {
  test('counters rise, also from two aggregators at once; the first answer stays', async () => {
    const database = await store.open();
    const registry = openTestRegistry(database, () => now);
    await registry.places.create({ id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
    await registry.devices.create({ id: 'pi', placeId: 'demo', publicKey: 'P'.repeat(43) });
    await registry.doors.create({ id: 'front', placeId: 'demo' });
    await registry.accessPoints.create({
      ...{ id: 'entree', deviceId: 'pi', direction: 'in', doorId: 'front' },
    });
    const [one, two] = [
      openCommandStore(database),
      openCommandStore(store.engine === 'postgres' ? await store.openAgain() : database),
    ];
    expect([await one.heard('pi'), await one.devicesAt('front')]).toEqual([null, []]);
    await database.db
      .insertInto('device_state')
      .values({
        ...{ device: 'pi', last_seen_at: now, online: 1, connection: 1, boot: 'boot-1' },
        ...{ access_version: 1, config_version: 1, unsent: 0 },
        hello: JSON.stringify(helloOf(now)),
      })
      .execute();
    expect(await one.heard('pi')).toMatchObject({ heardAt: now, online: true, helloSeconds: 30 });
    expect(await one.devicesAt('front')).toMatchObject([{ device: 'pi', placeId: 'demo' }]);

    const wanted: CommandToKeep = {
      ...{ kind: 'unlock', device: 'pi', placeId: 'demo', door: 'front', by: 'staff:3' },
      ...{ reason: 'delivery', givenAt: now, answerBy: now + 15_000 },
    };
    const given = await Promise.all(
      [one, two, one, two, one, two].map((desk) => desk.add(wanted, now)),
    );
    const counters = given.map(({ counter }) => counter).toSorted();
    expect(counters).toEqual([0, 1, 2, 3, 4, 5].map((n) => now + n));
    // All of one millisecond: newest first is by their counters.
    const newest = given.toSorted((a, b) => b.counter - a.counter).map(({ command }) => command.id);
    for (const whose of [{ device: 'pi' }, { doorId: 'front' }])
      expect((await one.list(whose, 9)).map(({ id }) => id)).toEqual(newest);
    // A store put back to an older state: the clock leads on.
    const later = await one.add(wanted, now + 60_000);
    expect(later.counter).toBe(now + 60_000);
    expect(await one.countBy('staff:3', now - 1)).toBe(7);
    expect(await one.countBy('staff:4', now - 1)).toBe(0);

    const { id } = later.command;
    const answer = { id, outcome: 'granted', seq: 12 } as const;
    expect(await one.answer('other', answer, now)).toBeNull();
    expect(await two.answer('pi', answer, now + 50)).toMatchObject({ id, outcome: 'granted' });
    expect(await one.answer('pi', { ...answer, outcome: 'failed' }, now + 60)).toBeNull();
    expect(await one.find(id)).toMatchObject({ outcome: 'granted', seq: 12, answeredAt: now + 50 });
    expect(await one.list({ device: 'pi' }, 3)).toHaveLength(3);
    const rows = await database.db.selectFrom('audit').select('verb').where('who', '=', 'staff:3');
    expect((await rows.execute()).map(({ verb }) => verb)).toEqual(Array(8).fill('unlocked'));
  });
});
