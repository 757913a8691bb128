import { expect, test } from '@jest/globals';
import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import { eachStore } from '../each-store.ts';
import { openTestRegistry } from '../open-test-registry.ts';

eachStore('a grant says something new', (store) => {
  test('the same is refused, whoever is quicker; what differs in one thing is not', async () => {
    const registry = openTestRegistry(await store.open(), () => 0);
    await registry.places.create({ id: 'a', name: 'A', timeZone: 'Europe/Paris' });
    await registry.devices.create({ id: 'pi', placeId: 'a', publicKey: 'A'.repeat(43) });
    for (const id of ['in', 'out'])
      await registry.accessPoints.create({ id, deviceId: 'pi', direction: 'in' });
    for (const { id } of (await registry.grants.list({ limit: 9, cursor: null })).items)
      await registry.grants.remove(id);
    const { id: member } = await registry.members.create({ name: 'Ana' });
    const { id: week } = await registry.schedules.create({ name: 'Week', placeId: 'a' });
    const wanted = [
      { groupId: 'everyone', accessPoints: '*' as const },
      { groupId: 'everyone', accessPoints: ['in', 'out'] },
      { groupId: 'everyone', accessPoints: ['in'] },
      { groupId: 'everyone', accessPoints: ['in'], scheduleId: week },
      { memberId: member, accessPoints: '*' as const },
    ];
    for (const one of wanted) {
      const both = await Promise.allSettled(
        [1, 2].map(() => registry.grants.create({ ...one, placeId: 'a' })),
      );
      const refused = both.flatMap((said) => (said.status === 'rejected' ? [said.reason] : []));
      expect(refused.map(errorCodeOf)).toEqual(['grantRepeated']);
    }
    const turned = { groupId: 'everyone', accessPoints: ['out', 'in'], placeId: 'a' };
    await expect(registry.grants.create(turned)).rejects.toMatchObject({ code: 'grantRepeated' });
    const { items } = await registry.grants.list({ limit: 9, cursor: null });
    expect(items).toHaveLength(wanted.length);
    for (const { id, scheduleId } of items) await registry.grants.patch(id, { scheduleId });
  });
});
