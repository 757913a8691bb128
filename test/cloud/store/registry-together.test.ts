import { expect, test } from '@jest/globals';
import type { RegistryChange } from '../../../cloud/ports/registry.ts';
import { openAuditLog } from '../../../cloud/store/audit-log.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import { eachStore, type FreshStore } from '../each-store.ts';
import { openTestRegistry } from '../open-test-registry.ts';

const now = Date.UTC(2026, 2, 12, 17);

async function fresh(store: FreshStore) {
  const database = await store.open();
  const registry = openTestRegistry(database, () => now);
  const changes: RegistryChange[] = [];
  registry.onChange((change) => changes.push(change));
  return { registry, changes, audit: openAuditLog(database) };
}

eachStore('several writes that are one wish', (store) => {
  test('all are there, and told after the commit', async () => {
    const { registry, changes, audit } = await fresh(store);
    await registry.groups.create({ id: 'g', name: 'Adhérents' });
    const made = await registry.together(async (all) => {
      const member = await all.members.create({ id: 'm', name: 'Zoé' }, 'staff:s');
      await all.groups.patch('g', { memberIds: [member.id] }, 'staff:s');
      expect([(await all.members.get('m')).name, changes]).toEqual(['Zoé', []]);
      return member;
    });
    expect([made.id, (await registry.groups.get('g')).memberIds]).toEqual(['m', ['m']]);
    expect(changes).toEqual([{ kind: 'access', placeIds: '*', memberIds: ['m'] }]);
    const { items } = await audit.list({ who: 'staff:s' }, { limit: 9, cursor: null });
    expect(items.map(({ verb, kind }) => `${verb} ${kind}`)).toEqual([
      'changed group',
      'created member',
    ]);
  });

  test('none is there, and nothing is told, where one is refused', async () => {
    const { registry, changes, audit } = await fresh(store);
    for (const id of ['a', 'b']) await registry.groups.create({ id, name: id });
    const { seq } = await audit.head();
    const by = {
      name: 'staff:s',
      mayTouch: (_kind: string, { id }: { id?: string }) => {
        if (id === 'b') throw failure('reachesElsewhere', { what: 'group' });
      },
    };
    const wish = registry.together(async (all) => {
      await all.members.create({ id: 'm', name: 'Zoé' }, by);
      await all.groups.patch('a', { memberIds: ['m'] }, by);
      await all.groups.patch('b', { memberIds: ['m'] }, by);
    });
    await expect(wish).rejects.toMatchObject({ code: 'reachesElsewhere' });
    expect(await registry.members.find('m')).toBeNull();
    expect((await registry.groups.get('a')).memberIds).toEqual([]);
    expect([changes, (await audit.head()).seq]).toEqual([[], seq]);
  });

  test('two that add to what they read both find their place', async () => {
    const { registry } = await fresh(store);
    await registry.groups.create({ id: 'g', name: 'Adhérents' });
    const ids = ['m1', 'm2', 'm3', 'm4', 'm5'];
    for (const id of ids) await registry.members.create({ id, name: id });
    await Promise.all(
      ids.map((id) =>
        registry.together(async (all) => {
          const { memberIds } = await all.groups.get('g');
          await all.groups.patch('g', { memberIds: [...memberIds, id] });
        }),
      ),
    );
    expect((await registry.groups.get('g')).memberIds).toEqual(ids);
  });
});
