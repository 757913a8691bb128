import { expect, test } from '@jest/globals';
import type { DeliveryAnswer } from '../../../cloud/ports/connectors.ts';
import { openDeliveryOutbox } from '../../../cloud/store/delivery-outbox.ts';
import { eachStore } from '../each-store.ts';
import { deliveryWorld, start } from './world.ts';

const minute = 60_000;
const delivered: DeliveryAnswer = { is: 'delivered', receipt: { as: 'x' } };
const busy: DeliveryAnswer = { is: 'retry', why: 'busy', concerns: 'punch' };
const doubt = (at: number, isForGood = false): DeliveryAnswer => ({
  ...{ is: 'unknown', why: 'noAnswer', maybeSent: { first: at, last: at } },
  ...(isForGood && { isForGood }),
});

eachStore('what may have left for another system', (store) => {
  const open = async () => deliveryWorld(await store.open());

  test('of two that deliver one has it; when its lease is over the other goes on, and what came late says nothing', async () => {
    const { database, connect, tap, deliveries } = await open();
    const outbox = openDeliveryOutbox(database);
    const id = await connect();
    const [punchId = ''] = await tap('ada');
    const lease = 10 * minute;
    const dueAt = async (at: number) => {
      const due = await outbox.due(id, at);
      if (due === null) throw new Error('nothing is due');
      return due;
    };
    const claimAt = async (at: number) => {
      const claimed = await outbox.claim(await dueAt(at), at);
      if (claimed === null) throw new Error('somebody else has it');
      return claimed;
    };
    const state = async () => (await deliveries.ofPunches([punchId]))[0]?.state;
    const seenByBoth = await dueAt(start);
    const first = await claimAt(start);
    expect(await outbox.claim(seenByBoth, start)).toBeNull();
    expect(await outbox.claim({ ...seenByBoth, tries: 1 }, start + 1)).toBeNull();
    expect(await outbox.due(id, start + lease - 1)).toBeNull();
    // It may have left at any time while it was theirs, and at none after.
    const left = { first: start, last: start + lease };
    expect((await dueAt(start + lease)).maybeSent).toEqual(left);
    expect((await dueAt(start + 5 * lease)).maybeSent).toEqual(left);
    const second = await claimAt(start + 5 * lease);
    const settled = { now: start + 5 * lease, nextTryAt: start };
    await outbox.settle(first, delivered, settled);
    expect(await state()).toBe('pending');
    // Whoever goes on ends as well: the first trace stays the first, the last becomes later.
    const third = await dueAt(start + 7 * lease);
    expect(third.maybeSent).toEqual({ first: start, last: start + 6 * lease });
    await outbox.settle(second, { is: 'unknown', why: 'noAnswer', maybeSent: left }, settled);
    expect(await state()).toBe('unknown');
    expect((await dueAt(start + 7 * lease)).maybeSent).toEqual(left);
    const last = await claimAt(start + 7 * lease);
    const now = start + 7 * lease;
    await outbox.settle(last, busy, { now, nextTryAt: now });
    // It was looked for, and is certainly not there.
    expect((await dueAt(now)).maybeSent).toBeNull();
  });

  test('is looked for later, not at once, and whatever was changed since', async () => {
    const { connect, tap, run, sent, world, time, deliveries } = await open();
    await connect();
    const [punchId = ''] = await tap('ada');
    world.answer = () => doubt(start);
    await run();
    await run();
    expect(sent).toHaveLength(1);
    world.accepts = () => 'otherItem';
    // One that fails in the middle may have left too; when it left first is known all the same.
    world.answer = () => {
      throw new Error('it should not');
    };
    time.step(2 * minute);
    await run();
    world.answer = () => delivered;
    time.step(60 * minute);
    await run();
    expect(sent.map(({ maybeSent }) => maybeSent)).toEqual([
      null,
      { first: start, last: start },
      { first: start, last: start + 2 * minute },
    ]);
    expect(await deliveries.ofPunches([punchId])).toMatchObject([{ state: 'delivered' }]);
  });

  test('three doubts in a row, and whoever is there is left alone; others between, or for good, are none', async () => {
    const { connect, connections, tap, run, sent, world } = await open();
    const id = await connect();
    await tap('ada', 'bo', 'cy', 'di');
    const [, second] = [0, 1];
    world.answer = () => (sent.length - 1 === second ? delivered : doubt(start));
    await run();
    expect(sent).toHaveLength(4);
    expect((await connections.find(id))?.paused).toBeNull();
    await tap('ed', 'fay', 'gil', 'hal');
    world.answer = () => doubt(start, true);
    await run();
    expect(sent).toHaveLength(8);
    expect((await connections.find(id))?.paused).toBeNull();
    await tap('ida', 'jo', 'kim', 'leo');
    world.answer = () => doubt(start);
    await run();
    expect(sent).toHaveLength(11);
    expect((await connections.find(id))?.paused).toMatchObject({ why: 'noAnswer' });
  });

  test('says what was said of a trouble of everybody’s, and counts anew once something was taken', async () => {
    const { connect, connections, tap, run, world, time } = await open();
    const id = await connect();
    await tap('ada');
    const about = { says: 'Clé expirée' };
    world.answer = () => ({ is: 'retry', why: 'refused', concerns: 'everything', about });
    const paused = async () => (await connections.find(id))?.paused;
    await run();
    expect(await paused()).toMatchObject({ about, until: start + 15_000 });
    time.step(20_000);
    await run();
    expect((await paused())?.until).toBe(start + 50_000);
    world.answer = () => delivered;
    time.step(40_000);
    await run();
    await tap('bo');
    world.answer = () => ({ is: 'retry', why: 'refused', concerns: 'everything' });
    await run();
    expect((await paused())?.until).toBe(time.now() + 15_000);
  });

  test('tried for a week, it is for staff; a punch that is no more is for nobody', async () => {
    const { database, connect, tap, run, sent, world, time, deliveries } = await open();
    await connect();
    const [punchId = '', purged = ''] = await tap('ada', 'bo');
    await database.inTransaction((tx) =>
      tx.deleteFrom('known_entry').where('id', '=', purged).execute(),
    );
    world.answer = () => ({ ...busy, about: { says: 'plus tard' } });
    for (let tries = 1; tries <= 20; tries++) {
      await run();
      time.step(48 * 60 * minute);
    }
    expect(sent).toHaveLength(14);
    expect(await deliveries.ofPunches([punchId])).toMatchObject([
      { state: 'parked', reason: 'busy', about: { says: 'plus tard' } },
    ]);
    expect(await deliveries.ofPunches([purged])).toEqual([]);
  });

  test('two taps of one person in the same millisecond: one waits for the other', async () => {
    const { connect, device, journal, run, sent, world } = await open();
    await connect();
    const twice = [0, 1].map(() => device.punch({ at: start + 1_000, memberRef: 'ada' }).id);
    await journal.ingest.journal({
      ...{ device: device.id, payload: device.batch(1, 2), receivedAt: start },
    });
    world.answer = () => busy;
    await run();
    expect(sent.map(({ punch }) => punch.id)).toEqual(twice.toSorted().slice(0, 1));
  });

  test('a process that stops sends no more; the other side is opened anew only where it was set anew', async () => {
    const { begin, connect, connections, tap, run, sent, world, opened } = await open();
    const id = await connect();
    await tap('ada');
    await run();
    await tap('ada');
    await run();
    expect(opened).toEqual([{ key: 'secret' }]);
    await connections.change(id, { secrets: { key: 'renewed' } }, start);
    await tap('ada');
    await run();
    expect(opened).toEqual([{ key: 'secret' }, { key: 'renewed' }]);
    await tap('ada', 'bo');
    const other = begin();
    world.answer = () => {
      void other.stop();
      return delivered;
    };
    await other.run();
    expect(sent).toHaveLength(4);
  });
});
