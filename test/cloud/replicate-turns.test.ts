import { expect, jest, test } from '@jest/globals';
import { replication } from '../../cloud/replication/replicate.ts';
import { openAccessLists } from '../../cloud/store/access-lists.ts';
import { eachStore } from './each-store.ts';
import { openTestRegistry } from './open-test-registry.ts';
import { cloudKey, demoOn, kinds } from './replicated-demo.ts';

jest.setTimeout(60_000);

eachStore('replication, one change after another', (store) => {
  test('a change that failed is found again at the next hello, whatever had been looked at', async () => {
    const database = await store.open();
    const { cloud, device } = await demoOn(database);
    // Nobody else hears of what is written with it.
    const quiet = openTestRegistry(database, cloud.now);
    const lists = openAccessLists(database);
    let fails = false;
    const worksUntil =
      <A extends readonly unknown[], R>(work: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        if (fails) throw new Error('the store is away');
        return work(...args);
      };
    const unlucky = replication({
      lists: {
        ...lists,
        refresh: worksUntil(lists.refresh),
        refreshConfig: worksUntil(lists.refreshConfig),
      },
      key: cloudKey,
      clock: { now: cloud.now, monotonicNow: () => 0 },
      mqttUrls: () => ['mqtt://127.0.0.1:1883'],
      fileUrl: (path) => path,
    });
    const says = () => unlucky.answerHello(device.id, device.hello(), cloud.now());
    for (let n = 0; n < 3; n++) await device.take(await says());
    fails = true;
    cloud.pass(1_000);
    await quiet.cards.create({ uid: '04A1B2C3' });
    await quiet.doors.patch('front', { unlockMs: 4_000 });
    const ofCard = { kind: 'access', placeIds: '*', uids: ['04A1B2C3'] } as const;
    await expect(unlucky.onRegistryChange(ofCard)).rejects.toThrow('away');
    fails = false;
    const answer = await says();
    expect(kinds(answer).sort()).toEqual(['access', 'config']);
    await device.take(answer);
    expect(device.entries.has('04A1B2C3')).toBe(true);
    // What failed keeps nobody after it from their turn.
    await quiet.cards.create({ uid: '04D1D2D3' });
    const next = await unlucky.onRegistryChange({ ...ofCard, uids: ['04D1D2D3'] });
    expect(kinds(next)).toContain('access');
  });

  test('changes take turns: none is looked at while the one before is being told', async () => {
    const database = await store.open();
    const { cloud, device } = await demoOn(database);
    const lists = openAccessLists(database);
    let looking = 0;
    let most = 0;
    const named = { kind: 'access', placeIds: '*', uids: ['04D1D2D3'] } as const;
    let second: Promise<unknown> = Promise.resolve();
    const inTurns = replication({
      lists: {
        ...lists,
        async refresh(...asked) {
          most = Math.max(most, ++looking);
          await new Promise((resolve) => setTimeout(resolve, 20));
          return lists.refresh(...asked).finally(() => looking--);
        },
        // A card is blocked just when a change of all cards is about to be told.
        async differing(list) {
          second = inTurns.onRegistryChange(named);
          await new Promise((resolve) => setTimeout(resolve, 5));
          return lists.differing(list);
        },
      },
      key: cloudKey,
      clock: { now: cloud.now, monotonicNow: () => 0 },
      mqttUrls: () => [],
      fileUrl: (path) => path,
    });
    await device.take(await inTurns.answerHello(device.id, device.hello(), cloud.now()));
    await inTurns.onRegistryChange({ kind: 'access', placeIds: '*' });
    await second;
    expect([most, looking]).toEqual([1, 0]);
  });

  test('a hello that comes while a change is being told is answered after it, with what it led to', async () => {
    const database = await store.open();
    const { cloud, device } = await demoOn(database);
    const quiet = openTestRegistry(database, cloud.now);
    const lists = openAccessLists(database);
    const began = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    let isSlow = false;
    const slow = replication({
      lists: {
        ...lists,
        async refresh(...asked) {
          if (isSlow) {
            began.resolve();
            await goOn.promise;
          }
          return lists.refresh(...asked);
        },
      },
      key: cloudKey,
      clock: { now: cloud.now, monotonicNow: () => 0 },
      mqttUrls: () => ['mqtt://127.0.0.1:1883'],
      fileUrl: (path) => path,
    });
    const says = () => slow.answerHello(device.id, device.hello(), cloud.now());
    for (let n = 0; n < 3; n++) await device.take(await says());
    cloud.pass(1_000);
    await quiet.cards.create({ uid: '04D1D2D3' });
    isSlow = true;
    const told = slow.onRegistryChange(
      { kind: 'access', placeIds: '*', uids: ['04D1D2D3'] },
      // What is sent of itself may get lost.
      () => undefined,
    );
    await began.promise;
    const answer = says();
    goOn.resolve();
    await told;
    await device.take(await answer);
    expect(device.entries.has('04D1D2D3')).toBe(true);
  });
});
