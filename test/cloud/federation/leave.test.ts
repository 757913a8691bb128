import { expect, test } from '@jest/globals';
import type { RegistryChange } from '../../../cloud/ports/registry.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { waitFor } from '../../parts/wait-for.ts';
import { eachStore, type FreshStore } from '../each-store.ts';
import { begun, entered, pooled, side, uid } from './two-sides.ts';

/** Of a member of A, and of one of C. */
const [hers, his] = [uid, '04FFEEDDCCBBAA'] as const;
type Side = Awaited<ReturnType<typeof side>>;

/** How many rows came from a federation, or were told to it. */
async function rowsOf({ db }: Database, id: string): Promise<Readonly<Record<string, number>>> {
  const count = async (
    table: 'federation_card' | 'federation_point' | 'federation_member' | 'federation_told',
  ) =>
    (await db.selectFrom(table).select('federation').where('federation', '=', id).execute()).length;
  const others = async (table: 'federation_nonce' | 'federation_changed') =>
    (await db.selectFrom(table).select('federation').where('federation', '=', id).execute()).length;
  const passages = db.selectFrom('passage_afar').select('id').where('place', '=', id);
  return {
    cards: await count('federation_card'),
    points: await count('federation_point'),
    members: await count('federation_member'),
    told: await count('federation_told'),
    nonces: await others('federation_nonce'),
    changed: await others('federation_changed'),
    passages: (await passages.execute()).length,
  };
}
const none = { cards: 0, points: 0, members: 0, told: 0, nonces: 0, changed: 0, passages: 0 };

/** Their member's card, and where it was at the door of `at`. */
async function visited(home: Side, at: Side, id: string, card: string): Promise<void> {
  await home.federations.change(id, true, 'staff:ada');
  await home.registry.members.create({ id: 'm', name: 'Ana' });
  await home.registry.cards.create({ id: 'c', uid: card, memberId: 'm' });
  for (const one of [at, home, at, home, at]) await one.federations.look(id);
  await entered(at.database, { place: 'b', card, at: begun });
  await home.federations.look(id);
}

/** B pools with A and with C; a member of each was at B. */
async function three(store: FreshStore) {
  const { a, b, id } = await pooled(store);
  const c = await side(store, 'c');
  const { partner, invitation } = await b.federations.invite(
    { ...b.terms, initials: false },
    ...([b.url, 'staff:bob'] as const),
  );
  await c.federations.join(invitation, c.terms, c.url, 'staff:cy');
  await b.federations.accept(partner.id, 'staff:bob');
  for (const one of [c, b]) await one.federations.look(partner.id);
  await visited(a, b, id, hers);
  await visited(c, b, partner.id, his);
  const told: RegistryChange[] = [];
  b.registry.onChange((change) => void told.push(change));
  return { a, b, c, id, other: partner.id, told };
}

