import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openJournal } from '../../../cloud/open-journal.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { waitFor } from '../../parts/wait-for.ts';
import { eachStore, type FreshStore } from '../each-store.ts';
import { seedPlace, testDevice } from '../test-device.ts';
import { begun, pooled, uid } from './two-sides.ts';

const hour = 3_600_000;
const day = 24 * hour;
const other = '04FFEEDDCCBBAA';

/** Every row of every table, as JSON. */
async function everythingIn({ db, engine }: Database): Promise<string> {
  const tables =
    engine === 'sqlite'
      ? sql<{ name: string }>`SELECT name FROM sqlite_master WHERE type = 'table'`
      : sql<{
          name: string;
        }>`SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()`;
  const rows = (await tables.execute(db)).rows.map(({ name }) =>
    sql`SELECT * FROM ${sql.table(name)}`.execute(db),
  );
  return JSON.stringify((await Promise.all(rows)).map((some) => some.rows));
}

/** Ana is a member of A, and was at B's door, as somebody else was whom nobody knows. */
async function anaAtB(store: FreshStore) {
  const both = await pooled(store);
  const { a, b, id } = both;
  await a.federations.change(id, true, 'staff:ada');
  await a.registry.members.create({ id: 'm_ana', name: 'Ana' });
  const card = await a.registry.cards.create({ uid, memberId: 'm_ana' });
  for (const one of [b, a, b, a, b, a]) await one.federations.look(id);
  const device = testDevice('reader');
  await seedPlace(b.database, [device]);
  const journal = openJournal(b.database);
  device.punch({ at: begun, uid });
  device.punch({ at: begun + hour, uid });
  device.refusal({ at: begun + 2 * hour, uid });
  device.punch({ at: begun, uid: other });
  const sent = { device: device.id, payload: device.batch(1, 4), receivedAt: begun + day };
  await journal.ingest.journal(sent);
  const partners = async () => (await a.erasures.find('m_ana'))?.partners;
  const erase = () => a.erasures.erase('m_ana', 'staff:ada', begun + day);
  /** A asks, B works it off beside its answer, and A asks again. */
  const until = (state: string) =>
    waitFor(`B ${state}`, async () => {
      await a.federations.look(id);
      return (await partners())?.[0]?.state === state;
    });
  return { ...both, card, journal, partners, erase, until };
}

