import { setTimeout as after } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { deliverDue } from '../../../cloud/delivery/deliver-due.ts';
import type { Connector, DeliveryAnswer } from '../../../cloud/ports/connectors.ts';
import { openDeliveryOutbox } from '../../../cloud/store/delivery-outbox.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { waitFor } from '../../parts/wait-for.ts';
import { eachStore } from '../each-store.ts';
import { deliveryWorld, start } from './world.ts';

const minute = 60_000;
const trouble: DeliveryAnswer = { is: 'retry', why: 'busy', concerns: 'everything' };
const doubt: DeliveryAnswer = {
  ...{ is: 'unknown', why: 'noAnswer', maybeSent: { first: start, last: start } },
};

eachStore('whose turn it is to deliver', (store) => {
  const open = async () => deliveryWorld(await store.open());

  test('who saw it before another had it neither sends it nor sets it aside', async () => {
    const { database, connect, tap, deliveries } = await open();
    const outbox = openDeliveryOutbox(database);
    const id = await connect();
    const [punchId = ''] = await tap('ada');
    const seen = await outbox.due(id, start);
    const claimed = seen && (await outbox.claim(seen, start));
    if (!seen || !claimed) throw new Error('nothing is due');
    await outbox.settle(claimed, doubt, { now: start, nextTryAt: start + minute });
    // It knows nothing of the doubt, and would send it a second time.
    expect(await outbox.claim(seen, start + minute)).toBeNull();
    await outbox.setAside(seen, 'otherItem', start + minute);
    expect(await deliveries.ofPunches([punchId])).toMatchObject([{ state: 'unknown', tries: 1 }]);
    const again = await outbox.due(id, start + minute);
    expect(again && (await outbox.claim(again, start + minute))).toMatchObject({ tries: 1 });
  });

  test('what another took in between is not sent', async () => {
    const { database, connect, tap } = await open();
    const outbox = openDeliveryOutbox(database);
    const id = await connect();
    await tap('ada', 'bo');
    const sent: string[] = [];
    const connector: Connector = {
      ...{ name: 'test', isLive: false, check: async () => ({ is: 'well' }), accepts: () => null },
      async deliver({ punch }) {
        sent.push(punch.id);
        return { is: 'delivered', receipt: {} };
      },
    };
    const quick: typeof outbox = {
      ...outbox,
      async claim(due, now) {
        await outbox.claim(due, now);
        return outbox.claim(due, now);
      },
    };
    const parts = { now: () => start, random: () => 0.5, logger: silentLogger, goesOn: () => true };
    const round = await deliverDue({ ...parts, outbox: quick }, id, connector);
    expect([round, sent]).toEqual([{ delivered: 0, more: false }, []]);
  });

  test('all that is due goes at once, however much; what keeps everybody is held against none', async () => {
    const { database, connect, tap, run, sent, world, deliveries } = await open();
    await connect();
    await tap(...Array.from({ length: 103 }, (_, n) => (n % 2 ? 'ada' : 'bo')));
    await run();
    expect(sent).toHaveLength(103);
    const [last = ''] = await tap('ada');
    await database.db
      .updateTable('delivery')
      .set({ tries: 13 })
      .where('punch', '=', last)
      .execute();
    world.answer = () => trouble;
    await run();
    expect(await deliveries.ofPunches([last])).toMatchObject([{ state: 'pending', tries: 13 }]);
  });

  test('a tap is told within the second, and a device that only greets hurries nobody', async () => {
    const { connect, tap, changes, time, sent, run } = await open();
    await connect();
    await run();
    await tap('ada');
    changes.announce({ device: 'reader', helloOnly: true });
    time.advance(1_000);
    await after(100);
    changes.announce({ device: 'reader' });
    expect(sent).toEqual([]);
    time.advance(1_000);
    await waitFor('the tap', () => sent.length === 1);
  });

  test('trying one again asks a system again that was left alone', async () => {
    const { connect, connections, tap, run, world, sent, deliveries } = await open();
    const connectionId = await connect();
    const [punchId = ''] = await tap('ada');
    world.answer = () => trouble;
    await run();
    await run();
    expect(sent).toHaveLength(1);
    expect((await connections.find(connectionId))?.paused).toMatchObject({ why: 'busy' });
    await deliveries.tryAgain({ connectionId, punchId }, start);
    await run();
    expect(sent).toHaveLength(2);
  });

  test('what is parked is tried again together, and what came too late is not', async () => {
    const { connect, tap, run, world, sent, deliveries } = await open();
    const connectionId = await connect();
    const [late = ''] = await tap('ada');
    world.answer = () => ({ is: 'expired', why: 'late' });
    await run();
    const [parked = ''] = await tap('ada');
    world.answer = () => ({ is: 'parked', reason: 'nobodys' });
    await run();
    expect(await deliveries.tryParkedAgain(connectionId, start)).toBe(1);
    world.answer = () => ({ is: 'delivered', receipt: {} });
    await run();
    expect(sent.map(({ punch }) => punch.id)).toEqual([late, parked, parked]);
    expect(await deliveries.count(connectionId)).toMatchObject({ expired: 1, delivered: 1 });
  });

  test('pages of what was told miss none of the same moment', async () => {
    const { connect, device, journal, run, deliveries } = await open();
    const connectionId = await connect();
    const all = [0, 1, 2, 3, 4].map(() => device.punch({ at: start, memberRef: 'ada' }).id);
    await journal.ingest.journal({
      ...{ device: device.id, payload: device.batch(1, 5), receivedAt: start },
    });
    await run();
    const told: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof deliveries.list>> = await deliveries.list(
        { connectionId },
        { limit: 2, cursor },
      );
      told.push(...page.items.map(({ punchId }) => punchId));
      cursor = page.nextCursor;
    } while (cursor !== null && told.length < 10);
    expect(told).toEqual(all.toSorted().toReversed());
  });
});
