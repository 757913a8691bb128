import { expect, test } from '@jest/globals';
import { foldNames, openPeople } from '../../../cloud/store/people.ts';
import { eachStore, type FreshStore } from '../each-store.ts';
import { openTestRegistry } from '../open-test-registry.ts';

async function fresh(store: FreshStore) {
  const database = await store.open();
  const registry = openTestRegistry(database, () => 1000);
  const people = openPeople(database);
  const found = async (text: string) =>
    (await people.members(text, { limit: 50, cursor: null })).items.map(
      ({ member }) => member.name,
    );
  return { database, registry, people, found };
}

eachStore('finding people', (store) => {
  test('without accents and capitals, by parts of a name, an address or a card', async () => {
    const { registry, found, people } = await fresh(store);
    const zoe = await registry.members.create({ name: 'Zoé Lefèvre-Castagnède' });
    await registry.members.create({ name: 'Ánh Nguyễn', email: 'Anh@Example.org' });
    await registry.members.create({ name: '100 % Percy_O’Neil' });
    await registry.cards.create({ uid: '04A22F1B6C5E80', number: 'N-0217', memberId: zoe.id });
    expect(await found('')).toEqual(['100 % Percy_O’Neil', 'Ánh Nguyễn', 'Zoé Lefèvre-Castagnède']);
    expect(await found('LEFEVRE zoe')).toEqual(['Zoé Lefèvre-Castagnède']);
    expect(await found('nguyen')).toEqual(['Ánh Nguyễn']);
    expect(await found('anh@example')).toEqual(['Ánh Nguyễn']);
    expect(await found('n-02')).toEqual(['Zoé Lefèvre-Castagnède']);
    expect(await found('04 a2 2f 1b 6c 5e 80')).toEqual(['Zoé Lefèvre-Castagnède']);
    expect(await found('04A22F1B')).toEqual(['Zoé Lefèvre-Castagnède']);
    expect(await found('%')).toEqual(['100 % Percy_O’Neil']);
    expect(await found('_')).toEqual(['100 % Percy_O’Neil']);
    expect(await found("o'neil")).toEqual(['100 % Percy_O’Neil']);
    expect(await found('\\')).toEqual([]);
    await registry.members.patch(zoe.id, { name: 'Zoé Martin' });
    expect(await found('lefevre')).toEqual([]);
    expect(await found('martin')).toEqual(['Zoé Martin']);
    expect(await people.countMembers()).toBe(3);
    expect(await people.memberSince(zoe.id)).toBe(1000);
  });

  test('page by page in the order of names, each once, with their cards', async () => {
    const { registry, people } = await fresh(store);
    for (const name of ['Éa', 'Bo', 'Bo', 'Cy', 'ana']) await registry.members.create({ name });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof people.members>> = await people.members('', {
        limit: 2,
        cursor,
      });
      seen.push(...page.items.map(({ member }) => `${member.name} ${member.id}`));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen.map((one) => one.split(' ')[0])).toEqual(['ana', 'Bo', 'Bo', 'Cy', 'Éa']);
    expect(new Set(seen).size).toBe(5);
  });

  test('cards by number or state; how many wait; a guest’s is with who answers for it', async () => {
    const { registry, people } = await fresh(store);
    const zoe = await registry.members.create({ name: 'Zoé' });
    await registry.cards.create({ tag8: '04A1B2C3', number: '2' });
    await registry.cards.create({ uid: '04A1B2C4', number: '1', memberId: zoe.id, state: 'lost' });
    await registry.cards.create({
      uid: '04A1B2C5',
      sponsorId: zoe.id,
      guestName: 'Ana',
      validUntil: '2026-03-20',
    });
    const numbers = async (asked: Parameters<typeof people.cards>[0]) =>
      (await people.cards(asked, { limit: 9, cursor: null })).items.map(({ number }) => number);
    expect(await numbers({ text: '' })).toEqual([null, '1', '2']);
    expect(await numbers({ text: '', state: 'waiting' })).toEqual(['2']);
    expect(await numbers({ text: '', state: 'lost' })).toEqual(['1']);
    expect(await numbers({ text: '', state: 'unheld' })).toEqual(['2']);
    expect(await numbers({ text: '04A1B2C4' })).toEqual(['1']);
    expect(await people.countWaiting()).toBe(1);
    const [found] = (await people.members('zoe', { limit: 1, cursor: null })).items;
    expect(found?.cards).toHaveLength(2);
    const group = await registry.groups.create({ name: 'Grimpe', memberIds: [zoe.id] });
    expect(await people.groupsOf(zoe.id)).toEqual([{ id: group.id, name: 'Grimpe' }]);
  });

  test('names of before they were folded are found after a start', async () => {
    const { database, found } = await fresh(store);
    await database.db
      .insertInto('member')
      .values({ id: 'm1', name: 'Zoé', email: null, created_at: 0 })
      .execute();
    expect(await found('zoe')).toEqual([]);
    await foldNames(database);
    expect(await found('zoe')).toEqual(['Zoé']);
  });
});
