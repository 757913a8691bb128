import type { Registry } from '../../cloud/ports/registry.ts';

/** Cards in every state; one that waits for its first tap, which `refusal-1` is. */
export async function seedPeople(registry: Registry, memberId: string): Promise<void> {
  await registry.members.patch(memberId, { email: 'zoe@example.org', validUntil: '2026-08-31' });
  await registry.groups.create({ id: 'volunteers', name: 'Bénévoles', memberIds: [memberId] });
  const lost = { uid: '0471D30A924481', number: '0098', memberId };
  const { id } = await registry.cards.create({ id: 'card-lost', ...lost });
  await registry.cards.patch(id, { state: 'lost' });
  await registry.cards.create({
    id: 'card-guest',
    uid: '04C0FFEE123480',
    number: 'G-2',
    sponsorId: memberId,
    guestName: 'Anaïs Nin',
    validUntil: '2026-03-20',
  });
  await registry.cards.create({ id: 'card-waits', tag8: '04998877', number: 'B194AEB9' });
}
