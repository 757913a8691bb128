import { expect } from '@jest/globals';
import type { Duty } from '../../../cloud/ports/identity.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { seedPeople } from '../../web/seed-people.ts';
import { testNow, type WebFixture } from './fixture.ts';
import { openVenue } from './venue.ts';

/** Two places, and of each kind something that is of one, of the other, of both and of neither. */
export async function openTwoPlaces() {
  const venue = await openVenue();
  const { registry, identity, tokens } = venue.web.deps;
  await registry.places.create({ id: 'annexe', name: 'Annexe', timeZone: 'Europe/Paris' });
  await registry.devices.create({ id: 'far-pi', placeId: 'annexe', publicKey: 'F'.repeat(43) });
  await registry.accessPoints.create({ id: 'far', deviceId: 'far-pi', direction: 'toggle' });
  await seedPeople(registry, 'm1');
  for (const placeId of ['demo', 'annexe']) {
    const of = (what: string) => `${placeId}-${what}`;
    await registry.places.patch(placeId, { timeClock: true });
    await registry.areas.create({ id: of('room'), placeId, name: of('room') });
    await registry.doors.create({ id: of('door'), placeId, name: of('door') });
    await registry.schedules.create({ id: of('hours'), placeId, name: of('hours'), weekly: [] });
    await registry.assets.create({ id: of('asset'), placeId, name: of('asset'), category: 'TIM' });
    await registry.items.create({ id: of('item'), assetId: of('asset'), name: of('item') });
    await registry.pointsOfSale.create({ id: of('desk'), placeId, name: of('desk') });
    for (const groupId of [of('group'), 'both-group']) {
      const known = await registry.groups.find(groupId);
      if (!known) await registry.groups.create({ id: groupId, name: groupId, memberIds: ['m1'] });
      await registry.grants.create({ placeId, groupId, accessPoints: '*' });
    }
    await identity.createToken('admin', of('token'), testNow, { places: [placeId] });
  }
  expect(await tokens.list()).toHaveLength(2);
  await registry.schedules.create({ id: 'all-hours', placeId: null, name: 'all', weekly: [] });
  const [one, two] = (await registry.cards.list({ limit: 2, cursor: null })).items;
  const desks = ['demo-desk', 'annexe-desk'];
  await registry.primaryCards.create({ id: 'p1', cardId: one?.id ?? '', pointsOfSale: desks });
  await registry.primaryCards.create({
    id: 'p2',
    cardId: two?.id ?? '',
    pointsOfSale: ['demo-desk'],
  });
  for (const [name, places] of [
    ['Ana', '*'],
    ['Bo', ['demo']],
    ['Cy', ['annexe']],
  ] as const) {
    await person(venue.web, name, { role: 'staff', places, rights: [] });
  }
  const uid = '04A1B2C3D4E5F6';
  const by = { madeBy: 'staff:x', madeAt: testNow, reason: 'seen' };
  const { corrections } = venue.journal;
  await corrections.record({ kind: 'voidPunch', punchId: venue.ids.exit }, by);
  const from = testNow - 3_600_000;
  await corrections.record({ kind: 'assignCard', uid, memberId: 'm2', from, to: testNow }, by);
  return { venue, store: rollBack(venue.database), signedIn };

  /** Answers their cookie. */
  function signedIn(name: string, of: Duty): Promise<string> {
    return person(venue.web, name, of);
  }
}

async function person(
  { deps }: WebFixture,
  name: string,
  { role, places, rights }: Duty,
): Promise<string> {
  const { identity } = deps;
  const link = await identity.createInvitation(role, null, testNow + 60_000, {
    ...{ places, rights, madeBy: 'system' },
  });
  const { id } = await identity.acceptInvitation(link, name, 'none', testNow);
  return `badgeuse-session=${await identity.createSession(id, testNow)}`;
}

/**
 * Once `keeps` is false, each transaction does its work, refusals included, and leaves nothing behind. `told` counts what
 * they wrote down of who did what.
 */
function rollBack(database: Database) {
  const real = database.inTransaction;
  const undone = new Error('undone');
  const store = { keeps: true, told: 0 };
  const inTransaction: Database['inTransaction'] = async (work) => {
    if (store.keeps) return real(work);
    let answer: { of: Awaited<ReturnType<typeof work>> } | undefined;
    await real(async (tx) => {
      const seq = async () => {
        const head = await tx.selectFrom('audit_head').select('seq').executeTakeFirstOrThrow();
        return Number(head.seq);
      };
      const before = await seq();
      answer = { of: await work(tx) };
      store.told += (await seq()) - before;
      throw undone;
    }).catch((err) => {
      if (err !== undone) throw err;
    });
    if (!answer) throw new Error('no answer');
    return answer.of;
  };
  Object.assign(database, { inTransaction });
  return store;
}
