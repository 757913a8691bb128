import { expect, test } from '@jest/globals';
import { openJournal } from '../../../cloud/open-journal.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { cardStates } from '../../../shared/domain/access-list.ts';
import type { Feed } from '../../../shared/wire/federation.ts';
import { eachStore } from '../each-store.ts';
import { seedPlace, testDevice } from '../test-device.ts';
import { begun, entered, pooled, side, uid } from './two-sides.ts';

/** Held by B alone. */
const theirs = '04FFEEDDCCBBAA';
const minute = 60_000;

/** What stands, of all that a side told: not only what the other one made something of. */
async function standing<T>({ db }: Database, feed: Feed): Promise<readonly T[]> {
  const rows = await db
    .selectFrom('federation_told')
    .select('body')
    .where('feed', '=', feed)
    .where('body', 'is not', null)
    .orderBy('seq')
    .execute();
  return rows.map(({ body }) => JSON.parse(body ?? '') as T);
}

eachStore('the other side is told', (store) => {
  test('no card of a member until staff let members enter, and then active ones of members alone', async () => {
    const { a, b, id } = await pooled(store);
    await b.registry.places.create({ id: 'far', name: 'Far', timeZone: 'Europe/Paris' });
    await b.registry.members.create({ id: 'm', name: 'Ana B', homePlaceId: 'b' });
    await b.registry.members.create({ id: 'n', name: 'Noé C', homePlaceId: 'far' });
    for (const [n, state] of cardStates.entries())
      await b.registry.cards.create({ id: state, uid: `04A1B2C3D4E50${n}`, memberId: 'm', state });
    await b.registry.cards.create({ id: 'nobody', uid: theirs });
    await b.registry.cards.create({ id: 'far', uid, memberId: 'n' });
    const inA = async () => {
      const rows = a.database.db.selectFrom('federation_member').select(['uid', 'initials']);
      return rows.where('federation', '=', id).orderBy('uid').execute();
    };
    const look = async () => {
      await a.federations.look(id);
      return inA();
    };
    const active = { uid: '04A1B2C3D4E500', initials: null };
    await b.federations.look(id);
    expect(await look()).toEqual([]);
    expect(await standing(b.database, 'members')).toEqual([]);
    await b.federations.change(id, true, 'staff:bob');
    expect(await look()).toEqual([active]);
    expect(await standing<{ uid: string }>(b.database, 'members')).toMatchObject([active]);
    for (const state of cardStates.filter((one) => one !== 'active')) {
      await b.registry.cards.patch('active', { state });
      expect(await look()).toEqual([]);
      await b.registry.cards.patch('active', { state: 'active' });
      expect(await look()).toEqual([active]);
    }
    await b.federations.change(id, false, 'staff:bob');
    expect(await look()).toEqual([]);
    expect(await standing(b.database, 'members')).toEqual([]);
  }, 60_000);

  test('no card that is at home at another place of this side, as a point or by its number', async () => {
    const { a, b, id } = await pooled(store);
    await b.federations.change(id, true, 'staff:bob');
    await b.registry.places.create({ id: 'far', name: 'Far', timeZone: 'Europe/Paris' });
    await b.registry.members.create({ id: 'm', name: 'Ana B' });
    await b.registry.cards.create({ id: 'c', uid, memberId: 'm', homePlaceId: 'far' });
    const look = async () => {
      for (const one of [b, a]) await one.federations.look(id);
    };
    await look();
    for (const feed of ['cards', 'members'] as const)
      expect(await standing(b.database, feed)).toEqual([]);
    await b.registry.cards.patch('c', { homePlaceId: 'b' });
    await look();
    expect(await standing(b.database, 'cards')).toMatchObject([{ isHome: true }]);
    // Registered there after it was told: both know it at once, and whose it is.
    await a.registry.cards.create({ uid });
    await a.federations.look(id);
    const atA = a.database.db.selectFrom('federation_card').select(['known', 'their_home']);
    expect(await atA.execute()).toEqual([{ known: 1, their_home: 1 }]);
    expect(await standing(b.database, 'members')).toMatchObject([{ uid }]);
    // What is said of a card goes before what is said of its member.
    await b.registry.members.patch('m', { homePlaceId: 'far' });
    await look();
    expect(await standing(b.database, 'members')).toMatchObject([{ uid }]);
    await b.registry.cards.patch('c', { homePlaceId: 'far' });
    await look();
    for (const feed of ['cards', 'members'] as const)
      expect(await standing(b.database, feed)).toEqual([]);
  }, 60_000);

  test('of passages none of a card that it does not hold, of another place, or before they met', async () => {
    const { a, b, id } = await pooled(store);
    await b.registry.places.create({ id: 'far', name: 'Far', timeZone: 'Europe/Paris' });
    const held = await a.registry.cards.create({ uid });
    for (const card of [uid, theirs]) await b.registry.cards.create({ uid: card });
    for (const one of [b, a, b, a]) await one.federations.look(id);
    await entered(b.database, { place: 'b', card: uid, at: begun + minute });
    await entered(b.database, { place: 'b', card: uid, at: begun });
    await entered(b.database, { place: 'b', card: uid, at: begun - 1 });
    await entered(b.database, { place: 'b', card: theirs, at: begun + 2 * minute });
    await entered(b.database, { place: 'far', card: uid, at: begun + minute / 2 });
    await a.federations.look(id);
    const at = async () => {
      type Shown = { readonly entry: { readonly at: string } };
      const told = await standing<Shown>(b.database, 'passages');
      return told.map(({ entry }) => (Date.parse(entry.at) - begun) / minute);
    };
    expect(await at()).toEqual([0, 1]);
    expect((await a.federations.get(id)).counts.passages).toBe(2);
    // Held there no more, it is told no more.
    await a.registry.cards.remove(held.id);
    for (const one of [a, b, a]) await one.federations.look(id);
    expect(await at()).toEqual([]);
    expect((await a.federations.get(id)).counts.passages).toBe(0);
  }, 60_000);

  test('between which days a card opens: of the card and of its member the shorter', async () => {
    const { b, a, id } = await pooled(store);
    await b.federations.look(id);
    await b.federations.change(id, true, 'staff:bob');
    await b.registry.members.create({ id: 'm', name: 'Ana B' });
    await b.registry.cards.create({ id: 'c', uid, memberId: 'm' });
    const [early, late] = ['2026-03-01', '2026-04-01'] as const;
    const told = async (card: Days, member: Days) => {
      await b.registry.cards.patch('c', card);
      await b.registry.members.patch('m', member);
      await a.federations.look(id);
      const rows = a.database.db
        .selectFrom('federation_member')
        .select(['valid_from', 'valid_until']);
      return rows.executeTakeFirst();
    };
    const days = (validFrom: string | null, validUntil: string | null): Days => ({
      ...{ validFrom, validUntil },
    });
    const [first, last] = [days(early, early), days(late, late)];
    const shorter = { valid_from: late, valid_until: early };
    expect(await told(first, last)).toEqual(shorter);
    expect(await told(last, first)).toEqual(shorter);
    expect(await told(last, days(null, null))).toEqual({ valid_from: late, valid_until: late });
    expect(await told(days(null, null), last)).toEqual({ valid_from: late, valid_until: late });
    expect(await told(days(null, null), days(null, null))).toEqual({
      ...{ valid_from: null, valid_until: null },
    });
  }, 60_000);

  test('of passages those for the asset that is shared, or for none', async () => {
    const { a, b, id } = await pooled(store);
    const cards = [uid, theirs, '04112233445566'] as const;
    for (const card of cards)
      for (const { registry } of [a, b]) await registry.cards.create({ uid: card });
    for (const one of [b, a, b, a]) await one.federations.look(id);
    const hours = await b.registry.assets.create({ name: 'Hours', category: 'TIM', placeId: 'b' });
    const room = await b.registry.items.create({ name: 'Room', assetId: hours.id, placeId: 'b' });
    const { timeClockItemId: clock } = await b.registry.places.get('b');
    const device = testDevice('reader');
    await seedPlace(b.database, [device]);
    const atB = { place_id: 'b' };
    for (const table of ['device', 'access_point'] as const)
      await b.database.db.updateTable(table).set(atB).execute();
    for (const [n, item] of [null, clock, room.id].entries())
      device.punch({ at: begun + n * minute, uid: cards[n] ?? uid, ...(item && { item }) });
    const journal = openJournal(b.database);
    const payload = device.batch(1, 3);
    await journal.ingest.journal({ device: device.id, payload, receivedAt: begun + 9 * minute });
    await a.federations.look(id);
    const rows = a.database.db.selectFrom('passage_afar').select('card_uid').orderBy('at');
    const shared = [{ card_uid: cards[0] }, { card_uid: cards[1] }];
    expect(await rows.execute()).toEqual(shared);
    expect(await standing(b.database, 'passages')).toHaveLength(2);
    // An item that is given to the asset brings its passages along.
    const row = await b.database.db.selectFrom('federation').select('asset_id').executeTakeFirst();
    const asset_id = row?.asset_id ?? '';
    const item = b.database.db.updateTable('item').set({ asset_id }).where('id', '=', room.id);
    await item.execute();
    await a.federations.look(id);
    expect(await rows.execute()).toEqual([...shared, { card_uid: cards[2] }]);
  }, 60_000);

  test('of one federation nothing that is for another', async () => {
    const { a, b, id } = await pooled(store);
    const c = await side(store, 'c');
    const { partner, invitation } = await b.federations.invite(
      { ...b.terms, initials: true },
      ...([b.url, 'staff:bob'] as const),
    );
    const other = partner.id;
    await c.federations.join(invitation, c.terms, c.url, 'staff:cy');
    await b.federations.accept(other, 'staff:bob');
    await b.federations.change(other, true, 'staff:bob');
    await b.registry.members.create({ id: 'm', name: 'Ana Bo' });
    for (const card of [uid, theirs]) await b.registry.cards.create({ uid: card, memberId: 'm' });
    for (const { registry } of [a, c]) await registry.cards.create({ uid });
    await a.registry.cards.create({ uid: theirs });
    const look = async () => {
      for (const [one, which] of [
        ...([
          [c, other],
          [b, other],
          [b, id],
          [a, id],
        ] as const),
        ...([
          [c, other],
          [b, other],
          [b, id],
          [a, id],
        ] as const),
      ])
        await one.federations.look(which);
    };
    await look();
    await entered(b.database, { place: 'b', card: uid, at: begun });
    await entered(b.database, { place: 'b', card: theirs, at: begun + minute });
    await look();
    const toldTo = async (federation: string, feed: Feed) => {
      const rows = b.database.db.selectFrom('federation_told').select('body');
      const told = rows.where('federation', '=', federation).where('feed', '=', feed);
      return (await told.execute()).map(({ body }) => JSON.parse(body ?? 'null'));
    };
    expect(await toldTo(id, 'cards')).toHaveLength(2);
    expect(await toldTo(other, 'cards')).toHaveLength(2);
    const byC = c.database.db.selectFrom('federation_told').selectAll().where('feed', '=', 'cards');
    expect(await byC.execute()).toHaveLength(1);
    expect(await toldTo(id, 'passages')).toHaveLength(2);
    expect(await toldTo(id, 'members')).toEqual([]);
    expect(await toldTo(other, 'members')).toMatchObject([
      { initials: 'A.B.' },
      { initials: 'A.B.' },
    ]);
    // Of the card that C does not hold, but may let in, it is not told: that is a visit of a member of B to B.
    expect(await toldTo(other, 'passages')).toHaveLength(1);
    // What stands for a card at the one is nothing at the other.
    const points = async (federation: string) => JSON.stringify(await toldTo(federation, 'cards'));
    for (const { card } of await toldTo(id, 'cards'))
      expect(await points(other)).not.toContain(card);
    expect(await a.federations.get(id)).toMatchObject({ counts: { passages: 2, members: 0 } });
    expect(await c.federations.get(other)).toMatchObject({ counts: { passages: 1, members: 2 } });
    // An older store of B is read anew, and what came from elsewhere stays.
    const [row] = await a.database.db.selectFrom('passage_afar').selectAll().execute();
    if (row)
      await a.database.db
        .insertInto('passage_afar')
        .values({ ...row, place: 'else' })
        .execute();
    const old = b.database.db.deleteFrom('federation_told').where('feed', '=', 'passages');
    await old.execute();
    await b.database.db.deleteFrom('passage').execute();
    await a.federations.look(id);
    const left = await a.database.db.selectFrom('passage_afar').select('place').execute();
    expect(left).toEqual([{ place: 'else' }]);
  }, 60_000);

  test('all that a passage says but whose reader it was; it is kept as its person’s here', async () => {
    const { a, b, id } = await pooled(store);
    await a.registry.members.create({ id: 'm', name: 'Ana' });
    await a.registry.cards.create({ uid, memberId: 'm' });
    await a.registry.cards.create({ uid: theirs });
    for (const card of [uid, theirs]) await b.registry.cards.create({ uid: card });
    for (const one of [b, a, b, a]) await one.federations.look(id);
    const exit = { at: begun + minute, punchId: 'x', accessPoint: 'door', by: 'staff' } as const;
    const [whole, noEntry, noExit] = [
      { exit, status: 'closed', anomalies: ['untrusted_clock'], corrected: true },
      { entry: null, exit, status: 'missing_entry', anomalies: ['missing_entry'] },
      { status: 'missing_exit', anomalies: ['missing_exit'] },
    ] as const;
    await entered(b.database, { place: 'b', card: uid, at: begun }, whole);
    await entered(b.database, { place: 'b', card: theirs, at: begun + 2 }, noEntry);
    await entered(b.database, { place: 'b', card: theirs, at: begun + 3 }, noExit);
    await a.federations.look(id);
    const rows = a.database.db.selectFrom('passage_afar').selectAll().orderBy('at');
    const there = { place: id, area: id, entry_punch: null, exit_punch: null };
    const entry = { entry_access_point: id, entry_by: 'card' };
    const left = { exit_at: begun + minute, exit_access_point: id, exit_by: 'staff' };
    const nothing = { exit_at: null, exit_access_point: null, exit_by: null };
    expect(await rows.execute()).toMatchObject([
      {
        ...{ ...there, ...entry, ...left, at: begun, entry_at: begun, person: 'member:m' },
        ...{ card_uid: uid, status: 'closed', anomalies: 'untrusted_clock', corrected: 1 },
      },
      {
        ...{ ...there, ...entry, ...nothing, at: begun + 3, entry_at: begun + 3 },
        ...{ person: `card:${theirs}`, status: 'missing_exit', anomalies: 'missing_exit' },
        ...{ corrected: 0 },
      },
      {
        ...{ ...there, ...left, at: begun + minute, entry_at: null, entry_by: null },
        ...{ person: `card:${theirs}`, status: 'missing_entry', anomalies: 'missing_entry' },
      },
    ]);
    expect(JSON.stringify(await standing(b.database, 'passages'))).not.toContain('door');
  }, 60_000);
});
type Days = { readonly validFrom: string | null; readonly validUntil: string | null };
