import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type FeedTeller, feedTeller } from '../../../cloud/federation/feed-teller.ts';
import { wantedBy } from '../../../cloud/federation/tell-feeds.ts';
import type { Database, Tx } from '../../../cloud/store/database.ts';
import { federationRow, openKeys } from '../../../cloud/store/federations.ts';
import { writePassages } from '../../../cloud/store/passages.ts';
import { unitOf } from '../../../cloud/store/rows.ts';
import { feeds } from '../../../shared/wire/federation.ts';
import { eachStore } from '../each-store.ts';
import { begun, pooled } from './two-sides.ts';

const minute = 60_000;
const uids = ['04A1B2C3D4E501', '04A1B2C3D4E502', '04A1B2C3D4E503'] as const;
const points = uids.map((_, n) => String(n).repeat(43));

const upTo = (most: number) => fc.integer({ min: 0, max: most });
const step = fc.oneof(
  fc.record({ is: fc.constant('passage' as const), n: upTo(2), card: upTo(2), at: upTo(3) }),
  fc.record({ is: fc.constant('noPassage' as const), n: upTo(2) }),
  fc.record({ is: fc.constant('state' as const), card: upTo(2), lost: fc.boolean() }),
  fc.record({ is: fc.constant('name' as const), name: fc.constantFrom('Ana B', 'Zoé C') }),
  fc.record({ is: fc.constant('home' as const), home: fc.constantFrom('b', 'other', null) }),
  fc.record({ is: fc.constant('known' as const), card: upTo(2), known: fc.boolean() }),
  fc.record({ is: fc.constant('lets' as const), lets: fc.boolean() }),
  fc.record({ is: fc.constant('tell' as const) }),
  fc.record({ is: fc.constant('tell' as const) }),
);
const steps = fc.array(step, { minLength: 15, maxLength: 30 });
type Side = Awaited<ReturnType<typeof pooled>>['b'];
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A venue with a member and three cards, whose points the other side has. */
async function venue(b: Side, id: string) {
  const { database, registry } = b;
  await b.federations.look(id);
  await registry.places.create({ id: 'other', name: 'other', timeZone: 'Europe/Paris' });
  await registry.members.create({ id: 'm', name: 'Ana B' });
  for (const [n, uid] of uids.entries()) {
    await registry.cards.create({ id: `c${n}`, uid, memberId: 'm' });
    const point = points[n] ?? '';
    await database.db
      .insertInto('federation_card')
      .values({ federation: id, uid, blinded: point, ref: point, known: 1, their_home: 0 })
      .execute();
  }
  const write = (n: number, card: number, at: number) =>
    database.inTransaction(async (tx) => {
      await tx.deleteFrom('passage').where('id', '=', `p${n}`).execute();
      const cardUid = uids[card] ?? uids[0];
      const end = { punchId: `p${n}`, accessPoint: 'door', by: 'card' as const };
      const entry = { at: begun + (n * 100 + at) * minute, ...end };
      await writePassages(unitOf(database, tx), [
        {
          key: { place: 'b', area: 'b', person: 'member:m' },
          passage: {
            ...{ id: `p${n}`, entry, exit: null, status: 'open', anomalies: [], cardUid },
            corrected: false,
          },
        },
      ]);
    });
  const cardRow = (card: number) =>
    database.db
      .updateTable('federation_card')
      .where('federation', '=', id)
      .where('uid', '=', uids[card] ?? '');
  return async (one: Step, tell: () => Promise<unknown>): Promise<unknown> => {
    switch (one.is) {
      case 'passage':
        return write(one.n, one.card, one.at);
      case 'noPassage':
        return database.db.deleteFrom('passage').where('id', '=', `p${one.n}`).execute();
      case 'state':
        return registry.cards.patch(`c${one.card}`, { state: one.lost ? 'lost' : 'active' });
      case 'name':
        return registry.members.patch('m', { name: one.name });
      case 'home':
        return registry.members.patch('m', { homePlaceId: one.home });
      case 'known':
        return cardRow(one.card)
          .set({ known: one.known ? 1 : 0 })
          .execute();
      case 'lets':
        return b.federations.change(id, one.lets, 'staff:bob');
      case 'tell':
        return tell();
    }
  };
}

async function parts({ database, seal }: Side, id: string) {
  const row = await federationRow(database.db, id);
  const keys = openKeys(seal, row);
  return { row, keys };
}

async function tellAll(side: Side, id: string, teller: FeedTeller) {
  const { row, keys } = await parts(side, id);
  const compared: string[] = [];
  for (const feed of feeds) compared.push(await teller.tell(row, keys, feed));
  return compared;
}

/** A store where whoever writes first waits until it is let go, or fails; `seen`: who began to read, and who wrote. */
function heldBack(database: Database) {
  const seen: string[] = [];
  const isHeld = Promise.withResolvers<void>();
  const goes = Promise.withResolvers<Error | null>();
  let writers = 0;
  let isReading = false;
  return {
    ...{ seen, held: isHeld.promise, letGo: goes.resolve },
    database: {
      ...database,
      get db() {
        if (!isReading) seen.push('read');
        isReading = true;
        return database.db;
      },
      async inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
        isReading = false;
        if (writers++ === 0) {
          seen.push('held');
          isHeld.resolve();
          const wrong = await goes.promise;
          if (wrong) {
            seen.push('failed');
            throw wrong;
          }
        }
        const done = await database.inTransaction(work);
        seen.push('written');
        return done;
      },
    } satisfies Database,
  };
}

