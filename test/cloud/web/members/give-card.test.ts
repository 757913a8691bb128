import { expect, test } from '@jest/globals';
import { giveCard } from '../../../../cloud/web/members/give-card.ts';
import { errorCodeOf } from '../../../../shared/runtime/errors.ts';
import { eachStore } from '../../each-store.ts';
import { openTestRegistry } from '../../open-test-registry.ts';

eachStore('one free card, given by two at once', (store) => {
  test('is one person’s, and the other hears whose', async () => {
    const registry = openTestRegistry(await store.open(), () => 0);
    for (const id of ['ana', 'bo']) await registry.members.create({ id, name: id });
    for (const nth of [0, 1, 2, 3, 4]) {
      const uid = `04A1B2C3D4E5${nth}0`;
      const { id } = await registry.cards.create({ uid });
      const both = await Promise.allSettled(
        ['ana', 'bo'].map((memberId) => giveCard(registry, { uid, memberId }, 'staff:x')),
      );
      const refused = both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      expect(refused.map(errorCodeOf)).toEqual(['cardTaken']);
      const holder = (await registry.cards.get(id)).memberId;
      expect(refused[0].details).toEqual({ who: holder });
      expect(both[holder === 'ana' ? 0 : 1]?.status).toBe('fulfilled');
    }
  });
});
