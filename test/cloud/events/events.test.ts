import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eraseRecords } from '../../../cloud/store/erase-records.ts';
import { signedHeaders } from '../../../cloud/webhook/sign.ts';
import { eachStore } from '../each-store.ts';
import { eventWorld, receiver, start } from './world.ts';

const minute = 60_000;
const hour = 60 * minute;
const page = { limit: 100, cursor: null };
let there: Awaited<ReturnType<typeof receiver>>;
beforeAll(async () => {
  there = await receiver();
});
afterAll(() => there?.close());

eachStore('events', (store) => {
  const open = async () => {
    there.heard.length = 0;
    there.answers.clear();
    return eventWorld(await store.open(), there.host);
  };

  test('what is stored is told, signed, once, and without a card number', async () => {
    const w = await open();
    const { secret } = await w.add('/a');
    w.device.punch({ at: start + 1_000, memberRef: 'ada', uid: '04A1B2C3' });
    w.device.refusal({ at: start + 2_000, uid: '04FFEE11' });
    w.device.refusal({ at: start + 3_000, uid: '04FFEE11' }, 'expired');
    w.device.door(start + 4_000, 'heldOpen');
    w.device.door(start + 5_000, 'closed');
    await w.send(5);
    await w.run();
    await w.run();
    expect(there.typesAt('/a').toSorted()).toEqual([
      ...['access.denied', 'card.unknown', 'door.held_open', 'punch.recorded'],
    ]);
    for (const { headers, body, event } of there.heard) {
      expect(headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
      expect(headers).toMatchObject(
        signedHeaders([secret ?? ''], { id: event.id, atMs: w.time.now(), body }),
      );
      expect(body).not.toMatch(/04A1B2C3|04FFEE11|Ada/);
      expect(event.source).toBe('/places/demo/devices/reader');
    }
    const punch = there.heard.find(({ event }) => event.type.endsWith('punch.recorded'));
    expect(punch?.event.data).toMatchObject({ member: { ref: 'ada' }, seq: 1, clock: 'synced' });
    const batch = { device: 'reader', payload: w.device.batch(1, 5), receivedAt: w.time.now() };
    await w.journal.ingest.journal(batch);
    await w.run();
    expect(there.heard.length).toBe(4);
  });

  test('where nobody is told nothing is kept', async () => {
    const w = await open();
    const { endpoint } = await w.add('/a');
    await w.webhooks.endpoints.set(endpoint.id, 'off', start);
    w.device.punch({ at: start + 1_000, memberRef: 'ada' });
    await w.send(1);
    await w.registry.members.patch('ada', { name: 'Ada L' });
    expect(await w.database.db.selectFrom('webhook_event').selectAll().execute()).toEqual([]);
  });

  test('a passage is told as it closes, and again only when it is another one', async () => {
    const w = await open();
    await w.add('/a', { types: ['passage.closed', 'passage.changed', 'passage.removed'] });
    const uid = '04A1B2C3';
    w.device.punch({ at: start + 1_000, memberRef: 'ada', uid, direction: 'in' });
    await w.send(1);
    await w.run();
    expect(there.heard).toEqual([]);
    w.device.punch({ at: start + hour, memberRef: 'ada', uid, direction: 'out' });
    await w.send(1);
    await w.run();
    expect(there.typesAt('/a')).toEqual(['passage.closed']);
    expect(there.heard[0]?.event.data).toMatchObject({ minutes: 59, member: { ref: 'ada' } });
    // It comes late, and ends the passage earlier.
    w.device.punch({ at: start + 20 * minute, memberRef: 'ada', uid, direction: 'out' });
    await w.send(1);
    await w.run();
    // The exit of before has no entry any more: a passage of its own.
    expect(there.typesAt('/a').toSorted().slice(0, 1)).toEqual(['passage.changed']);
    const changed = there.heard.find(({ event }) => event.type.endsWith('changed'));
    expect(changed?.event.data).toMatchObject({ minutes: 19 });
    const count = there.heard.length;
    await w.journal.rebuild();
    await w.run();
    expect(there.heard.length).toBe(count);
  });

  test('a member or a card that changed is told by its fields, to the installation alone', async () => {
    const w = await open();
    await w.add('/all', { types: ['member.changed', 'card.changed'] });
    await w.add('/place', { placeId: 'demo' });
    await w.registry.members.patch('ada', { name: 'Ada Lovelace' });
    await w.registry.cards.create({ id: 'c_1', uid: '04A1B2C3', memberId: 'ada' });
    await w.run();
    expect(there.typesAt('/all').toSorted()).toEqual(['card.changed', 'member.changed']);
    expect(there.typesAt('/place')).toEqual([]);
    const said = there.heard.map(({ body }) => body).join();
    expect(said).toMatch(/"fields":\["name"\]/);
    expect(said).not.toMatch(/Lovelace|04A1B2C3/);
  });

  test('one that hangs or fails keeps nobody waiting, and is tried ever more seldom', async () => {
    const w = await open();
    const hangs = await w.add('/hang');
    const fails = await w.add('/fail');
    await w.add('/well');
    there.answers.set('/hang', 'hang');
    there.answers.set('/fail', { status: 302, headers: { location: '/elsewhere' } });
    for (let i = 1; i <= 3; i++) w.device.punch({ at: start + i * 1_000, memberRef: 'ada' });
    await w.send(3);
    await w.run();
    expect(there.typesAt('/well').filter((type) => type === 'punch.recorded').length).toBe(3);
    expect(there.typesAt('/elsewhere')).toEqual([]);
    expect(there.typesAt('/hang').length).toBe(1);
    const why = async (id: string) => (await w.webhooks.endpoints.attempts(id, page)).items[0];
    expect(await why(hangs.endpoint.id)).toMatchObject({ status: null, why: 'timeout' });
    expect(await why(fails.endpoint.id)).toMatchObject({ status: 302, why: null });
    const before = there.typesAt('/fail').length;
    await w.run();
    expect(there.typesAt('/fail').length).toBe(before);
    w.time.advance(6_000);
    there.answers.set('/fail', { status: 200 });
    await w.run();
    expect(there.typesAt('/fail').length).toBeGreaterThan(before);
    expect((await w.webhooks.endpoints.find(fails.endpoint.id))?.waiting).toBe(0);
  });

  test('who is busy is left alone for as long as it asks', async () => {
    const w = await open();
    const { endpoint } = await w.add('/busy', { types: ['punch.recorded'] });
    there.answers.set('/busy', { status: 429, headers: { 'retry-after': '120' }, text: 'slow' });
    for (let i = 1; i <= 2; i++) w.device.punch({ at: start + i * 1_000, memberRef: 'ada' });
    await w.send(2);
    await w.run();
    expect(there.heard.length).toBe(1);
    w.time.advance(119_000);
    await w.run();
    expect(there.heard.length).toBe(1);
    there.answers.set('/busy', { status: 200 });
    w.time.advance(2_000);
    await w.run();
    expect(there.heard.length).toBe(3);
    const [last] = (await w.webhooks.endpoints.attempts(endpoint.id, page)).items.toReversed();
    expect(last).toMatchObject({ status: 429, said: 'slow' });
  });

  test('410 ends it at once, staff are told, and what waits goes when they say so', async () => {
    const w = await open();
    const { endpoint } = await w.add('/gone', { types: ['punch.recorded'], placeId: 'demo' });
    there.answers.set('/gone', { status: 410 });
    for (let i = 1; i <= 2; i++) w.device.punch({ at: start + i * 1_000, memberRef: 'ada' });
    await w.send(2);
    await w.run();
    expect(there.heard.length).toBe(1);
    const { endpoints } = w.webhooks;
    expect(await endpoints.find(endpoint.id)).toMatchObject({ state: 'stopped', why: 'gone' });
    const incidents = await w.database.db
      .selectFrom('incident')
      .select(['kind', 'place'])
      .execute();
    expect(incidents).toEqual([{ kind: 'webhookStopped', place: 'demo' }]);
    there.answers.set('/gone', { status: 200 });
    await endpoints.set(endpoint.id, 'enabled', w.time.now());
    await w.run();
    expect(new Set(there.heard.map(({ event }) => event.id)).size).toBe(2);
    expect(await endpoints.replay(endpoint.id, start - hour, w.time.now())).toBe(2);
    await w.run();
    expect(there.heard.length).toBe(4);
  });

  test('what takes nothing for three days is stopped', async () => {
    const w = await open();
    const { endpoint } = await w.add('/fail', { types: ['punch.recorded'] });
    there.answers.set('/fail', { status: 500 });
    w.device.punch({ at: start + 1_000, memberRef: 'ada' });
    await w.send(1);
    let tries = 0;
    for (; tries < 20; tries++) {
      await w.run();
      const found = await w.webhooks.endpoints.find(endpoint.id);
      if (found?.state === 'stopped') break;
      w.time.advance(27 * hour);
    }
    expect(await w.webhooks.endpoints.find(endpoint.id)).toMatchObject({ why: 'failing' });
    expect(tries).toBe(3);
  });

  test('what a process that was killed had not sent, or not heard back of, the next one sends', async () => {
    const w = await open();
    await w.add('/a', { types: ['punch.recorded'] });
    there.answers.set('/a', 'hang');
    w.device.punch({ at: start + 1_000, memberRef: 'ada' });
    w.device.punch({ at: start + 2_000, memberRef: 'ada' });
    await w.send(2);
    await w.database.db.deleteFrom('webhook_attempt').execute();
    await w.webhooks.events.stop();
    // As one that was killed while it waited for the answer leaves it.
    const dying = w.begin(await store.openAgain());
    await dying.events.run();
    const until = w.time.now() + 2 * minute;
    await w.database.db
      .updateTable('webhook_delivery')
      .set({ claimed_until: until, next_try_at: start })
      .where('attempts', '=', 1)
      .execute();
    await dying.events.stop();
    there.heard.length = 0;
    there.answers.clear();
    const after = w.begin(await store.openAgain());
    await after.events.run();
    expect(there.heard.length).toBe(1);
    w.time.advance(2 * minute + 1);
    await after.events.run();
    expect(new Set(there.heard.map(({ event }) => event.id)).size).toBe(2);
  }, 20_000);

  test('private addresses are refused, and the log says so', async () => {
    const w = await open();
    const { endpoint } = await w.add('/a');
    const strict = w.begin(w.database, []);
    expect(await strict.endpoints.mayCall(`http://${there.host}/a`)).toBe('hostNotAllowed');
    for (const url of ['https://10.0.0.1/', 'https://[::1]/', 'https://169.254.169.254/'])
      expect([url, await strict.endpoints.mayCall(url)]).toEqual([url, 'hostNotAllowed']);
    expect(await strict.endpoints.mayCall('https://a:b@example.org/')).toBe('noAddress');
    expect(await strict.endpoints.ping(endpoint.id)).toMatchObject({ why: 'hostNotAllowed' });
    expect(there.heard).toEqual([]);
    expect(await w.webhooks.endpoints.ping(endpoint.id)).toMatchObject({ status: 204 });
    expect(there.typesAt('/a')).toEqual(['webhook.ping']);
  });

  test('for a day after a rotation both secrets sign, and the store holds neither', async () => {
    const w = await open();
    const { endpoint, secret: first } = await w.add('/a');
    const { secret: second } = await w.webhooks.endpoints.rotate(endpoint.id, w.time.now());
    const last = () => there.heard.at(-1)?.headers['webhook-signature']?.split(' ').length;
    await w.webhooks.endpoints.ping(endpoint.id);
    expect(last()).toBe(2);
    w.time.advance(24 * hour);
    await w.webhooks.endpoints.ping(endpoint.id);
    expect(last()).toBe(1);
    const kept = JSON.stringify(
      await w.database.db.selectFrom('webhook_endpoint').selectAll().execute(),
    );
    for (const secret of [first, second]) expect(kept).not.toContain(secret?.slice(6) ?? '');
    const pair = await w.add('/b', { algorithm: 'v1a' });
    expect([pair.secret, pair.endpoint.publicKey?.slice(0, 5)]).toEqual([null, 'whpk_']);
  });

  test('who is erased is in no event any more', async () => {
    const w = await open();
    await w.add('/a');
    w.device.punch({ at: start + 1_000, memberRef: 'ada' });
    await w.send(1);
    await w.database.inTransaction((tx) =>
      eraseRecords(tx, { memberId: 'ada', uids: [], texts: ['Ada'] }),
    );
    await w.run();
    expect(there.heard).toEqual([]);
  });
});