eachStore('leaving a federation', (store) => {
  test('takes all that came from them on both sides, tells the doors whose cards, and touches no other', async () => {
    const { a, b, c, id, other, told } = await three(store);
    expect(await rowsOf(a.database, id)).toMatchObject({ passages: 1, cards: 1 });
    const before = await rowsOf(b.database, other);
    expect(await rowsOf(b.database, id)).toMatchObject({ members: 1, cards: 1 });
    expect(before).toMatchObject({ members: 1, cards: 1 });
    await b.federations.leave(id, 'staff:bob');
    for (const { database } of [a, b]) expect(await rowsOf(database, id)).toEqual(none);
    expect(told).toContainEqual({ kind: 'access', placeIds: '*', uids: [hers] });
    expect(await rowsOf(b.database, other)).toEqual(before);
    expect(await rowsOf(c.database, other)).toMatchObject({ passages: 1 });
    for (const one of [a, b])
      expect(await one.federations.get(id)).toMatchObject({ state: 'left', groupId: null });
    expect(await b.registry.groups.find(id)).toBeNull();
    expect(await b.registry.groups.find(other)).toMatchObject({ id: other });
    expect(await c.federations.look(other)).toMatchObject({ state: 'pooled', problem: null });
    // Once more changes nothing, and looking brings nothing back.
    told.length = 0;
    await b.federations.leave(id, 'staff:bob');
    for (const one of [a, b, a]) await one.federations.look(id);
    for (const { database } of [a, b]) expect(await rowsOf(database, id)).toEqual(none);
    expect(told).toEqual([]);
  }, 60_000);

  test('or being left: heard at the next look where their word was lost', async () => {
    const { a, b, id, told } = await three(store);
    b.broken.answer = 503;
    await a.federations.leave(id, 'staff:ada');
    expect(await rowsOf(a.database, id)).toEqual(none);
    expect(await rowsOf(b.database, id)).toMatchObject({ members: 1 });
    b.broken.answer = null;
    expect(await b.federations.look(id)).toMatchObject({ state: 'left', groupId: null });
    expect(await rowsOf(b.database, id)).toEqual(none);
    expect(told).toContainEqual({ kind: 'access', placeIds: '*', uids: [hers] });
  }, 60_000);

  test('is heard within a minute without anybody asking, as is a card that was blocked', async () => {
    const { a, b, id } = await three(store);
    expect(b.rounds.everyMs).toBeGreaterThan(0);
    expect(b.rounds.everyMs).toBeLessThanOrEqual(30_000);
    await a.registry.cards.patch('c', { state: 'lost' });
    b.rounds.run();
    await waitFor('the blocked card', async () => {
      return (await b.federations.get(id)).counts.members === 0;
    });
    b.broken.answer = 503;
    await a.federations.leave(id, 'staff:ada');
    b.broken.answer = null;
    b.rounds.run();
    await waitFor('their leaving', async () => (await b.federations.get(id)).state === 'left');
    expect(await rowsOf(b.database, id)).toEqual(none);
  }, 60_000);

  test('a word that they left which they did not sign is not believed', async () => {
    const { a, b, id } = await three(store);
    const body = JSON.stringify({ code: 'federationLeft' });
    for (const signature of [null, 'A'.repeat(86), '']) {
      a.broken.way = () => ({ status: 410, body, signature });
      expect(await b.federations.look(id)).toMatchObject({
        ...{ state: 'pooled', problem: { code: 'federationStrange' }, counts: { members: 1 } },
      });
    }
  }, 60_000);

  test('a member’s card that changes or is withdrawn is told to the doors by its number', async () => {
    const { a, b, id, told } = await three(store);
    const access = { kind: 'access', placeIds: '*', uids: [hers] };
    // Of passages, which are many, no door is told.
    a.registry.onChange((change) => void told.push(change));
    await entered(b.database, { place: 'b', card: hers, at: begun + 1 });
    expect(await a.federations.look(id)).toMatchObject({ counts: { passages: 2 } });
    expect(told).toEqual([]);
    const patched = async (fields: Parameters<typeof a.registry.cards.patch>[1]) => {
      await a.registry.cards.patch('c', fields);
      told.length = 0;
    };
    for (const fields of [{ validUntil: '2026-04-01' }, { state: 'lost' as const }]) {
      await patched(fields);
      await b.federations.look(id);
      expect(told).toEqual([access]);
    }
    await patched({ state: 'active' });
    await b.federations.look(id);
    expect(told).toEqual([access]);
    // Broken off after it was kept, no later round would tell it.
    await patched({ state: 'lost' });
    a.broken.way = (answer, asked) =>
      asked.includes('/passages') ? { ...answer, body: 'x', signature: null } : answer;
    expect(await b.federations.look(id)).toMatchObject({
      ...{ problem: { code: 'federationStrange' }, counts: { members: 0 } },
    });
    expect(told).toEqual([access]);
    a.broken.way = (answer) => answer;
    // Nothing new: no door is told anything.
    told.length = 0;
    await b.federations.look(id);
    expect(told).toEqual([]);
  }, 60_000);

  for (const meanwhile of ['about', 'cards/raised', 'cards?', 'members?', 'passages?'])
    test(`while it is read brings nothing back: it had come to ${meanwhile}`, async () => {
      const { a, b, id } = await pooled(store);
      await a.federations.change(id, true, 'staff:ada');
      await a.registry.members.create({ id: 'm', name: 'Ana' });
      for (const card of [hers, his]) {
        await a.registry.cards.create({ uid: card, memberId: 'm' });
        await b.registry.cards.create({ uid: card });
      }
      a.broken.way = async (answer, asked) => {
        if (!asked.includes(`/${meanwhile}`)) return answer;
        // This answer still comes; A does not hear of it, and answers no more.
        a.broken.answer = 503;
        await b.federations.leave(id, 'staff:bob');
        return answer;
      };
      await b.federations.look(id);
      expect(await b.federations.get(id)).toMatchObject({
        ...{ state: 'left', groupId: null, problem: null },
      });
      expect(await rowsOf(b.database, id)).toEqual(none);
      expect(await b.registry.groups.find(id)).toBeNull();
    }, 60_000);
});
