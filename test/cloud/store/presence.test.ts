import { expect, test } from '@jest/globals';
import { openPresence } from '../../../cloud/store/presence.ts';
import { eachStore } from '../each-store.ts';
import { placeRow } from '../place-row.ts';

eachStore('who is connected', (store) => {
  const opened = async () => {
    const database = await store.open();
    await database.db
      .insertInto('place')
      .values({
        id: 'demo',
        name: 'Demo',
        time_zone: 'Europe/Paris',
        ...placeRow,
      })
      .execute();
    await database.db
      .insertInto('device')
      .values({
        id: 'wall-1',
        place_id: 'demo',
        name: 'Wall',
        public_key: 'A'.repeat(43),
        password_hash: '',
        state: 'active',
        created_at: 0,
      })
      .execute();
    const presence = openPresence(database);
    const says = (online: boolean, connection: number) =>
      presence.status('wall-1', { v: 1, online, boot: `boot-${connection}`, connection });
    const online = async () =>
      (await database.db.selectFrom('device_state').select('online').executeTakeFirst())?.online;
    return { database, presence, says, online };
  };

  test('a late will of an older connection does not unsay a newer birth', async () => {
    const { says, online } = await opened();
    expect(await online()).toBeUndefined();
    await says(true, 1);
    expect(await online()).toBe(1);
    await says(true, 2);
    await says(false, 1);
    expect(await online()).toBe(1);
    await says(false, 2);
    expect(await online()).toBe(0);
    await says(false, 2);
    await says(true, 3);
    expect(await online()).toBe(1);
  });

  test('a broker that was just started has nobody, and strangers are not kept', async () => {
    const { database, presence, says, online } = await opened();
    await says(true, 1);
    await presence.nobody();
    expect(await online()).toBe(0);
    await says(true, 2);
    expect(await online()).toBe(1);
    await presence.status('stranger', { v: 1, online: true, boot: 'b', connection: 1 });
    expect(await database.db.selectFrom('device_state').select('device').execute()).toEqual([
      { device: 'wall-1' },
    ]);
  });
});
