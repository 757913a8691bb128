import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seed } from '../../web/seed.ts';
import { form, signIn } from './browse.ts';
import { type WebFixture, webFixture } from './fixture.ts';

const held = '04A1B2C3D4E511'; // card-1, number 0411, of member-1
const lent = '04C0FFEE123480'; // card-guest, number G-2, for which member-4 answers

let web: WebFixture;
let browser: Awaited<ReturnType<typeof signIn>>;
beforeAll(async () => {
  web = await webFixture();
  await seed(web.deps);
  // A card of a batch that waits for its first tap, and is somebody's already.
  await web.deps.registry.cards.create({ id: 'promised', tag8: '8804B1C1', memberId: 'member-2' });
  browser = await signIn(web, 'staff');
});
afterAll(() => web.close());

const send = (path: string, fields: Record<string, string>) =>
  form(web.app, path, { csrf: browser.csrf, ...fields }, { cookie: browser.cookie });

/** A card that a reader did not know; the id of its refusal. */
function tapped(cardUid: string, accessPoint = 'ap-0', placeId = 'filature'): string {
  const [example] = web.deps.journal.all;
  if (!example) throw new Error('the seed has taps');
  const at = web.clock.now;
  const id = `tap-${web.deps.journal.all.length}`;
  const tap = { accessPoint, placeId, cardUid, reason: 'unknownCard', occurredAt: at };
  web.deps.journal.all.push({ ...example, ...tap, id, receivedAt: at });
  return id;
}

const stillTheirs = async () => {
  const { cards } = web.deps.registry;
  expect(await cards.get('card-1')).toMatchObject({ memberId: 'member-1', sponsorId: null });
  expect(await cards.get('card-guest')).toMatchObject({ memberId: null, sponsorId: 'member-4' });
};

test.each([
  ['by its number as read', { uid: held }],
  ['by its printed number', { uid: '0411' }],
  ['that somebody answers for', { uid: lent }],
  ['for a guest', { uid: held, guest: 'yes', guestName: 'Lou', validUntil: '2026-04-01' }],
  ['of a guest, for a guest', { uid: 'G-2', guest: 'yes', validUntil: '2026-04-01' }],
])('a card that somebody holds is not taken by typing it, %s', async (_what, typed) => {
  const answer = await send('/members/member-5/cards', typed);
  const holder = await web.deps.registry.members.get(
    typed.uid === lent || typed.uid === 'G-2' ? 'member-4' : 'member-1',
  );
  expect([answer.statusCode, answer.body]).toEqual([400, expect.stringContaining(holder.name)]);
  await stillTheirs();
});

test.each(['for good', 'to a guest'])(
  'of two who give one free card at once, one is told: %s',
  async (how) => {
    const { cards } = web.deps.registry;
    for (const nth of [1, 2, 3]) {
      const uid = `04FEE${how.length % 10}000000${nth}0`;
      const free = await cards.create({ uid, state: 'active' });
      const guest = how === 'to a guest' ? { guest: 'yes', validUntil: '2026-04-01' } : {};
      // Each has found it free before either gives it.
      const { people } = web.deps;
      const { cardsWith } = people;
      const together = Promise.withResolvers<void>();
      let readers = 0;
      Object.assign(people, {
        cardsWith: async (uids: readonly string[]) => {
          const read = await cardsWith(uids);
          if (++readers === 2) together.resolve();
          await together.promise;
          return read;
        },
      });
      const both = await Promise.all(
        ['member-2', 'member-3'].map((id) => send(`/members/${id}/cards`, { uid, ...guest })),
      );
      expect(both.map(({ statusCode }) => statusCode).toSorted()).toEqual([303, 400]);
      Object.assign(people, { cardsWith });
      const won = both[0]?.statusCode === 303 ? 'member-2' : 'member-3';
      const { memberId, sponsorId } = await cards.get(free.id);
      expect(memberId ?? sponsorId).toBe(won);
    }
  },
);

test('nor by a tap from before it was theirs; and no member is made for it', async () => {
  const { members, cards } = web.deps.registry;
  const before = (await members.list({ limit: 1000, cursor: null })).items.length;
  for (const wanted of [
    { refusal: tapped(held), memberId: 'member-5' },
    { refusal: tapped(held), name: 'Somebody New' },
    { refusal: tapped(lent), memberId: 'member-5' },
    { refusal: tapped('04B1C1AAAAAAAA'), memberId: 'member-5', adopts: 'promised' },
  ]) {
    expect((await send('/cards/unknown', wanted)).statusCode).toBe(409);
  }
  await stillTheirs();
  expect(await cards.get('promised')).toMatchObject({ uid: null, memberId: 'member-2' });
  expect((await members.list({ limit: 1000, cursor: null })).items).toHaveLength(before);
});

test('nor by the API, though the card was free when it was read', async () => {
  const { cards } = web.deps.registry;
  const wait = { accessPoint: 'ap-0', memberId: 'member-5' };
  const begun = await web.send('staff', 'POST', '/api/v1/enrolments', wait);
  const one = `/api/v1/enrolments/${(begun.json as { id: string }).id}`;
  tapped('04B1C1AAAAAAAA');
  expect((await web.send('staff', 'GET', one)).json).toMatchObject({ state: 'read' });
  const taken = { status: 409, json: { code: 'cardTaken' } };
  expect(await web.send('staff', 'POST', `${one}/confirm`, { cardId: 'promised' })).toMatchObject(
    taken,
  );
  await cards.create({ id: 'quicker', uid: '04B1C1AAAAAAAA', memberId: 'member-3' });
  expect(await web.send('staff', 'POST', `${one}/confirm`, {})).toMatchObject(taken);
  expect(await cards.get('promised')).toMatchObject({ uid: null, memberId: 'member-2' });
  expect(await cards.get('quicker')).toMatchObject({ memberId: 'member-3' });
});

test('a phone, which says another number each time, is no card', async () => {
  expect((await send('/members/member-5/cards', { uid: '08A1B2C3' })).statusCode).toBe(400);
  const refusal = tapped('08A1B2C3');
  expect((await send('/cards/unknown', { refusal, memberId: 'member-5' })).statusCode).toBe(409);
  expect(await web.deps.people.cardsWith(['08A1B2C3'])).toEqual([]);
});

test('a card tapped at a place that is not theirs is not there', async () => {
  const { registry } = web.deps;
  await registry.places.create({ id: 'annexe', name: 'Annexe', timeZone: 'Europe/Paris' });
  const ada = await registry.members.create({ name: 'Ada' });
  browser = await signIn(web, 'staff', 'Bo', ['filature']);
  const given = { refusal: tapped('04FACE00000001', 'ap-9', 'annexe'), memberId: ada.id };
  expect((await send('/cards/unknown', given)).statusCode).toBe(404);
  expect(await web.deps.people.cardsWith(['04FACE00000001'])).toEqual([]);
  const here = { ...given, refusal: tapped('04FACE00000002') };
  expect((await send('/cards/unknown', here)).statusCode).toBe(303);
});
