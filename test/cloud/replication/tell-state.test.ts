import { expect, test } from '@jest/globals';
import { openJournal } from '../../../cloud/open-journal.ts';
import type { PersonNow } from '../../../cloud/replication/people-now.ts';
import { stateMessages } from '../../../cloud/replication/state-messages.ts';
import { createTellState } from '../../../cloud/replication/tell-state.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { openPlacesNow } from '../../../cloud/store/place-now.ts';
import { createPlaceState } from '../../../device/place-state.ts';
import type { Person } from '../../../shared/domain/punch.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { parseState } from '../../../shared/wire/codec.ts';
import { maxMessageBytes, maxStateParts } from '../../../shared/wire/limits.ts';
import type { StateMessage } from '../../../shared/wire/messages.ts';
import { demoConfig } from '../../contract/demo-place.ts';
import { manualTime } from '../../fakes/manual-time.ts';
import { memoryAccessStore } from '../../fakes/memory-access-store.ts';
import { waitFor } from '../../parts/wait-for.ts';
import { eachStore } from '../each-store.ts';
import { seedPlace, testDevice } from '../test-device.ts';

const minuteMs = 60_000;
const hello = { nonce: 'n'.repeat(16), stateAsOf: null };

/** A place with two readers that are connected, and an aggregator or two. */
async function world(database: Database) {
  const time = manualTime();
  const [front, back] = [testDevice('front'), testDevice('back')];
  await seedPlace(database, [front, back]);
  const { db } = database;
  const connect = (device: string) =>
    db
      .insertInto('device_state')
      .values({ device, online: 1, connection: 1, access_version: 0, config_version: 0, unsent: 0 })
      .execute();
  await connect('front');
  await connect('back');
  const sent: { device: string; message: StateMessage }[] = [];
  const aggregator = () => {
    const journal = openJournal(database);
    const tell = createTellState({
      places: openPlacesNow(database),
      link: {
        publish(device, kind, payload) {
          const read = parseState(Buffer.from(payload));
          if (kind !== 'state' || !read.ok) throw new Error('not a state that a device can read');
          sent.push({ device, message: read.value });
          return true;
        },
      },
      clock: time,
      timers: time,
      logger: silentLogger,
    });
    journal.changes.on(tell.changed);
    return { journal, tell };
  };
  const { journal, tell } = aggregator();
  const punch = async (
    device: typeof front,
    tap: Parameters<typeof front.punch>[0],
    by: typeof journal = journal,
  ) => {
    device.punch(tap);
    const n = device.entries().length;
    const payload = device.batch(n, n);
    await by.ingest.journal({ device: device.id, payload, receivedAt: time.now() });
  };
  /** Once so many more were published. */
  const next = async (count: number) => {
    await waitFor(`${count} messages`, () => {
      time.advance(300);
      return sent.length >= count;
    });
    return sent.splice(0);
  };
  const quiet = async () => {
    time.advance(60_000);
    await new Promise((resolve) => setTimeout(resolve, 200));
    return sent.length;
  };
  const stop = async () => {
    await tell.stop();
    await journal.close();
  };
  return { time, front, back, journal, tell, aggregator, punch, next, quiet, stop, db };
}