eachStore('a member erased at home', (store) => {
  test('is forgotten where they were: taps and refusals of that card, and of nobody else', async () => {
    const { a, b, id, erase, until, partners } = await anaAtB(store);
    expect(await everythingIn(b.database)).toContain(uid);
    b.readers.outcome = 'unanswered';
    await erase();
    expect(await partners()).toMatchObject([{ federation: id, state: 'waiting', why: null }]);
    // Readers of B that were not heard yet hold nothing up but the word that it is over.
    await waitFor('B is at it', async () => {
      await a.federations.look(id);
      return (await partners())?.[0]?.why === 'devices';
    });
    expect(await a.erasures.find('m_ana')).toMatchObject({ askedFor: null });
    b.readers.outcome = 'granted';
    await b.erasures.follow();
    await until('done');
    const left = await everythingIn(b.database);
    expect(left).not.toContain(uid);
    expect(left).toContain(other);
    const rows = await b.database.db.selectFrom('passage').select('card_uid').execute();
    expect(rows).toEqual([{ card_uid: other }]);
    // Both sides say so, and whoever reads it learns no number.
    expect(await b.erasures.list(5)).toMatchObject([
      { askedBy: `federation:${id}`, askedFor: 'a', doneAt: begun, partners: [] },
    ]);
    const audited = (database: Database) =>
      database.db
        .selectFrom('audit')
        .select(['verb', 'kind'])
        .where('who', '=', `federation:${id}`)
        .execute();
    expect(await audited(a.database)).toEqual([{ verb: 'erased', kind: 'member' }]);
    expect(await audited(b.database)).toEqual([{ verb: 'erased', kind: 'card' }]);
    // Asked once more, nothing happens twice.
    await a.database.inTransaction((tx) =>
      tx.updateTable('erasure_afar').set({ state: 'waiting' }).execute(),
    );
    await until('done');
    expect(await b.erasures.list(5)).toHaveLength(1);
  }, 120_000);

  test('also where the other side was away for days, or ended while it erased', async () => {
    const { a, b, id, erase, until, partners } = await anaAtB(store);
    b.broken.answer = 503;
    await erase();
    for (let days = 0; days < 5; days++) {
      a.wall.now += day;
      await a.federations.look(id);
      expect(await partners()).toMatchObject([{ state: 'waiting' }]);
    }
    b.wall.now = a.wall.now;
    b.broken.answer = null;
    const eraseTaps = b.database.inTransaction.bind(b.database);
    let ended = 0;
    // The power goes in the middle of it, twice.
    Object.assign(b.database, {
      inTransaction: (work: Parameters<typeof eraseTaps>[0]) => {
        if (ended > 0 && ended < 3) return Promise.reject(new Error(`the power went ${ended++}`));
        return eraseTaps(work);
      },
    });
    ended = 1;
    await a.federations.look(id);
    await until('done');
    expect(ended).toBe(3);
    expect(await everythingIn(b.database)).not.toContain(uid);
  }, 120_000);

  test('also a card that B was told of no more; one that B registered itself stays B’s', async () => {
    const { a, b, id, erase, until, card, partners } = await anaAtB(store);
    await a.registry.cards.patch(card.id, { state: 'lost' });
    await b.federations.look(id);
    await b.federations.look(id);
    await b.database.inTransaction((tx) =>
      tx.deleteFrom('federation_card').where('federation', '=', id).execute(),
    );
    await erase();
    await until('done');
    expect(await everythingIn(b.database)).not.toContain(uid);
    await a.registry.members.create({ id: 'm_bo', name: 'Bo' });
    await a.registry.cards.create({ uid: other, memberId: 'm_bo' });
    await b.registry.cards.create({ uid: other });
    for (const one of [b, a, b, a]) await one.federations.look(id);
    await a.erasures.erase('m_bo', 'staff:ada', begun);
    await waitFor('B said so', async () => {
      await a.federations.look(id);
      return (await a.erasures.find('m_bo'))?.partners[0]?.state === 'kept';
    });
    expect(await everythingIn(b.database)).toContain(other);
    // An older store of B is back: it may hold her again, and is asked for once more.
    await b.database.inTransaction((tx) => tx.deleteFrom('federation_told').execute());
    a.wall.now += 60_000;
    await a.federations.look(id);
    expect(await partners()).toMatchObject([{ state: 'done', at: begun + 60_000 }]);
  }, 120_000);

  test('one that has to be looked for, which takes A, holds up no other', async () => {
    const { a, b, id, erase, until } = await anaAtB(store);
    const lost = { federation: id, card: 'L'.repeat(43), asked_at: 0, uid: null, erasure: null };
    await b.database.db
      .insertInto('erasure_for')
      .values({ ...lost, state: 'asked' })
      .execute();
    a.broken.answer = 503;
    await erase();
    await until('done');
    const states = () =>
      b.database.db.selectFrom('erasure_for').select('state').orderBy('asked_at').execute();
    expect(await states()).toEqual([{ state: 'asked' }, { state: 'begun' }]);
    a.broken.answer = null;
    await waitFor('B looked for it', async () => {
      await a.database.inTransaction((tx) =>
        tx.updateTable('erasure_afar').set({ state: 'waiting' }).execute(),
      );
      await a.federations.look(id);
      return (await states())[0]?.state === 'none';
    });
  }, 120_000);

  test('nobody is asked any more once the federation was left, and staff read that', async () => {
    const { a, b, id, erase, partners } = await anaAtB(store);
    b.broken.answer = 503;
    await erase();
    await a.federations.look(id);
    await a.federations.leave(id, 'staff:ada');
    expect(await partners()).toMatchObject([{ state: 'gone', why: null }]);
  }, 120_000);

  test('nor waited for, where it was left while B was asked', async () => {
    const { a, b, id, erase, partners } = await anaAtB(store);
    b.readers.outcome = 'unanswered';
    await erase();
    let left = 0;
    b.broken.way = async (answer, asked) => {
      if (!asked.includes('/erasures') || left++ > 0) return answer;
      await a.federations.leave(id, 'staff:ada');
      return answer;
    };
    await a.federations.look(id);
    expect(left).toBe(1);
    expect(await partners()).toMatchObject([{ state: 'gone', why: null }]);
  }, 120_000);
});
