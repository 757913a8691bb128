import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DeliveryState } from '../../../cloud/ports/connections.ts';
import type { DeliveryAnswer } from '../../../cloud/ports/connectors.ts';
import { eachStore } from '../each-store.ts';
import { deliveryWorld, start } from './world.ts';

const minute = 60_000;
const delivered: DeliveryAnswer = { is: 'delivered', receipt: { as: 'x' } };

eachStore('what other systems are told', (store) => {
  const open = async () => deliveryWorld(await store.open());

  test('each punch once, from when it was switched on, and nothing where it is off', async () => {
    const { connect, connections, tap, batchAgain, run, sent, deliveries } = await open();
    await tap('ada');
    const id = await connect({ isOn: false });
    await tap('ada');
    await connections.change(id, { isOn: true }, start + 2_500);
    const [third = '', fourth = ''] = await tap('ada', 'bo');
    await batchAgain();
    await run();
    expect(sent.map(({ punch }) => punch.id)).toEqual([third, fourth]);
    expect(sent[0]).toMatchObject({
      maybeSent: null,
      punch: {
        ...{ cardUid: '04A1B2C3', placeId: 'demo', device: 'reader', itemId: 'item-1', seq: 3 },
        ...{ occurredAt: start + 3_000, isHolderTold: false },
        member: { id: 'ada', email: null, knownAs: null, homePlaceId: null },
      },
    });
    expect(await deliveries.ofPunches([third])).toMatchObject([
      { connectionId: id, state: 'delivered', receipt: { as: 'x' }, tries: 1 },
    ]);
    expect(await deliveries.count(id)).toMatchObject({ delivered: 2, pending: 0 });
    expect((await connections.find(id))?.succeededAt).toBe(start);
    await run();
    expect(sent).toHaveLength(2);
  });

  test('what a member was told and agreed to is told with the punch, and of no other system', async () => {
    const { connect, shared, tap, run, sent } = await open();
    const id = await connect();
    const by = { who: 'zoe', now: start };
    expect(await shared.find(id, 'ada')).toMatchObject({ told: null, email: null, knownAs: null });
    await shared.change(
      id,
      'ada',
      { toldOn: '2026-03-09', sharesEmail: true, knownAs: 'EMP-1' },
      by,
    );
    await tap('ada', 'bo');
    await run();
    expect(sent.map(({ punch }) => [punch.isHolderTold, punch.member])).toEqual([
      [true, { id: 'ada', email: 'ada@example.org', knownAs: 'EMP-1', homePlaceId: null }],
      [false, { id: 'bo', email: null, knownAs: null, homePlaceId: null }],
    ]);
    const taken = await shared.change(id, 'ada', { sharesEmail: false, toldOn: null }, by);
    expect(taken).toMatchObject({ told: null, email: null, knownAs: 'EMP-1' });
    await expect(shared.change(id, 'nobody', {}, by)).rejects.toMatchObject({ code: 'notFound' });
  });

  test('secrets are kept sealed, changed one by one, and answered to nobody but the connector', async () => {
    const { database, connect, connections, tests } = await open();
    const id = await connect({ secrets: { more: 'm' } });
    expect(JSON.stringify(await connections.find(id))).not.toContain('secret"');
    const row = await database.db.selectFrom('connection').selectAll().executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain('"secret"');
    expect(await connections.secretsOf(id)).toEqual({ key: 'secret', more: 'm' });
    expect(await tests().check(id)).toEqual({ is: 'well' });
    await connections.change(id, { secrets: { key: null } }, start);
    expect(await connections.find(id)).toMatchObject({ secretsSet: ['more'] });
    expect(await tests().check(id)).toEqual({ is: 'troubled', why: 'connectionSecretsLost' });
    expect((await connections.find(id))?.checked?.why).toBe('connectionSecretsLost');
    expect(tests().faultsOf('frappe', { server: 1 })).toMatchObject([
      { setting: 'server', says: expect.stringMatching(/server/) },
    ]);
  });

  test('of one member in their order; of others nobody waits', async () => {
    const { connect, tap, run, sent, world, time, deliveries } = await open();
    await connect();
    const [ada1 = '', bo1 = '', ada2 = ''] = await tap('ada', 'bo', 'ada');
    world.answer = ({ punch }) =>
      punch.id === ada1 ? { is: 'retry', why: 'busy', concerns: 'punch' } : delivered;
    await run();
    expect(sent.map(({ punch }) => punch.id)).toEqual([ada1, bo1]);
    world.answer = () => ({ is: 'parked', reason: 'unknownEmployee', about: { record: 'EMP-1' } });
    time.advance(2 * minute);
    await run();
    expect(sent.slice(2).map(({ punch }) => punch.id)).toEqual([ada1, ada2]);
    expect(await deliveries.ofPunches([ada1])).toMatchObject([
      { state: 'parked', reason: 'unknownEmployee', about: { record: 'EMP-1' } },
    ]);
  });

  test('where nothing would be taken it is left alone, longer each time, and goes on by itself', async () => {
    const { connect, connections, tap, run, sent, world, time } = await open();
    const id = await connect();
    await tap('ada', 'bo', 'ada');
    world.answer = () => ({ is: 'retry', why: 'refused', concerns: 'everything' });
    await run();
    await run();
    expect(sent).toHaveLength(1);
    expect((await connections.find(id))?.paused).toEqual({ why: 'refused', until: start + 15_000 });
    time.advance(16_000);
    await run();
    expect((await connections.find(id))?.paused?.until).toBe(start + 46_000);
    world.answer = () => delivered;
    time.advance(31_000);
    await run();
    expect(sent).toHaveLength(5);
    expect((await connections.find(id))?.paused).toBeNull();
  });

  test('one that takes what happens now alone is asked again within a minute, however long it was away', async () => {
    const { connect, connections, tap, run, sent, world, time } = await open();
    world.isLive = true;
    const id = await connect();
    await tap('ada');
    world.answer = () => ({ is: 'retry', why: 'refused', concerns: 'everything' });
    for (let n = 0; n < 10; n++) {
      await run();
      const until = (await connections.find(id))?.paused?.until ?? 0;
      expect(until - time.now()).toBeLessThanOrEqual(minute);
      time.step(minute);
    }
    expect(sent).toHaveLength(10);
    world.answer = () => ({ is: 'retry', why: 'busy', concerns: 'punch' });
    for (let n = 0; n < 5; n++) {
      await run();
      time.step(minute);
    }
    expect(sent).toHaveLength(15);
  });

  test('staff try again what is parked, and not what is there', async () => {
    const { connect, tap, run, sent, world, deliveries } = await open();
    const connectionId = await connect();
    const [punchId = '', other = ''] = await tap('ada', 'bo');
    world.answer = ({ punch }) =>
      punch.id === punchId ? { is: 'parked', reason: 'cardUnknown' } : delivered;
    await run();
    world.answer = () => delivered;
    await deliveries.tryAgain({ connectionId, punchId }, start);
    await run();
    expect(sent.map(({ punch }) => punch.id)).toEqual([punchId, other, punchId]);
    const conflict = { code: 'conflict' };
    await expect(deliveries.tryAgain({ connectionId, punchId }, start)).rejects.toMatchObject(
      conflict,
    );
    const none = deliveries.tryAgain({ connectionId, punchId: 'none' }, start);
    await expect(none).rejects.toMatchObject({ code: 'notFound' });
    const { items, nextCursor } = await deliveries.list(
      { connectionId },
      { limit: 1, cursor: null },
    );
    expect(items.map((one) => one.punchId)).toEqual([other]);
    const rest = await deliveries.list({ connectionId }, { limit: 5, cursor: nextCursor });
    expect(rest.items.map((one) => one.punchId)).toEqual([punchId]);
  });

  test('all that wait for somebody are tried again at once, and nothing else', async () => {
    const { connect, connections, tap, run, sent, world, deliveries } = await open();
    const connectionId = await connect();
    const [a = '', b = '', c = ''] = await tap('ada', 'bo', 'ada');
    world.answer = ({ punch }) =>
      punch.id === b ? delivered : { is: 'parked', reason: 'unknown' };
    await run();
    const other = await connect();
    expect(await deliveries.tryParkedAgain(other, start)).toBe(0);
    await deliveries.tryAgain({ connectionId, punchId: a }, start);
    world.answer = () => ({ is: 'retry', why: 'refused', concerns: 'everything' });
    await run();
    expect((await connections.find(connectionId))?.paused).not.toBeNull();
    sent.splice(0);
    expect(await deliveries.tryParkedAgain(connectionId, start)).toBe(1);
    world.answer = () => delivered;
    await run();
    expect(sent.map(({ punch }) => punch.id)).toEqual([a, c]);
    expect(await deliveries.count(connectionId)).toMatchObject({ delivered: 3, parked: 0 });
  });

  test('a tap that is timed anew is told, and listed, as of then, before later ones of the same person', async () => {
    const { connect, device, journal, run, sent, world, time, deliveries } = await open();
    const connectionId = await connect();
    const hour = 60 * minute;
    const of = (memberRef: string) => ({ memberRef, item: 'item-1', boot: 'b' }) as const;
    const untimed = { at: 1_000, clock: 'unsynced', monoMs: hour } as const;
    device.punch({ ...of('ada'), at: start + 2 * hour, boot: 'reader-boot-1' });
    const late = device.punch({ ...untimed, ...of('ada') });
    const there = device.punch({ ...untimed, ...of('bo'), uid: '04A1B2C4' });
    const receivedAt = start + 10 * hour;
    // Two hours late on its way.
    const payload = device.batch(1, 3, { boot: 'b', monoMs: 8 * hour });
    await journal.ingest.journal({ device: device.id, payload, receivedAt });
    world.answer = ({ punch }) =>
      punch.id === there.id ? delivered : { is: 'retry', why: 'busy', concerns: 'punch' };
    time.step(10 * hour);
    await run();
    const listed = async () => {
      const { items } = await deliveries.list({ connectionId }, { limit: 9, cursor: null });
      return items.map(({ punchId, occurredAt, state }) => [
        ...[device.entries().findIndex(({ id }) => id === punchId) + 1, state],
        (occurredAt - start) / hour,
      ]);
    };
    expect((await listed()).toSorted()).toEqual([
      [1, 'pending', 2],
      [2, 'pending', 3],
      [3, 'delivered', 3],
    ]);
    await journal.ingest.hello(
      device.id,
      device.hello({ boot: 'b', monoMs: 10 * hour }),
      receivedAt,
    );
    // What is there keeps the time it was told with.
    expect(await listed()).toEqual([
      [3, 'delivered', 3],
      [1, 'pending', 2],
      [2, 'pending', 1],
    ]);
    sent.splice(0);
    world.answer = () => delivered;
    time.step(hour);
    await run();
    expect(sent.map(({ punch }) => [punch.id === late.id, punch.occurredAt])).toEqual([
      [true, start + hour],
      [false, start + 2 * hour],
    ]);
  });

  test('says of each whose it is and at which access point, by state or all of them, page by page', async () => {
    const { connect, tap, run, world, deliveries } = await open();
    const connectionId = await connect();
    const ids = await tap('ada', 'bo', 'ada', 'bo', 'ada', 'bo');
    world.accepts = ({ member }) => (member?.id === 'bo' ? 'nobodys' : null);
    await run();
    const pages = async (states?: readonly DeliveryState[]) => {
      const found: (string | null)[][] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof deliveries.list>> = await deliveries.list(
          { connectionId, ...(states && { states }) },
          { limit: 2, cursor },
        );
        found.push(page.items.map(({ punchId }) => punchId));
        cursor = page.nextCursor;
      } while (cursor !== null);
      return found;
    };
    const [a = '', b = '', c = '', d = '', e = '', f = ''] = ids;
    expect(await pages()).toEqual([
      [f, e],
      [d, c],
      [b, a],
    ]);
    expect(await pages(['notShared'])).toEqual([[f, d], [b]]);
    expect(await pages(['notShared', 'parked', 'delivered'])).toHaveLength(3);
    expect(await pages(['parked'])).toEqual([[]]);
    // Somebody may have made one up.
    for (const made of ['eA', 'MQ', 'OTk5OTk5OTk5OTk5OTk5OTk5OTk5OQp4'])
      expect(await deliveries.list({ connectionId }, { limit: 2, cursor: made })).toMatchObject({
        items: expect.any(Array),
      });
    const named = { device: 'reader', accessPoint: 'reader-door', area: 'demo' };
    expect(await deliveries.ofPunches([a, b])).toMatchObject(
      [
        { punchId: a, memberId: 'ada', state: 'delivered', ...named },
        { punchId: b, memberId: 'bo', state: 'notShared', ...named },
      ].toSorted((one, other) => (one.punchId < other.punchId ? -1 : 1)),
    );
    expect(await deliveries.ofPunches([])).toEqual([]);
  });

  test('a doubt that stays keeps nobody waiting, and is never sent again', async () => {
    const { connect, tap, run, sent, world, time, deliveries } = await open();
    const connectionId = await connect();
    const [punchId = '', next = ''] = await tap('ada', 'ada');
    const maybeSent = { first: start, last: start };
    world.answer = ({ punch }) =>
      punch.id === punchId
        ? { is: 'unknown', why: 'noAnswer', maybeSent, isForGood: true }
        : delivered;
    await run();
    time.step(600 * minute);
    await run();
    expect(sent.map(({ punch }) => punch.id)).toEqual([punchId, next]);
    expect(await deliveries.ofPunches([punchId])).toMatchObject([
      { state: 'unknown', isForGood: true },
    ]);
    const again = deliveries.tryAgain({ connectionId, punchId }, start);
    await expect(again).rejects.toMatchObject({ code: 'conflict' });
  });

  test('what is not for it stays here, and says why', async () => {
    const { connect, tap, run, sent, world, deliveries } = await open();
    await connect();
    world.accepts = ({ isHolderTold }) => (isHolderTold ? null : 'holderNotTold');
    const [punchId = ''] = await tap('ada');
    await run();
    expect(sent).toEqual([]);
    expect(await deliveries.ofPunches([punchId])).toMatchObject([
      { state: 'notShared', reason: 'holderNotTold' },
    ]);
  });

  test('ended while it was being sent, it is said to be there, perhaps', async () => {
    const { connect, tap, run, restart, sent, world, time } = await open();
    await connect();
    await tap('ada');
    let die = () => {};
    // The process that sends it never hears an answer.
    world.answer = () => new Promise<DeliveryAnswer>(() => die());
    await new Promise<void>((resolve) => {
      die = resolve;
      void run();
    });
    time.advance(7_000);
    world.answer = () => delivered;
    restart();
    await run();
    expect(sent.map(({ maybeSent }) => maybeSent)).toEqual([
      null,
      { first: start, last: start + 7_000 },
    ]);
  });
});

