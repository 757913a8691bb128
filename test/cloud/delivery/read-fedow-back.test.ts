import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readFedowBack } from '../../../cloud/delivery/read-fedow-back.ts';
import { createPairing } from '../../../cloud/pairing/pair-passages.ts';
import { everyPassage } from '../../../cloud/ports/report.ts';
import { purge } from '../../../cloud/retention/purge.ts';
import { openConnections } from '../../../cloud/store/connections.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { eraseAfar } from '../../../cloud/store/erase-afar.ts';
import { openFedowPools } from '../../../cloud/store/fedow-pools.ts';
import { openFedowReading } from '../../../cloud/store/fedow-reading.ts';
import { openPassageReader } from '../../../cloud/store/report.ts';
import { type FakeFedow, fakeFedow } from '../../fakes/fedow/server.ts';
import { manualTime } from '../../fakes/manual-time.ts';
import { type Joined, join, newCard } from '../connectors/fedow/joined.ts';
import { eachStore } from '../each-store.ts';
import { openTestRegistry } from '../open-test-registry.ts';
import { seedPlace, testDevice } from '../test-device.ts';
import { testSeal } from '../test-seal.ts';

const start = Date.UTC(2026, 2, 10, 8);
const minute = 60_000;
const hour = 60 * minute;
const ada = '04A1B2C3';
const stranger = '52BE6543';
const ours = 'AA0000B1';
const theirs = 'AA0000B2';

let fake: FakeFedow;
let time: ReturnType<typeof manualTime>;
beforeEach(async () => {
  time = manualTime(start);
  fake = await fakeFedow({ now: time.now });
});
afterEach(() => fake.close());

/** Our place and another, both at one Fedow, and an asset of one of them that both use. */
async function world(database: Database, origin: 'us' | 'them') {
  await seedPlace(database, [testDevice('reader')]);
  const registry = openTestRegistry(database, time.now);
  await registry.members.create({ id: 'ada', name: 'Ada' });
  await registry.cards.create({ id: 'c-ada', uid: ada, memberId: 'ada' });
  const us = await join(fake, 'La Plume');
  const them = await join(fake, 'La Ruche');
  const from = origin === 'us' ? us : them;
  const uuid = '11111111-2222-4333-8444-555555555555';
  const asset = await from.client.makeTimeClockAsset({ uuid, name: 'Badge' });
  await from.client.federate({
    ...{ name: 'F', origin: from.place.placeUuid, asset: asset.uuid },
    added: (origin === 'us' ? them : us).place.placeUuid,
  });
  const cards = [newCard(ours, true), newCard(theirs, true), newCard(ada), newCard(stranger)];
  cards.push(newCard('04C0FFEE'));
  await us.client.registerCards(cards, 1);
  const connections = openConnections(database, testSeal);
  const connect = async ({ place }: Joined): Promise<string> => {
    const settings = { server: fake.domain, ...place, asset: asset.uuid };
    const made = { kind: 'fedow', placeId: 'demo', name: 'F', settings, secrets: {} } as const;
    return (await connections.add(made, start)).id;
  };
  const id = await connect(us);
  let changes = 0;
  const reading = openFedowReading(database, () => changes++);
  const pools = openFedowPools(database);
  const bound = { connectionId: id, server: fake.domain, asset: asset.uuid };
  const { db } = database;
  return {
    ...{ database, us, them, asset, connections, registry, reading, db, id, connect },
    changes: () => changes,
    pool: async () => {
      const pool = await pools.find(id);
      if (!pool) throw new Error('it was not read');
      return pool;
    },
    read: (goesOn = () => true) =>
      readFedowBack(
        { client: us.client, reading, now: time.now, goesOn },
        { ...bound, placeUuid: us.place.placeUuid },
      ),
    /** As a till of LaBoutik tells it, or as another of us does. */
    tap: (at: Joined, tag: string, metadata: Record<string, string> = {}) =>
      at.client.sendPunch({
        ...{ tag, primaryTag: at === us ? ours : theirs, asset: asset.uuid },
        metadata: { pos_name: "Entrée l'atelier", ...metadata },
      }),
    passages: async () =>
      (await db.selectFrom('passage_afar').selectAll().orderBy('at').orderBy('id').execute()).map(
        ({ person, entry_at, exit_at, status, anomalies }) =>
          [person, minutes(entry_at), minutes(exit_at), status, anomalies].join(' '),
      ),
    incidents: () => db.selectFrom('incident').select(['kind', 'details']).execute(),
  };
}
const minutes = (at: number | null): string =>
  at === null ? '-' : String(Math.floor((at - start) / minute));
