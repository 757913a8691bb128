import { expect, test } from '@jest/globals';
import { lookAt } from '../../../cloud/store/access-wanted.ts';
import type { Database } from '../../../cloud/store/database.ts';
import type { AccessEntry } from '../../../shared/domain/access-list.ts';
import { eachStore, type FreshStore } from '../each-store.ts';
import { openTestRegistry } from '../open-test-registry.ts';
import { seedFederation } from './seed-federation.ts';

const [theirs, ours, both] = ['04A1B2C3D4E5F6', '04112233445566', '04FFEEDDCCBBAA'] as const;

async function place(store: FreshStore) {
  const database = await store.open();
  const registry = openTestRegistry(database, () => 0);
  await registry.places.create({ id: 'p', name: 'P', timeZone: 'Europe/Paris' });
  // Grants that say the same are one on the list: each has hours of its own.
  const give = async (groupId: string, hours = `hours of ${groupId}`) => {
    await registry.schedules.create({ id: hours, name: hours, placeId: 'p' });
    await registry.grants.create({ ...anyDoor, groupId, memberId: null, scheduleId: hours });
  };
  for (const grant of (await registry.grants.list({ limit: 9, cursor: null })).items)
    await registry.grants.remove(grant.id);
  /** A federation, its group, and what its group is given. */
  const federation = async (
    id: string,
    uids: readonly string[],
    {
      state = 'pooled',
      granted = true,
    }: { state?: 'pooled' | 'waiting' | 'left'; granted?: boolean } = {},
  ) => {
    await seedFederation(database, id, { state, group_id: id });
    await registry.groups.create({ id, name: id });
    if (granted) await give(id);
    for (const uid of uids)
      await database.db
        .insertInto('federation_member')
        .values({ federation: id, key: uid, uid, initials: `${id}.`, ...days })
        .execute();
  };
  return { database, registry, federation, give };
}
const anyDoor = { placeId: 'p', accessPoints: '*' as const };
const days = { valid_from: '2026-03-01', valid_until: '2026-04-01' };

async function listOf({ db }: Database): Promise<ReadonlyMap<string, AccessEntry>> {
  const wanted = await (await lookAt(db, 'p')).after('');
  return new Map([...wanted].map(([uid, body]) => [uid, JSON.parse(body) as AccessEntry]));
}

eachStore('members of other venues on a list', (store) => {
  test('are those of federations that pool and were given a grant, with what they told', async () => {
    const { database, registry, federation, give } = await place(store);
    await federation('f1', [theirs]);
    await federation('f2', ['04000000000002'], { state: 'left' });
    await federation('f3', ['04000000000003'], { state: 'waiting' });
    await federation('f4', ['04000000000004'], { granted: false });
    // Everyone is everyone here.
    await give('everyone');
    await registry.cards.create({ uid: ours });
    const list = await listOf(database);
    expect([...list.keys()]).toEqual([ours, theirs]);
    expect(list.get(theirs)).toMatchObject({
      ...{ name: 'f1.', memberRef: null, state: 'active' },
      ...{ validFrom: days.valid_from, validUntil: days.valid_until },
    });
    expect(list.get(theirs)?.grants).toHaveLength(1);
    expect(list.get(ours)).toMatchObject({ name: null, validFrom: null });
    expect(list.get(ours)?.grants).toHaveLength(1);
    // The same, asked for by its number, and nobody who is not on the list.
    const look = await lookAt(database.db, 'p');
    const named = await look.at([theirs, '04000000000002', '04000000000003', '04000000000004']);
    expect([...named.keys()]).toEqual([theirs]);
    expect([...(await look.at([ours])).keys()]).toEqual([ours]);
    expect(JSON.parse(named.get(theirs) ?? '')).toEqual(list.get(theirs));
    // A page goes on after the last one.
    expect([...(await look.after(ours)).keys()]).toEqual([theirs]);
    expect([...(await look.after(theirs)).keys()]).toEqual([]);
  });

  test('told by two are there once, and enter where either may', async () => {
    const { database, federation, give } = await place(store);
    await federation('f1', [theirs, both]);
    await federation('f2', [theirs]);
    await federation('f3', [theirs], { granted: false });
    await give('f2', 'more hours');
    const list = await listOf(database);
    expect([...list.keys()]).toEqual([theirs, both]);
    expect(list.get(theirs)?.grants).toHaveLength(3);
    expect(list.get(both)?.grants).toHaveLength(1);
  });

  test('whose card is registered here stay as they are here: lost is lost', async () => {
    const { database, registry, federation } = await place(store);
    await registry.members.create({ id: 'm', name: 'Ana Bo' });
    await registry.cards.create({ id: 'c', uid: both, memberId: 'm' });
    const hers = { groupId: null, memberId: 'm', scheduleId: null };
    await registry.grants.create({ ...anyDoor, ...hers });
    await federation('f1', [both]);
    const entry = async () => (await listOf(database)).get(both);
    expect(await entry()).toMatchObject({ name: 'Ana', memberRef: 'm', validFrom: null });
    expect((await entry())?.grants).toHaveLength(2);
    await registry.cards.patch('c', { state: 'lost' });
    expect(await entry()).toMatchObject({ state: 'lost', memberRef: 'm' });
  });
});