eachStore('what devices are told of a place', (store) => {
  test('whole at a hello, then what changed, to every device that listens', async () => {
    const { time, front, back, tell, punch, next, stop } = await world(await store.open());
    const began = time.now();
    await punch(front, { at: began - 60 * minuteMs, memberRef: 'm_1' });
    await punch(front, { at: began - 20 * minuteMs, memberRef: 'm_1' });
    await punch(front, { at: began - 10 * minuteMs, uid: '04A1B2C3D4E5F6' });
    await next(2);
    tell.hello('back', hello);
    const [whole] = await next(1);
    const day = '2026-11-21';
    const iso = (minutes: number) => new Date(began - minutes * minuteMs).toISOString();
    expect(whole).toMatchObject({
      device: 'back',
      message: {
        place: 'demo',
        whole: true,
        part: 1,
        parts: 1,
        inside: { demo: 1 },
        upTo: {},
        members: [
          {
            ...{ memberRef: 'm_1', day, in: [], todaySeconds: 2400, balance: null },
            entered: { demo: iso(60) },
          },
        ],
        cards: [{ uid: '04A1B2C3D4E5F6', day, in: ['demo'], entered: { demo: iso(10) } }],
      },
    });
    await punch(back, { at: time.now(), memberRef: 'm_2' });
    const told = await next(2);
    expect(told.map(({ device }) => device).sort()).toEqual(['back', 'front']);
    for (const { device, message } of told) {
      const upTo = device === 'back' ? { [back.epoch()]: 1 } : { [front.epoch()]: 3 };
      expect(message).toMatchObject({ whole: false, inside: { demo: 2 }, upTo });
      expect(message.members.map(({ memberRef }) => memberRef)).toEqual(['m_2']);
      expect(message).not.toHaveProperty('cards');
    }
    await stop();
  });

  test('who came in twenty thousand passages ago is still in, and their time of today is whole', async () => {
    const { time, tell, next, stop, db } = await world(await store.open());
    const now = time.now();
    const passage = (n: number, member: number, entry: number, exit: number | null) => ({
      ...{ place: 'demo', area: 'demo', person: `member:m_${member}`, card_uid: '04A1B2C3D4E5F6' },
      ...{ id: `p_${n}`, at: entry, entry_at: entry, entry_punch: `i_${n}`, exit_at: exit },
      ...{ entry_access_point: 'front', entry_by: 'card' as const, anomalies: '', corrected: 0 },
      exit_punch: exit === null ? null : `o_${n}`,
      exit_access_point: exit === null ? null : 'front',
      exit_by: exit === null ? null : ('card' as const),
      status: exit === null ? ('open' as const) : ('closed' as const),
    });
    const since = now - 6 * 60 * minuteMs;
    const rows = [
      passage(0, 1, since, null),
      passage(1, 2, since, since + 7_000),
      ...Array.from({ length: 20_200 }, (_, n) =>
        passage(n + 2, (n % 50) + 2, since + 60_000 + n * 10, since + 61_000 + n * 10),
      ),
    ];
    for (let i = 0; i < rows.length; i += 500)
      await db
        .insertInto('passage')
        .values(rows.slice(i, i + 500))
        .execute();
    tell.hello('back', hello);
    const [{ message } = { message: null }] = await next(1);
    expect(message).toMatchObject({ inside: { demo: 1 }, parts: 1 });
    const of = (ref: string) => message?.members.find(({ memberRef }) => memberRef === ref);
    expect(of('m_1')).toMatchObject({ in: ['demo'] });
    expect(of('m_2')).toMatchObject({ in: [], todaySeconds: 7 + 404 });
    await stop();
  });

  test('who is taken out of a passage is told of, and nothing where nothing changed', async () => {
    const { time, front, journal, punch, next, quiet, stop } = await world(await store.open());
    await punch(front, { at: time.now() - minuteMs, memberRef: 'm_1' });
    await next(2);
    const [punched] = front.entries();
    const voided = { kind: 'voidPunch', punchId: punched?.id ?? '' } as const;
    const author = { madeBy: 'staff:1', madeAt: time.now(), reason: 'A test card' };
    await journal.corrections.record(voided, author);
    const [told] = await next(2);
    expect(told?.message).toMatchObject({
      whole: false,
      members: [{ memberRef: 'm_1', in: [], todaySeconds: 0 }],
      inside: {},
    });
    await journal.ingest.hello('front', front.hello(), time.now());
    expect(await quiet()).toBe(0);
    await stop();
  });

  test('of several aggregators the one that stored it tells, and nobody else', async () => {
    const { time, front, tell, aggregator, punch, next, quiet, stop } = await world(
      await store.open(),
    );
    const other = aggregator();
    await punch(front, { at: time.now(), memberRef: 'm_1' }, other.journal);
    tell.changed({ device: 'front', afar: true });
    expect(await next(2)).toHaveLength(2);
    expect(await quiet()).toBe(0);
    await other.tell.stop();
    await other.journal.close();
    await stop();
  });

  test('nobody is told where nobody listens, and a place that is not there harms nothing', async () => {
    const { time, front, tell, punch, quiet, stop, db } = await world(await store.open());
    await db.updateTable('device_state').set({ online: 0 }).execute();
    await punch(front, { at: time.now(), memberRef: 'm_1' });
    tell.hello('nobody', hello);
    expect(await quiet()).toBe(0);
    await stop();
  });

  test('a device that says what it holds is told again before that is too old', async () => {
    const { time, tell, next, quiet, stop } = await world(await store.open());
    const heldSince = (minutes: number) => new Date(time.now() - minutes * minuteMs).toISOString();
    tell.hello('front', { ...hello, stateAsOf: heldSince(3) });
    expect(await quiet()).toBe(0);
    tell.hello('front', { ...hello, stateAsOf: heldSince(4) });
    expect(await next(1)).toHaveLength(1);
    // One that does not know to say it: once a process, and then now and then.
    tell.hello('back', { nonce: hello.nonce });
    expect(await next(1)).toHaveLength(1);
    tell.hello('back', { nonce: hello.nonce });
    expect(await quiet()).toBe(0);
    tell.hello('back', { nonce: 'another process'.padEnd(16) });
    expect(await next(1)).toHaveLength(1);
    await stop();
  });

  test('a stale passage has nobody in it, and a device makes of all this what is so', async () => {
    const { time, front, tell, punch, next, stop } = await world(await store.open());
    await punch(front, { at: time.now() - 13 * 60 * minuteMs, memberRef: 'm_1' });
    await punch(front, { at: time.now() - minuteMs, memberRef: 'm_2' });
    await next(2);
    tell.hello('back', hello);
    const access = memoryAccessStore();
    access.applyConfig(demoConfig());
    const report = () => undefined;
    const state = createPlaceState({
      access,
      watch: { state: () => 'synced', boot: () => 'b' },
      clock: time,
      timers: time,
      health: { report, clear: report },
      logger: silentLogger,
    });
    for (const { message } of await next(1))
      state.take(Buffer.from(JSON.stringify(message)), false);
    const point = { area: 'demo', counts: true, direction: 'in' } as const;
    const of = (person: Person) => state.known({ person, accessPoint: point }, true);
    expect(of('member:m_1')).toMatchObject({ fresh: true, inside: false, peopleInside: 1 });
    expect(of('member:m_2')).toMatchObject({ fresh: true, inside: true });
    await stop();
  });
});