const later = (ms: number) => void time.advance(ms);

eachStore('reading a Fedow back', (store) => {
  test('the origin reads taps of a till at another venue, paired there and nowhere else', async () => {
    const at = await world(await store.open(), 'us');
    // The same card at both on one day: in at ours, in and out at theirs, out at ours.
    await at.tap(at.us, ada, { punch_uuid: 'own-1', punched_at: '2026-03-10T08:00:00Z' });
    later(10 * minute);
    await at.tap(at.them, ada);
    later(50 * minute);
    await at.tap(at.them, ada);
    await at.tap(at.them, stranger);
    later(30 * minute);
    await at.tap(at.us, ada, { punch_uuid: 'own-2', punched_at: '2026-03-10T09:30:00Z' });
    await at.read();
    expect(await at.passages()).toEqual([
      'member:ada 10 60 closed untrusted_clock',
      'card:52BE6543 60 - open untrusted_clock',
    ]);
    expect(await at.pool()).toMatchObject({
      ...{ isOurs: true, originName: 'La Plume', assetName: 'Badge' },
      venues: [{ name: 'La Ruche' }],
      chain: { blocks: 6, forks: 0, broken: 0, unjudged: 0 },
    });
    expect(await at.incidents()).toEqual([]);
    const rowsOf = async (pool?: string) => {
      const reader = openPassageReader(at.database);
      const asked = { ...everyPassage, ...(pool && { pool }) };
      const { items } = await reader.page(asked, time.now(), { limit: 10, cursor: null });
      reader.close();
      return items.map((row) => [row.entryAccessPointName, row.memberName, row.cardUid]);
    };
    const told = [
      ['La Ruche', 'Ada', ada],
      ['La Ruche', null, stranger],
    ];
    expect(await rowsOf(at.id)).toEqual(told);
    expect(await rowsOf('*')).toEqual(told);
    expect(await rowsOf()).toEqual([]);
    expect(await rowsOf('another')).toEqual([]);
  });

  test('one card at two other venues on one day: no passage spans them', async () => {
    const at = await world(await store.open(), 'us');
    const third = await join(fake, 'Le Moulin');
    for (const venue of [at.them, third, at.them, third]) {
      await at.tap(venue, ada);
      await at.read();
      later(hour);
    }
    expect(await at.passages()).toEqual([
      'member:ada 0 120 closed untrusted_clock',
      'member:ada 60 180 closed untrusted_clock',
    ]);
    const names = (await at.pool()).venues.map(({ name }) => name);
    expect(names.toSorted()).toEqual(['La Ruche', 'Le Moulin']);
  });

  test('another venue sees its own alone: nothing foreign, and the page can say whose it is', async () => {
    const at = await world(await store.open(), 'them');
    await at.tap(at.us, ada);
    await at.tap(at.them, ada);
    await at.read();
    expect(await at.passages()).toEqual([]);
    expect(await at.pool()).toMatchObject({
      ...{ isOurs: false, originName: 'La Ruche', venues: [] },
      chain: { blocks: 1, broken: 0, unjudged: 0 },
    });
  });

  test('a way and a time that a block tells are believed; what cannot be is marked', async () => {
    const at = await world(await store.open(), 'us');
    later(5 * hour);
    const said = (direction: string, punched_at: string) => ({ direction, punched_at });
    await at.tap(at.them, ada, said('in', '2026-03-10T09:00:00+01:00'));
    await at.tap(at.them, ada, said('in', '2026-03-10T10:00:00.000Z'));
    await at.tap(at.them, ada, said('out', '2026-03-10T11:00:00Z'));
    await at.tap(at.them, stranger, said('out', '2030-01-01T00:00:00Z'));
    await at.read();
    expect(await at.passages()).toEqual([
      'member:ada 0 - missing_exit missing_exit',
      'member:ada 120 180 closed ',
      'card:52BE6543 - 300 missing_entry missing_entry|untrusted_clock',
    ]);
  });

  test('read again, or cut short at any page, it is the same; each block is there once', async () => {
    const at = await world(await store.open(), 'us');
    for (let day = 0; day < 30; day++) {
      await at.tap(at.them, ada);
      later(2 * hour);
      await at.tap(at.them, ada);
      later(22 * hour);
    }
    let asked = 0;
    fake.moodOf = (path) =>
      path === '/transaction/list_by_asset/' && ++asked % 2 === 0 ? 'failing' : 'well';
    let tries = 0;
    const isRead = () =>
      at.read().then(
        () => true,
        () => false,
      );
    while (!(await isRead())) expect(++tries).toBeLessThan(20);
    // Five weeks, each of which failed once.
    expect(asked).toBeGreaterThan(8);
    const passages = await at.passages();
    expect(passages).toHaveLength(30);
    expect(passages[29]).toMatch(/^member:ada \d+ \d+ closed/);
    fake.moodOf = () => 'well';
    const changes = at.changes();
    await at.read();
    expect(await at.passages()).toEqual(passages);
    expect(at.changes()).toBe(changes);
    // The cursor is far: only the last hours are asked for again.
    await at.tap(at.them, ada);
    fake.asks.length = 0;
    await at.read();
    expect(fake.asks.filter((ask) => ask.includes('list_by_asset'))).toHaveLength(1);
    expect((await at.pool()).chain).toMatchObject({ blocks: 62, unjudged: 0, broken: 0 });
    expect(await at.passages()).toHaveLength(31);
  }, 60_000);

  test('each block is judged, once for each card by asking; forks and broken ones are told to staff', async () => {
    const at = await world(await store.open(), 'us');
    await at.tap(at.them, stranger);
    fake.book.staleReads = 1;
    await at.tap(at.them, ada);
    fake.book.staleReads = 0;
    for (let i = 0; i < 20; i++) await at.tap(at.them, ada);
    fake.asks.length = 0;
    await at.read();
    const asked = fake.asks.filter((ask) => /transaction\/[0-9a-f-]{36}/.test(ask));
    // The first block, and one for each of the cards.
    expect(asked).toHaveLength(3);
    expect((await at.pool()).chain).toEqual({ blocks: 23, forks: 1, broken: 0, unjudged: 0 });
    const [fork] = await at.incidents();
    expect(fork).toMatchObject({ kind: 'blocksForked' });
    expect(JSON.parse(fork?.details ?? '')).toMatchObject({ connectionId: at.id, count: 1 });

    // What could not be judged is judged by the next round.
    await at.tap(at.them, '04C0FFEE');
    fake.moodOf = (path) => (/^\/transaction\/[0-9a-f]{8}-/.test(path) ? 'failing' : 'well');
    await expect(at.read()).rejects.toThrow();
    fake.moodOf = () => 'well';
    expect((await at.pool()).chain).toMatchObject({ blocks: 24, unjudged: 1 });
    await at.read();
    expect((await at.pool()).chain).toMatchObject({ blocks: 24, unjudged: 0, broken: 0 });

    await at.tap(at.them, ada);
    const [last] = fake.book.chainOf(at.asset.uuid).slice(-1);
    if (last) Object.assign(last, { amount: 7 });
    await at.read();
    expect((await at.pool()).chain).toMatchObject({ broken: 1, forks: 1 });
    const [, broken] = await at.incidents();
    expect(broken?.kind).toBe('blocksBroken');
    expect(JSON.parse(broken?.details ?? '')).toMatchObject({ blocks: [last?.uuid] });
    await at.read();
    expect(await at.incidents()).toHaveLength(2);
  });

  test('what was told by hand has both ends turned, and its card in itself; a wallet has none', async () => {
    const at = await world(await store.open(), 'us');
    const { wallet } = fake.book.places.find(({ name }) => name === 'La Ruche') ?? { wallet: '' };
    const card = fake.book.cards.find(({ tag }) => tag === ada);
    if (!card) throw new Error('no card');
    const of = { action: 'BDG', asset: at.asset.uuid } as const;
    fake.book.addBlock({ ...of, sender: wallet, receiver: fake.book.walletOf(card), card });
    later(hour);
    await at.tap(at.them, ada);
    fake.book.addBlock({ ...of, sender: at.them.wallet, receiver: wallet });
    later(minute);
    const nobody = '00000000-0000-4000-8000-000000000001';
    fake.book.addBlock({ ...of, sender: nobody, receiver: wallet });
    await at.read();
    expect(await at.passages()).toEqual([
      'member:ada 0 60 closed untrusted_clock',
      `card:wallet-${at.them.wallet} 60 - open untrusted_clock`,
      `card:wallet-${nobody} 61 - open untrusted_clock`,
    ]);
    expect((await at.pool()).venues).toEqual([expect.objectContaining({ name: 'La Ruche' })]);
  });

  test('two places of ours at one Fedow are no strangers to each other', async () => {
    const at = await world(await store.open(), 'us');
    await at.connect(at.them);
    await at.tap(at.them, ada);
    await at.read();
    expect(await at.passages()).toEqual([]);
  });

  test('whoever is erased is in none of it, and is not read anew; the connection takes all with it', async () => {
    const database = await store.open();
    const at = await world(database, 'us');
    await at.tap(at.them, ada);
    await at.tap(at.them, stranger);
    await at.read();
    // By whose taps they are; of a card that was unknown here, by its tag.
    await at.tap(at.them, '04C0FFEE');
    await at.read();
    await database.inTransaction((tx) => eraseAfar(tx, 'ada', []));
    await database.inTransaction((tx) => eraseAfar(tx, 'bo', ['04C0FFEE112233']));
    await at.read();
    expect(await at.passages()).toEqual(['card:52BE6543 0 - open untrusted_clock']);
    expect(await at.db.selectFrom('fedow_punch').select('card_uid').execute()).toEqual([
      { card_uid: stranger },
    ]);
    await at.connections.remove(at.id);
    expect(await at.passages()).toEqual([]);
    for (const table of ['fedow_punch', 'fedow_block', 'fedow_venue', 'fedow_reading'] as const)
      expect(await at.db.selectFrom(table).selectAll().execute()).toEqual([]);
  });

  test('taps elsewhere are kept as long as those here: whole passages go, and are not read anew', async () => {
    const at = await world(await store.open(), 'us');
    await at.tap(at.them, ada);
    later(hour);
    await at.tap(at.them, ada);
    later(300 * 24 * hour);
    await at.tap(at.them, ada);
    // One that is over when what is kept begins goes; one that ends after it stays whole.
    for (const punched_at of ['2026-04-12T22:30Z', '2026-04-13T05:00Z'])
      await at.tap(at.them, stranger, { punched_at });
    for (const punched_at of ['2026-04-13T20:00Z', '2026-04-14T05:00Z'])
      await at.tap(at.them, stranger, { punched_at });
    await at.read();
    later(100 * 24 * hour);
    await at.tap(at.them, ada);
    await at.read();
    expect(await at.passages()).toHaveLength(5);
    const seals = await purge(at.database, createPairing({ remember: false }), time.now());
    expect(seals).toMatchObject([{ place: 'demo', counts: { passagesAfar: 2 } }]);
    await at.read();
    const kept = await at.passages();
    expect(kept).toHaveLength(3);
    expect(kept[0]).toMatch(/^card:52BE6543 49680 50220 closed/);
    expect(kept[1]).toMatch(/^member:ada .* missing_exit/);
    expect(await at.db.selectFrom('fedow_punch').select('uuid').execute()).toHaveLength(4);
    expect((await at.pool()).chain.blocks).toBe(6);
  });
});