const numbers = (database: Database) =>
  database.db.selectFrom('federation_told').select(['feed', 'key', 'seq']).orderBy('seq').execute();

eachStore('feeds', (store) => {
  test('of what changed alone are those of everything compared', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), async (some, atEach) => {
        const { b, id } = await pooled(store);
        const { database } = b;
        const does = await venue(b, id);
        const teller = feedTeller(database, () => begun);
        const tell = () => tellAll(b, id, teller);
        await tell();
        for (const one of some) {
          await does(one, tell);
          // Told at once, a change has no other beside it that would be told with it.
          if (atEach) await tell();
        }
        await tell();
        const { row, keys } = await parts(b, id);
        for (const feed of feeds) {
          const rows = await database.db
            .selectFrom('federation_told')
            .select(['key', 'body', 'at'])
            .where('feed', '=', feed)
            .where('body', 'is not', null)
            .execute();
          const told = new Map(rows.map(({ key, body, at }) => [key, { body, at }]));
          expect(told).toEqual(await wantedBy(database, row, keys, feed, null));
        }
        // Whoever compares everything, as at a start, has nothing to add.
        const before = await numbers(database);
        const all = await tellAll(
          b,
          id,
          feedTeller(database, () => begun),
        );
        expect(all).toEqual(['all', 'all', 'all']);
        expect(await numbers(database)).toEqual(before);
      }),
      { numRuns: store.engine === 'sqlite' ? 20 : 10 },
    );
  }, 180_000);

  test('look at nothing where nothing changed, at a time where a passage did, at all each hour', async () => {
    const { b, id } = await pooled(store);
    const { database } = b;
    const does = await venue(b, id);
    const wall = { now: begun };
    const teller = feedTeller(database, () => wall.now);
    const tell = () => tellAll(b, id, teller);
    expect(await tell()).toEqual(['all', 'all', 'all']);
    expect(await tell()).toEqual(['nothing', 'nothing', 'nothing']);
    await does({ is: 'passage', n: 1, card: 0, at: 0 }, tell);
    expect(await tell()).toEqual(['nothing', 'nothing', 'span']);
    await does({ is: 'name', name: 'Zoé C' }, tell);
    expect(await tell()).toEqual(['all', 'all', 'nothing']);
    wall.now += 3_600_000;
    expect(await tell()).toEqual(['all', 'all', 'all']);
    expect(await database.db.selectFrom('federation_changed').selectAll().execute()).toEqual([]);
    // Nobody is told any more: nothing is marked.
    await b.federations.leave(id, 'staff:bob');
    await does({ is: 'passage', n: 2, card: 0, at: 0 }, tell);
    expect(await database.db.selectFrom('federation_changed').selectAll().execute()).toEqual([]);
  }, 60_000);

  test('of one kind are told one at a time: what was read first is not written last', async () => {
    const { b, id } = await pooled(store);
    const does = await venue(b, id);
    const { row, keys } = await parts(b, id);
    const { database, seen, held, letGo } = heldBack(b.database);
    const teller = feedTeller(database, () => begun);
    const tell = () => teller.tell(row, keys, 'passages');
    await does({ is: 'passage', n: 1, card: 0, at: 0 }, tell);
    const first = tell();
    await held;
    await does({ is: 'noPassage', n: 1 }, tell);
    const second = tell();
    // The first, which knows of a passage, has yet to write; another kind need not wait for that.
    expect(await feedTeller(b.database, () => begun).tell(row, keys, 'cards')).toBe('all');
    expect(seen).toEqual(['read', 'held']);
    letGo(null);
    expect([await first, await second]).toEqual(['all', 'span']);
    expect(seen).toEqual(['read', 'held', 'written', 'read', 'written']);
    const told = await b.database.db
      .selectFrom('federation_told')
      .select('body')
      .where('feed', '=', 'passages')
      .execute();
    expect(told).toEqual([{ body: null }]);
  }, 60_000);

  test('of another kind, and after one that failed, are told all the same', async () => {
    const { b, id } = await pooled(store);
    await venue(b, id);
    const { row, keys } = await parts(b, id);
    const { database, seen, held, letGo } = heldBack(b.database);
    const teller = feedTeller(database, () => begun);
    const first = teller.tell(row, keys, 'passages');
    await held;
    const second = teller.tell(row, keys, 'passages');
    expect(await teller.tell(row, keys, 'members')).toBe('all');
    letGo(new Error('the disk is full'));
    await expect(first).rejects.toThrow('the disk is full');
    expect(await second).toBe('all');
    expect(seen).toEqual(['read', 'held', 'read', 'written', 'failed', 'read', 'written']);
  }, 60_000);
});
