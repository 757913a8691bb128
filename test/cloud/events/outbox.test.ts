import { expect, test } from '@jest/globals';
import { settledBy } from '../../../cloud/events/try-event.ts';
import { type Claimed, openWebhookOutbox } from '../../../cloud/store/webhook-outbox.ts';
import { eachStore } from '../each-store.ts';
import { eventWorld, receiver, start } from './world.ts';

const hour = 3_600_000;
const lease = 120_000;
const nowhere = '127.0.0.1:9';

const answered = (status: number, at: number, waitMs: number | null = null) => ({
  attempt: {
    ...{ id: `try-${at}`, eventId: 'e', type: 'punch.recorded' as const, at, tookMs: 1 },
    ...{ status, why: null, said: '' },
  } as const,
  posted: { is: 'answered', status, text: '', waitMs } as const,
});

eachStore('what programs are to be told', (store) => {
  async function told(...paths: readonly string[]) {
    const world = await eventWorld(await store.open(), nowhere);
    const outbox = openWebhookOutbox(world.database);
    const ids: string[] = [];
    for (const path of paths) ids.push((await world.add(path)).endpoint.id);
    let punches = 0;
    const punch = async () => {
      world.device.punch({ at: start + ++punches });
      await world.send(1);
    };
    const claim = async (id: string, at: number): Promise<Claimed> => {
      const claimed = await outbox.claim(id, at);
      if (claimed === null) throw new Error('there is nothing to claim');
      return claimed;
    };
    const settle = (claimed: Claimed, state: 'delivered' | 'failed' | 'pending', at: number) =>
      outbox.settle(claimed, {
        ...{ attempt: answered(state === 'delivered' ? 204 : 500, at).attempt, state },
        ...{ nextTryAt: at, heldUntil: 0, stop: null },
      });
    return { ...world, outbox, ids, punch, claim, settle };
  }

  test('of two that send one has it; when its lease is over the other goes on, and what came late says nothing', async () => {
    const { outbox, ids, punch, claim, settle, webhooks } = await told('/a');
    const [id = ''] = ids;
    await punch();
    await outbox.spread(start);
    const first = await claim(id, start);
    expect(await outbox.claim(id, start)).toBeNull();
    expect(await outbox.claim(id, start + lease - 1)).toBeNull();
    expect(await outbox.due(start + lease - 1)).toEqual([]);
    const second = await claim(id, start + lease);
    expect(second).toMatchObject({ attempts: 2, event: { id: first.event.id } });
    await settle(first, 'failed', start + lease + 1);
    expect(await outbox.due(start + 2 * lease)).toEqual([id]);
    expect((await webhooks.endpoints.find(id))?.failingSince).toBe(start + lease + 1);
    await settle(second, 'delivered', start + lease + 2);
    expect(await outbox.due(start + 2 * lease)).toEqual([]);
    expect((await webhooks.endpoints.find(id))?.failingSince).toBeNull();
  });

  test('one that stopped is told what happened meanwhile, one that came later is not; nothing of a month ago', async () => {
    const { add, database, device, outbox, ids, punch, send, time } = await told('/a');
    const [a = ''] = ids;
    const state = (to: 'stopped' | 'enabled') =>
      database.inTransaction((tx) =>
        tx.updateTable('webhook_endpoint').set({ state: to }).where('id', '=', a).execute(),
      );
    await state('stopped');
    await punch();
    time.advance(1_000);
    await add('/later');
    await outbox.spread(time.now());
    await state('enabled');
    expect(await outbox.due(time.now())).toEqual([a]);
    time.step(31 * 24 * hour);
    device.punch({ at: start + 500 });
    await send(1);
    expect(await outbox.spread(time.now())).toBe(0);
  });

  test('sent again by hand while it is new: it is there once, and whoever has it keeps it', async () => {
    const { database, outbox, ids, punch, claim } = await told('/a');
    const [id = ''] = ids;
    await punch();
    const { id: event } = await database.db
      .selectFrom('webhook_event')
      .select('id')
      .executeTakeFirstOrThrow();
    await outbox.again(id, event, start);
    await claim(id, start);
    expect(await outbox.spread(start)).toBe(1);
    expect(await outbox.claim(id, start)).toBeNull();
  });

  test('one that is off is told nothing of that time; again goes what is asked for, and no other', async () => {
    const { add, database, outbox, ids, punch, webhooks, time } = await told('/a', '/b');
    const [a = ''] = ids;
    const { endpoints } = webhooks;
    const toldTo = async (endpoint: string) => {
      const rows = database.db.selectFrom('webhook_delivery').select('event');
      return (await rows.where('endpoint', '=', endpoint).execute()).length;
    };
    await endpoints.set(a, 'off', time.now());
    await punch();
    expect(await outbox.spread(start)).toBe(1);
    await endpoints.set(a, 'enabled', time.now());
    expect(await toldTo(a)).toBe(0);
    const { endpoint } = await add('/doors', { types: ['card.unknown'] });
    expect(await outbox.replay(endpoint.id, start - hour, start)).toBe(0);
    await expect(outbox.again(a, 'nothing', start)).rejects.toMatchObject({ code: 'notFound' });
    const [first] = await database.db.selectFrom('webhook_event').select('made_at').execute();
    const madeAt = Number(first?.made_at);
    expect(await outbox.replay(a, madeAt + 1, start)).toBe(0);
    expect(await outbox.replay(a, madeAt, start)).toBe(1);
    expect(await toldTo(a)).toBe(1);
  });

  test('what waits for one is hurried for that one alone', async () => {
    const { database, outbox, ids, punch } = await told('/a', '/b');
    const [a = ''] = ids;
    await punch();
    await outbox.spread(start);
    await database.inTransaction((tx) =>
      tx
        .updateTable('webhook_delivery')
        .set({ next_try_at: start + hour })
        .execute(),
    );
    expect(await outbox.due(start)).toEqual([]);
    await outbox.hurry(a, start);
    expect(await outbox.due(start)).toEqual([a]);
  });

  test('switched on again by staff, what waits goes at once', async () => {
    const heard = await receiver();
    const { add, device, run, send, time, webhooks } = await eventWorld(
      await store.open(),
      heard.host,
    );
    const { endpoint } = await add('/a');
    heard.answers.set('/a', { status: 500 });
    device.punch({ at: start + 1 });
    await send(1);
    await run();
    heard.answers.set('/a', { status: 204 });
    await run();
    expect(heard.heard).toHaveLength(1);
    await webhooks.endpoints.set(endpoint.id, 'enabled', time.now());
    await run();
    expect(heard.heard.map(({ event }) => event.id)).toEqual(
      Array(2).fill(heard.heard[0]?.event.id),
    );
    await heard.close();
  });
});

test('who asks for time has it, a day at most; after the tenth try it is over for this event', () => {
  const after = (attempts: number, status: number, waitMs: number | null) =>
    settledBy(
      { endpoint: { failing_since: null } as Claimed['endpoint'], attempts },
      answered(status, start, waitMs),
      start,
      () => 0.5,
    );
  expect(after(1, 429, 48 * hour)).toMatchObject({
    ...{ state: 'pending', heldUntil: start + 24 * hour, nextTryAt: start + 24 * hour },
  });
  expect(after(1, 503, null)).toMatchObject({ heldUntil: start + 30_000 });
  expect(after(1, 500, hour)).toMatchObject({ heldUntil: 0, nextTryAt: start + 5_000 });
  expect(after(9, 500, null)).toMatchObject({ state: 'pending', nextTryAt: start + 24 * hour });
  expect(after(10, 500, null)).toMatchObject({ state: 'failed' });
});