test('many people are told in parts that fit the wire', () => {
  const now = {
    day: '2026-11-21',
    in: ['demo'],
    todaySeconds: 86_399,
    balance: null,
    entered: { demo: '2026-11-21T08:00:00.000Z' },
  };
  const people = Array.from(
    { length: 3_000 },
    (_, n) =>
      [n % 2 ? `member:m_${n}` : `card:${n.toString(16).toUpperCase().padStart(14, '0')}`, now] as [
        Person,
        typeof now,
      ],
  );
  const around = {
    place: 'demo',
    asOf: '2026-11-21T08:00:00.000Z',
    inside: { demo: 3_000 },
    isRated: true,
  };
  const whole = stateMessages({ ...around, whole: true, upTo: {} }, people);
  expect(whole.length).toBeGreaterThan(3);
  const read = whole.map((text) => {
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxMessageBytes);
    const parsed = parseState(Buffer.from(text));
    if (!parsed.ok) throw parsed.problem;
    return parsed.value;
  });
  expect(read.map(({ part }) => part)).toEqual(whole.map((_, n) => n + 1));
  expect(new Set(read.map(({ parts }) => parts))).toEqual(new Set([whole.length]));
  const rows = read.flatMap(({ members, cards }) => [...members, ...(cards ?? [])]);
  expect(rows).toHaveLength(3_000);
  expect(read.every(({ accounts }) => accounts)).toBe(true);
  expect(stateMessages({ ...around, whole: true, upTo: {} }, [])).toHaveLength(1);
});

test('more people than the parts hold: whoever is in is told, who is left out is out', () => {
  const out = { day: '2026-11-21', in: [], todaySeconds: 86_399, balance: null };
  const isIn = { ...out, in: ['demo'], todaySeconds: 0 };
  const people = Array.from({ length: 150_000 }, (_, n): [Person, PersonNow] => [
    `member:m_${n}`,
    n % 100 === 99 ? isIn : out,
  ]);
  const around = {
    place: 'demo',
    asOf: '2026-11-21T08:00:00.000Z',
    inside: { demo: 1_500 },
    isRated: true,
  };
  const whole = stateMessages({ ...around, whole: true, upTo: {} }, people);
  expect(whole).toHaveLength(maxStateParts);
  const rows = whole.flatMap((text) => (JSON.parse(text) as StateMessage).members);
  // Some accounts are left out: nobody is taken to have none.
  expect(whole.some((text) => text.includes('accounts'))).toBe(false);
  expect(rows.length).toBeLessThan(people.length);
  expect(rows.filter((row) => row.in.length > 0)).toHaveLength(1_500);
});