describe('whatever the other side answers', () => {
  type Said =
    | 'delivered'
    | 'retry'
    | 'everything'
    | 'parked'
    | 'expired'
    | 'lost'
    | 'mute'
    | 'throws';
  const said = fc.constantFrom<Said>(
    ...([
      'delivered',
      'retry',
      'everything',
      'parked',
      'expired',
      'lost',
      'mute',
      'throws',
    ] as const),
  );

  eachStore('order, and once', (store) => {
    test('one that never sends what may be there has it once, each member in order, and all of it in the end', async () => {
      const runs = store.engine === 'sqlite' ? 12 : 4;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom('ada', 'bo'), { minLength: 1, maxLength: 8 }),
          fc.array(said, { maxLength: 24 }),
          async (members, answers) => {
            const { connect, tap, run, restart, world, time, deliveries, sent } =
              await deliveryWorld(await store.open());
            const connectionId = await connect();
            const ids = await tap(...members);
            const there: string[] = [];
            const over: string[] = [];
            const left = [...answers];
            world.answer = ({ punch: { id }, maybeSent }) => {
              const maybe = { first: time.now(), last: time.now() };
              // What may be there is looked for before anything is sent: so do those that must never send twice.
              if (maybeSent !== null && there.includes(id)) return delivered;
              const now = left.shift() ?? 'delivered';
              if (now === 'retry') return { is: 'retry', why: now, concerns: 'punch' };
              if (now === 'everything') return { is: 'retry', why: now, concerns: 'everything' };
              if (now === 'lost') return { is: 'unknown', why: now, maybeSent: maybe };
              if (now === 'parked' || now === 'expired') {
                over.push(id);
                return now === 'parked' ? { is: now, reason: now } : { is: now, why: now };
              }
              there.push(id);
              if (now === 'throws') throw new Error('it should not');
              return now === 'mute' ? { is: 'unknown', why: now, maybeSent: maybe } : delivered;
            };
            for (let n = 0; n < 30; n++) {
              if (n % 5 === 4) restart();
              await run();
              time.step(60 * minute);
            }
            const done = [...there, ...over];
            expect([...done].sort()).toEqual([...ids].sort());
            const ofMember = (who: string) => ids.filter((_, i) => members[i] === who);
            for (const who of ['ada', 'bo']) {
              const firstSent = [...new Set(sent.map(({ punch }) => punch.id))];
              expect(firstSent.filter((id) => ofMember(who).includes(id))).toEqual(ofMember(who));
              expect(there.filter((id) => ofMember(who).includes(id))).toEqual(
                ofMember(who).filter((id) => there.includes(id)),
              );
            }
            const count = await deliveries.count(connectionId);
            expect(count).toMatchObject({ pending: 0, unknown: 0, delivered: there.length });
          },
        ),
        { numRuns: runs },
      );
    }, 120_000);
  });
});
