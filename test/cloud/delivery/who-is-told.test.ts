import { expect, test } from '@jest/globals';
import { insertDeliveries } from '../../../cloud/store/insert-deliveries.ts';
import { unitOf } from '../../../cloud/store/rows.ts';
import { eachStore } from '../each-store.ts';
import { seedAccessPoint, testDevice } from '../test-device.ts';
import { deliveryWorld, start } from './world.ts';

const hour = 3_600_000;

eachStore('which punches another system is told of', (store) => {
  const open = async () => deliveryWorld(await store.open());

  test('those at its own place, made while it was on: not those of another, of before, or of a pause', async () => {
    const { connect, connections, deliveries, registry, tap } = await open();
    await registry.places.create({ id: 'other', name: 'Other', timeZone: 'Europe/Paris' });
    const elsewhere = await connections.add(
      {
        ...{ kind: 'frappe', placeId: 'other', name: 'Elsewhere' },
        ...{ settings: { server: 'x' }, secrets: { key: 'secret' } },
      },
      start,
    );
    await connections.change(elsewhere.id, { isOn: true }, start);
    const id = await connect({ isOn: false });
    await connections.change(id, { isOn: true }, start + 1_500);
    // The first arrives late: it was made before anybody was to be told.
    const [, second = ''] = await tap('ada', 'ada');
    await connections.change(id, { isOn: false }, start + 2_500);
    const [third = ''] = await tap('ada');
    await connections.change(id, { isOn: true }, start + 2_600);
    const of = async (connectionId: string) =>
      (await deliveries.list({ connectionId }, { limit: 9, cursor: null })).items.map(
        ({ punchId }) => punchId,
      );
    expect(await of(id)).toEqual([second]);
    expect(await of(id)).not.toContain(third);
    expect(await of(elsewhere.id)).toEqual([]);
  });

  test('none of whom no names are kept', async () => {
    const { database, connect, deliveries } = await open();
    const id = await connect();
    const arriving = ['v-3f9a', '04A1B2C3'].map((cardUid) => ({
      key: { place: 'demo', area: 'demo', person: `card:${cardUid}` as const },
      punch: {
        ...{ id: `of-${cardUid}`, key: 1, device: 'reader', accessPoint: 'entree', cardUid },
        ...{ occurredAt: start + 1, direction: 'in', estimated: false },
      },
    })) as unknown as Parameters<typeof insertDeliveries>[1];
    await database.inTransaction((tx) =>
      insertDeliveries(unitOf(database, tx), arriving, start + 2),
    );
    const { items } = await deliveries.list({ connectionId: id }, { limit: 9, cursor: null });
    expect(items.map(({ punchId }) => punchId)).toEqual(['of-04A1B2C3']);
  });

  test('with what was agreed to for that one alone, which way it was, and where they are at home', async () => {
    const { connect, device, journal, registry, shared, run, sent } = await open();
    const [first, second] = [await connect(), await connect()];
    await registry.members.patch('ada', { homePlaceId: 'demo' });
    const agreed = { toldOn: '2026-03-09', sharesEmail: true, knownAs: 'EMP-1' };
    await shared.change(first, 'ada', agreed, { who: 'zoe', now: start });
    device.punch({ at: start + 1_000, memberRef: 'ada', direction: 'out' });
    await journal.ingest.journal({
      ...{ device: device.id, payload: device.batch(1, 1), receivedAt: start },
    });
    await run();
    const told = sent.map(({ punch: { isHolderTold, direction, member } }) => ({
      ...{ isHolderTold, direction, member },
    }));
    const home = { id: 'ada', homePlaceId: 'demo' };
    expect(told).toHaveLength(2);
    expect(told).toContainEqual({
      ...{ isHolderTold: true, direction: 'out' },
      member: { ...home, email: 'ada@example.org', knownAs: 'EMP-1' },
    });
    expect(told).toContainEqual({
      ...{ isHolderTold: false, direction: 'out' },
      member: { ...home, email: null, knownAs: null },
    });
    expect(second).not.toBe(first);
  });

  test('whoever a card is given to: what waits of it keeps their order from then on', async () => {
    const { connect, database, device, journal, run, sent, world, time } = await open();
    await connect();
    const uid = '04A1B2C3D4E5F6';
    device.punch({ at: start + 1_000, uid });
    device.punch({ at: start + 2_000, memberRef: 'ada', uid: '04A1B2C4' });
    await journal.ingest.journal({
      ...{ device: device.id, payload: device.batch(1, 2), receivedAt: start },
    });
    world.answer = () => ({ is: 'retry', why: 'busy', concerns: 'punch' });
    const change = { kind: 'assignCard', uid, memberId: 'ada', from: null, to: null } as const;
    const author = { madeBy: 'staff:zoe', madeAt: start, reason: 'hers' };
    await journal.corrections.record(change, author);
    await run();
    expect(sent.map(({ punch }) => [punch.cardUid, punch.member?.id])).toEqual([[uid, 'ada']]);
    expect(await database.db.selectFrom('delivery').select('person').distinct().execute()).toEqual([
      { person: 'member:ada' },
    ]);
    expect(time.now()).toBe(start);
  });

  test('of two devices whose taps have one id, each by itself', async () => {
    const { connect, device, database, journal, run, sent } = await open();
    await connect();
    const copy = testDevice('copy');
    await database.db
      .insertInto('device')
      .values({
        ...{ id: 'copy', place_id: 'demo', name: 'copy', public_key: copy.publicKey },
        ...{ password_hash: '', state: 'active', created_at: 0 },
      })
      .execute();
    await seedAccessPoint(database, copy, copy.accessPoint);
    const { id } = device.punch({ at: start + 1_000, memberRef: 'ada' });
    copy.punch({ at: start + 2_000, memberRef: 'bo', id, direction: 'out' });
    for (const one of [device, copy])
      await journal.ingest.journal({
        ...{ device: one.id, payload: one.batch(1, 1), receivedAt: start },
      });
    await run();
    expect(sent.map(({ punch }) => [punch.device, punch.member?.id, punch.direction])).toEqual([
      ['reader', 'ada', 'toggle'],
      ['copy', 'bo', 'out'],
    ]);
  });

  test('none that was blanked since', async () => {
    const { database, connect, deliveries, tap, run, sent } = await open();
    await connect();
    const [punchId = '', other = ''] = await tap('ada', 'bo');
    await database.inTransaction(async (tx) => {
      const { key } = await tx
        .selectFrom('known_entry')
        .select('key')
        .where('id', '=', punchId)
        .executeTakeFirstOrThrow();
      const { body } = await tx
        .selectFrom('entry')
        .select('body')
        .where('key', '=', key)
        .executeTakeFirstOrThrow();
      const { card: _, ...rest } = JSON.parse(body) as { readonly card: object };
      const blanked = JSON.stringify({ ...rest, erased: new Date(start).toISOString() });
      await tx.updateTable('entry').set({ body: blanked }).where('key', '=', key).execute();
    });
    await run();
    expect(sent.map(({ punch }) => punch.id)).toEqual([other]);
    expect(await deliveries.ofPunches([punchId])).toEqual([]);
  });

  test('tried again by staff: what may be there is looked for, what was kept here is asked about anew', async () => {
    const { connect, connections, deliveries, tap, run, sent, world, time } = await open();
    const connectionId = await connect();
    const [unsure = '', kept = ''] = await tap('ada', 'bo');
    const maybeSent = { first: start, last: start };
    world.accepts = ({ id }) => (id === kept ? 'nobodys' : null);
    world.answer = () => ({ is: 'unknown', why: 'noAnswer', maybeSent });
    await run();
    await deliveries.tryAgain({ connectionId, punchId: unsure }, start);
    expect(await deliveries.ofPunches([unsure])).toMatchObject([{ state: 'unknown' }]);
    world.accepts = () => null;
    world.answer = () => ({ is: 'expired', why: 'tooLate' });
    await deliveries.tryAgain({ connectionId, punchId: kept }, start);
    await run();
    expect(sent.map(({ punch, maybeSent: maybe }) => [punch.id, maybe])).toEqual([
      [unsure, null],
      ...[
        [unsure, maybeSent],
        [kept, null],
      ].toSorted(([a], [b]) => Number(a === kept) - Number(b === kept)),
    ]);
    const again = (punchId: string) => deliveries.tryAgain({ connectionId, punchId }, start);
    await expect(again(kept)).rejects.toThrow(/too late/);
    world.answer = () => ({ is: 'delivered', receipt: {} });
    const [there = ''] = await tap('ada');
    await run();
    await expect(again(there)).rejects.toThrow(/there already/);
    // What cannot be opened is left alone for a minute, and staff see why.
    await connections.change(connectionId, { secrets: { key: null } }, start);
    await tap('ada');
    await run();
    expect((await connections.find(connectionId))?.paused).toEqual({
      ...{ why: 'connectionSecretsLost', until: time.now() + 60_000 },
    });
    expect(time.now()).toBeLessThan(start + hour);
  });
});
