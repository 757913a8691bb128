import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { freeOfCharge } from '../../../shared/domain/rate.ts';
import { type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
beforeEach(async () => {
  web = await webFixture();
  const { registry } = web.deps;
  await registry.places.create({ id: 'demo', name: 'La Filature', timeZone: 'Europe/Paris' });
  await registry.devices.create({ id: 'pi-1', placeId: 'demo', publicKey: 'A'.repeat(43) });
  await registry.accessPoints.create({ id: 'bloc', deviceId: 'pi-1', direction: 'in' });
  await registry.accessPoints.create({ id: 'fablab', deviceId: 'pi-1', direction: 'toggle' });
  for (const grant of (await registry.grants.list({ limit: 9, cursor: null })).items) {
    await registry.grants.remove(grant.id);
  }
  await registry.schedules.create({
    id: 'noon',
    name: 'Noon to ten',
    weekly: [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: '12:00', until: '22:00' }],
  });
  const zoe = await registry.members.create({ id: 'zoe', name: 'Zoé' });
  await registry.groups.create({ id: 'climb', name: 'Grimpe', memberIds: [zoe.id] });
  await registry.cards.create({ id: 'card', uid: '04A1B2C3D4E5F6', memberId: 'zoe' });
  await registry.grants.create({
    id: 'g1',
    groupId: 'climb',
    accessPoints: ['bloc'],
    scheduleId: 'noon',
  });
});
afterEach(() => web.close());

const ask = async (query: string) => {
  const { status, json } = await web.send('staff', 'GET', `/api/v1/decision?${query}`);
  return { status, ...(json as Record<string, unknown>) };
};
const checksOf = (answer: Record<string, unknown>) =>
  (answer['checks'] as { check: string; outcome: string }[]).map(
    ({ check, outcome }) => `${check} ${outcome}`,
  );

test('too early: the hours decide, and the grant that would let in is named', async () => {
  const answer = await ask('accessPointId=bloc&memberId=zoe&at=2026-03-10T11:42:00%2B01:00');
  expect(answer).toMatchObject({
    decision: 'denied',
    reason: 'notPermittedNow',
    cardId: 'card',
    placeId: 'demo',
    grants: [{ id: 'g1', scheduleId: 'noon', holds: false }],
  });
  expect(checksOf(answer)).toEqual([
    'notLockedDown passed',
    'readable passed',
    'known passed',
    'active passed',
    'inDates passed',
    'permittedHere passed',
    'inHours failed',
    'enoughTokens unseen',
  ]);
});

test('at noon the same card enters', async () => {
  const answer = await ask('accessPointId=bloc&cardId=card&at=2026-03-10T12:00:00%2B01:00');
  expect(answer).toMatchObject({ decision: 'granted', reason: null, grants: [{ holds: true }] });
  expect(checksOf(answer).every((one) => one.endsWith('passed'))).toBe(true);
});

test('where no grant names the access point, and for a lost card', async () => {
  const answer = await ask('accessPointId=fablab&cardId=card&at=2026-03-10T12:00:00Z');
  expect(answer).toMatchObject({ reason: 'notPermittedHere', grants: [] });
  await web.deps.registry.cards.patch('card', { state: 'lost' });
  const lost = await ask('accessPointId=bloc&cardId=card&at=2026-03-10T12:00:00Z');
  expect(lost).toMatchObject({ reason: 'cardInactive' });
  expect(checksOf(lost).slice(3)).toEqual([
    'active failed',
    'inDates unseen',
    'permittedHere unseen',
    'inHours unseen',
    'enoughTokens unseen',
  ]);
});

test('where something costs tokens and the place refuses, the balance decides', async () => {
  await web.deps.registry.cards.patch('card', { state: 'active' });
  const terms = { ...freeOfCharge, unitsPerHour: 100 };
  const rate = { placeId: 'demo', scope: 'accessPoint', of: 'bloc', terms } as const;
  await web.deps.rates.set({ ...rate, since: 0 }, 'staff:1');
  const noon = 'accessPointId=bloc&cardId=card&at=2026-03-10T12:00:00%2B01:00';
  expect(await ask(noon)).toMatchObject({ decision: 'granted' });
  await web.deps.registry.places.patch('demo', { noTokens: 'refuse' });
  const empty = await ask(noon);
  expect(empty).toMatchObject({ decision: 'denied', reason: 'noTokens' });
  expect(checksOf(empty).at(-1)).toBe('enoughTokens failed');
  await web.deps.ledger.give(
    { key: 'k1', kind: 'credit', memberId: 'zoe', placeId: null, units: 1, words: '' },
    'staff:1',
  );
  expect(await ask(noon)).toMatchObject({ decision: 'granted' });
});

test('what does not exist is said, and a look at a person is written down', async () => {
  expect(await ask('accessPointId=nowhere&cardId=card')).toMatchObject({ status: 404 });
  expect(await ask('accessPointId=bloc&memberId=nobody')).toMatchObject({ status: 404 });
  expect(await ask('accessPointId=bloc')).toMatchObject({ status: 400 });
  await ask('accessPointId=bloc&cardId=card');
  const { items } = await web.deps.audit.list(
    { memberId: 'zoe', verb: 'seen' },
    { limit: 5, cursor: null },
  );
  expect(items.length).toBe(1);
});
