import type { WebDeps } from '../../cloud/web/deps.ts';

/** What staff set up at La Filature: a door, a machine of its own. */
export async function seedSetup({
  registry,
  firstRun,
}: Pick<WebDeps, 'registry' | 'firstRun'>): Promise<void> {
  const placeId = 'filature';
  await registry.doors.create({ id: 'bloc-door', placeId, name: 'Porte du Bloc' });
  const { timeClockItemId } = await registry.places.patch(placeId, { timeClock: true });
  const clock = timeClockItemId ?? '';
  await registry.assets.create({ id: 'hours', placeId, name: 'Heures de salle', category: 'TIM' });
  const paid = { assetId: 'hours', hundredthsPerHour: 100 };
  await registry.items.create({ ...paid, id: 'room', name: 'Salle Jacquard' });
  await registry.items.create({
    ...paid,
    id: 'cut',
    name: 'Découpe laser',
    hundredthsPerHour: 250,
  });
  const desk = { id: 'desk', placeId, name: 'Accueil', items: [clock, 'room', 'cut'] };
  await registry.pointsOfSale.create(desk);
  await registry.pointsOfSale.create({ id: 'bloc', placeId, name: 'Bloc', items: [clock] });
  await registry.pointsOfSale.create({
    id: 'summer',
    placeId,
    name: 'Buvette d’été',
    showPrices: false,
  });
  await registry.devices.patch('pi-1', { pointsOfSale: ['desk'] });
  const { items: cards } = await registry.cards.list({ limit: 2, cursor: null });
  for (const card of cards) {
    await registry.primaryCards.create({ cardId: card.id, pointsOfSale: ['desk'] });
  }
  await registry.schedules.create({
    id: 'noon',
    name: 'Grimpe',
    weekly: [
      { weekdays: [1, 2, 3, 4, 5], from: '12:00', until: '14:00' },
      { weekdays: [1, 2, 3, 4, 5], from: '17:00', until: '22:00' },
      { weekdays: [6], from: '10:00', until: '01:00' },
    ],
    closures: [{ from: '2026-08-01', until: '2026-08-21' }],
    specialHours: [{ date: '2026-12-24', from: '09:00', until: '12:00' }],
  });
  const { items: found } = await registry.members.list({ limit: 4, cursor: null });
  await registry.groups.create({
    id: 'climb',
    name: 'Grimpe',
    memberIds: found.map(({ id }) => id),
  });
  await registry.grants.create({
    id: 'climbers',
    placeId,
    groupId: 'climb',
    accessPoints: ['ap-2', 'ap-3'],
    scheduleId: 'noon',
  });
  await registry.sessions.create({
    ...{ id: 'solder', placeId, title: 'Souder sans peur', trainer: 'Awa Diop', groupId: 'climb' },
    ...{ date: '2026-03-12', accessPoints: ['ap-0', 'ap-2'] },
  });
  await firstRun.write({ placeId, leaving: 'twoReaders', finishedAt: 1 });
  await registry.areas.create({ id: 'laser', placeId, name: 'Découpe laser' });
}
