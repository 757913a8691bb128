import { afterEach, expect, test } from '@jest/globals';
import { createIngest } from '../../../cloud/ingest/ingest.ts';
import { startIngestThread } from '../../../cloud/ingest/ingest-thread.ts';
import { createPairing } from '../../../cloud/pairing/pair-passages.ts';
import type { Ingest } from '../../../cloud/ports/journal.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { canonicalJson } from '../../../shared/wire/canonical-json.ts';
import type { PunchEntry } from '../../../shared/wire/entry.ts';
import { blanked } from '../../../shared/wire/erasure.ts';
import { eachStore, type FreshStore, onSqlite } from '../each-store.ts';
import { seedPlace, type TestDevice, testDevice } from '../test-device.ts';

const nine = Date.UTC(2026, 10, 20, 8);
const hour = 3_600_000;
const received = nine + 100 * hour;

type Start = (database: Database) => Ingest;

const here: Start = (database) =>
  createIngest(database, createPairing({ remember: database.engine === 'sqlite' }));

async function cloudOf(start: Start, database: Database, ...devices: TestDevice[]) {
  await seedPlace(database, devices);
  const ingest = start(database);
  const { db } = database;
  return {
    db,
    hello: ingest.hello,
    send: (device: TestDevice, payload: Buffer, receivedAt = received) =>
      ingest.journal({ device: device.id, payload, receivedAt }),
    passages: async () =>
      (
        await db
          .selectFrom('passage')
          .select(['entry_at', 'exit_at', 'status', 'person'])
          .orderBy('at')
          .orderBy('id')
          .execute()
      ).map((p) => [hours(p.entry_at), hours(p.exit_at), p.status, p.person] as const),
    incidents: async () =>
      (await db.selectFrom('incident').select('kind').orderBy('kind').execute()).map((i) => i.kind),
    entries: async () =>
      (await db.selectFrom('journal').select('seq').orderBy('epoch').orderBy('seq').execute()).map(
        ({ seq }) => seq,
      ),
    deadLetters: () =>
      db.selectFrom('dead_letter').select(['from_seq', 'to_seq', 'reason']).execute(),
  };
}

const hours = (at: number | null) => (at === null ? null : (at - nine) / hour);

/** Four taps, two passages, at 0-3 and 4-9 hours. */
function dayOf(device: TestDevice) {
  for (const at of [0, 3, 4, 9]) device.punch({ at: nine + at * hour });
}
const card = 'card:04A1B2C3';
const dayOfPassages = [
  [0, 3, 'closed', card],
  [4, 9, 'closed', card],
] as const;

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

eachStore('ingest', (store) => takesJournals(store, here));

onSqlite('ingest in a thread of its own', (store) =>
  takesJournals(store, (database) => {
    if (!database.sqlite || !database.tickets) throw new Error('a store in a file');
    const thread = startIngestThread({ path: database.sqlite.name, tickets: database.tickets });
    ends.push(thread.stop);
    return thread;
  }),
);

function takesJournals(store: FreshStore, start: Start): void {
  const cloudWith = (database: Database, ...devices: TestDevice[]) =>
    cloudOf(start, database, ...devices);

  test('a batch is stored, paired and acknowledged up to its end', async () => {
    const device = testDevice('reader');
    const cloud = await cloudWith(await store.open(), device);
    dayOf(device);
    const ack = await cloud.send(device, device.batch(1, 4));
    expect(ack).toEqual({ v: 1, epoch: device.epoch(), upTo: 4, hash: device.hashAt(4) });
    expect(await cloud.passages()).toEqual(dayOfPassages);
  });

  test('sent twice, in parts, and by two ways at once, it changes nothing', async () => {
    const device = testDevice('reader');
    const cloud = await cloudWith(await store.open(), device);
    dayOf(device);
    await Promise.all([
      cloud.send(device, device.batch(1, 2)),
      cloud.send(device, device.batch(1, 4)),
      cloud.send(device, device.batch(1, 4)),
    ]);
    const again = await cloud.send(device, device.batch(2, 4));
    expect(again).toMatchObject({ upTo: 4, hash: device.hashAt(4) });
    expect(await cloud.entries()).toEqual([1, 2, 3, 4]);
    expect(await cloud.passages()).toEqual(dayOfPassages);
    expect(await cloud.incidents()).toEqual([]);
  });

  test('what comes after a gap is not stored: the device is asked for it', async () => {
    const device = testDevice('reader');
    const cloud = await cloudWith(await store.open(), device);
    dayOf(device);
    await cloud.send(device, device.batch(1, 1));
    const early = await cloud.send(device, device.batch(3, 4));
    expect(early).toMatchObject({ upTo: 1, hash: device.hashAt(1), resendFrom: 2 });
    const holed = device.batch(2, 4, { entries: ([first, , last]) => [first, last] });
    expect(await cloud.send(device, holed)).toMatchObject({ upTo: 2, resendFrom: 3 });
    expect(await cloud.entries()).toEqual([1, 2]);
  });

  test('a hole the device explains is stepped over, and told', async () => {
    const device = testDevice('reader');
    const cloud = await cloudWith(await store.open(), device);
    dayOf(device);
    const lost = [{ from: 2, to: 3, reason: 'damaged' as const }];
    const ack = await cloud.send(device, device.batch(1, 4, { lost }));
    expect(ack).toMatchObject({ upTo: 4, hash: device.hashAt(4) });
    expect(await cloud.entries()).toEqual([1, 4]);
    expect(await cloud.incidents()).toEqual(['journalLost']);
    // Salvaged after all, and said twice in one message: what cannot be read hides where it belongs.
    const twice = ([first, second, third, ...rest]: unknown[]) => [
      ...[first, second, null, second],
      ...[third, null, third, ...rest],
    ];
    await cloud.send(device, device.batch(1, 4, { entries: twice }));
    expect(await cloud.entries()).toEqual([1, 2, 3, 4]);
    expect(await cloud.passages()).toEqual(dayOfPassages);
  });

  test('one bad entry is set aside and stops nothing', async () => {
    const device = testDevice('reader');
    const cloud = await cloudWith(await store.open(), device);
    dayOf(device);
    device.punch({ at: nine + 10 * hour, accessPoint: 'elsewhere' });
    const batch = device.batch(1, 5, {
      entries: ([first, second, third, ...rest]) => [
        first,
        { ...(second as object), direction: 'sideways' },
        { ...(third as object), item: 'forged' },
        ...rest,
      ],
    });
    const ack = await cloud.send(device, batch);
    expect(ack).toMatchObject({ upTo: 5, hash: device.hashAt(5) });
    expect(await cloud.send(device, batch)).toEqual(ack);
    expect(await cloud.entries()).toEqual([1, 4]);
    const letters = await cloud.deadLetters();
    expect(letters.map((l) => l.from_seq).sort()).toEqual([2, 3, 5]);
    expect(letters.find((l) => l.from_seq === 3)?.reason).toMatch(/hash/);
    expect(letters.find((l) => l.from_seq === 5)?.reason).toMatch(/elsewhere/);
  });

  test('what cannot be parsed is asked for in halves, and alone becomes a dead letter', async () => {
    const device = testDevice('reader');
    const cloud = await cloudWith(await store.open(), device);
    dayOf(device);
    const torn = (from: number, to: number) =>
      Buffer.from(device.batch(from, to).toString().replace('"kind"', '"kind'));
    expect(await cloud.send(device, torn(1, 4))).toMatchObject({ upTo: 0, maxEntries: 2 });
    expect(await cloud.send(device, torn(1, 1))).toMatchObject({ upTo: 0, maxEntries: 1 });
    const raw = Buffer.from(JSON.stringify(device.entries()[0])).toString('base64');
    const message = { v: 1, epoch: device.epoch(), from: 1, to: 1, raw };
    const ack = await cloud.send(device, Buffer.from(JSON.stringify(message)));
    expect(ack).toMatchObject({ upTo: 1, hash: device.hashAt(1) });
    expect(await cloud.send(device, device.batch(2, 4))).toMatchObject({ upTo: 4 });
    expect(await cloud.deadLetters()).toHaveLength(1);
  });

  test('an entry sent raw counts once, and only where the journal goes on', async () => {
    const device = testDevice('reader');
    const cloud = await cloudWith(await store.open(), device);
    dayOf(device);
    const sendRaw = (seq: number) => {
      const raw = Buffer.from(JSON.stringify(device.entries()[seq - 1])).toString('base64');
      const message = { v: 1, epoch: device.epoch(), from: seq, to: seq, raw };
      return cloud.send(device, Buffer.from(JSON.stringify(message)));
    };
    await cloud.send(device, device.batch(1, 1));
    // Beyond a gap it would be taken for received, with all that is missing before it.
    expect(await sendRaw(3)).toMatchObject({ upTo: 1, resendFrom: 2 });
    expect(await cloud.deadLetters()).toEqual([]);
    expect(await sendRaw(2)).toMatchObject({ upTo: 2, hash: device.hashAt(2) });
    await cloud.send(device, device.batch(3, 4));
    expect(await sendRaw(2)).toMatchObject({ upTo: 4, hash: device.hashAt(4) });
    expect(await cloud.send(device, device.batch(3, 4))).toMatchObject({ upTo: 4 });
    expect((await cloud.deadLetters()).map((letter) => letter.from_seq)).toEqual([2]);
  });

  test('where the last entries are lost, the ack names the hash that the signed head still knows', async () => {
    const device = testDevice('reader');
    const cloud = await cloudWith(await store.open(), device);
    dayOf(device);
    const lost = [{ from: 3, to: 4, reason: 'damaged' as const }];
    await cloud.send(device, device.batch(1, 2));
    const ack = await cloud.send(device, device.batch(3, 4, { lost }));
    expect(ack).toMatchObject({ upTo: 4, hash: device.hashAt(4) });
    // By another one the device would believe that its own store was put back.
    device.punch({ at: nine + 10 * hour });
    expect(await cloud.send(device, device.batch(5, 5))).toMatchObject({ upTo: 5 });
    expect(await cloud.incidents()).toEqual(['journalLost']);
  });

  test('another entry under a stored number is kept as an incident, never as a punch', async () => {
    const device = testDevice('reader');
    const cloud = await cloudWith(await store.open(), device);
    dayOf(device);
    await cloud.send(device, device.batch(1, 4));
    const hash = device.hashAt(4);
    device.rollBack(3);
    device.punch({ at: nine + 20 * hour });
    expect(await cloud.send(device, device.batch(4, 4))).toMatchObject({ upTo: 4, hash });
    expect(await cloud.incidents()).toEqual(['hashConflict']);
    expect(await cloud.passages()).toEqual(dayOfPassages);
  });

  test('a rolled back store that is already ahead is told the mark it must not pass', async () => {
    const device = testDevice('reader');
    const cloud = await cloudWith(await store.open(), device);
    dayOf(device);
    await cloud.send(device, device.batch(1, 4));
    const hash = device.hashAt(4);
    device.rollBack(3);
    device.punch({ at: nine + 20 * hour });
    device.punch({ at: nine + 21 * hour });
    expect(await cloud.send(device, device.batch(4, 5))).toMatchObject({ upTo: 4, hash });
    const moved = device.entries().slice(3);
    device.newEpoch('epoch 2', moved);
    expect(await cloud.send(device, device.batch(1, 2))).toMatchObject({ upTo: 2 });
    expect(await cloud.passages()).toEqual([...dayOfPassages, [20, 21, 'closed', card]]);
  });

  test('taps of somebody erased since are stored without them, and so are copies of theirs', async () => {
    const device = testDevice('reader');
    const cloud = await cloudWith(await store.open(), device);
    const { db } = cloud;
    device.punch({ at: nine });
    await cloud.send(device, device.batch(1, 1));
    // As an erasure leaves it: whose card it was is known nowhere any more.
    const gone = { member_id: 'm_ana', asked_at: 1, asked_by: 'system', uids: null, done_at: 1 };
    await db.insertInto('erasure').values(gone).execute();
    const at = { member_id: 'm_ana', device: 'reader', state: 'done', why: null, at: 1 } as const;
    await db.insertInto('erasure_device').values(at).execute();
    const { hash: _, ...body } = blanked(device.entries()[0] as PunchEntry);
    await db
      .updateTable('entry')
      .set({ body: canonicalJson(body) })
      .execute();
    await db.deleteFrom('passage').execute();
    device.newEpoch('epoch 2', device.entries());
    device.device(nine + hour, 'storeRolledBack');
    device.punch({ at: nine + 2 * hour, memberRef: 'm_ana' });
    device.punch({ at: nine + 3 * hour, memberRef: 'm_bob', uid: '04FFFFFF' });
    device.punch({ at: nine + 4 * hour, memberRef: 'm_ana', accessPoint: 'nowhere' });
    expect(await cloud.send(device, device.batch(1, 5))).toMatchObject({ upTo: 5 });
    const last = Buffer.from('{"memberRef":"m_ana","uid":"04A1B2C3"').toString('base64');
    const message = { v: 1, epoch: device.epoch(), from: 6, to: 6, raw: last };
    expect(await cloud.send(device, Buffer.from(canonicalJson(message)))).toMatchObject({
      upTo: 6,
    });
    const letters = await db.selectFrom('dead_letter').selectAll().orderBy('from_seq').execute();
    expect(letters.map(({ raw }) => raw)).toEqual(['{"erased":true}', '{"erased":true}']);
    const kept = await db.selectFrom('entry').select('body').orderBy('key').execute();
    const erased = kept.map((one) => JSON.parse(one.body).erased === true);
    expect(erased).toEqual([true, true, false, true, false]);
    expect(JSON.stringify(kept)).not.toMatch(/m_ana|04A1B2C3/);
    expect(await cloud.passages()).toEqual([[3, null, 'open', 'member:m_bob']]);
    const [told] = await db.selectFrom('erasure_device').selectAll().execute();
    expect(told).toMatchObject({ state: 'waiting', why: 'oldImage' });
    expect(await db.selectFrom('erasure').select('done_at').execute()).toEqual([{ done_at: null }]);
  });

  test('a rolled back store goes on in a new epoch, and nothing counts twice', async () => {
    const device = testDevice('reader');
    const cloud = await cloudWith(await store.open(), device);
    dayOf(device);
    await cloud.send(device, device.batch(1, 4));
    const copied = device.entries().slice(2);
    device.newEpoch('epoch 2', copied);
    device.device(nine + 10 * hour, 'storeRolledBack');
    device.punch({ at: nine + 20 * hour });
    const ack = await cloud.send(device, device.batch(1, 4));
    expect(ack).toMatchObject({ epoch: device.epoch(), upTo: 4, hash: device.hashAt(4) });
    expect(await cloud.incidents()).toEqual(['storeRolledBack']);
    expect(await cloud.passages()).toEqual([...dayOfPassages, [20, null, 'open', card]]);
  });

  test('a broken chain is stored, paired and told', async () => {
    const device = testDevice('reader');
    const cloud = await cloudWith(await store.open(), device);
    dayOf(device);
    await cloud.send(device, device.batch(1, 2));
    const { hash } = device.punch({ at: nine + 30 * hour });
    const [, , third] = device.entries();
    // The device holds another second entry than the one that was stored.
    device.rollBack(1);
    device.punch({ at: nine + hour });
    device.punch({ at: nine + 4 * hour });
    expect(hash).not.toBe(third?.hash);
    const ack = await cloud.send(device, device.batch(3, 3));
    expect(ack).toMatchObject({ upTo: 3, hash: device.hashAt(3) });
    expect(await cloud.incidents()).toEqual(['chainBroken']);
    expect(await cloud.passages()).toEqual([
      [0, 3, 'closed', card],
      [4, null, 'open', card],
    ]);
  });

  test('with a bad signature nothing is stored', async () => {
    const device = testDevice('reader');
    const cloud = await cloudWith(await store.open(), device);
    dayOf(device);
    const ack = await cloud.send(device, device.batch(1, 4, { sig: 'A'.repeat(86) }));
    expect(ack).toMatchObject({ upTo: 0 });
    expect(ack.error).toMatch(/signature/);
    expect(await cloud.entries()).toEqual([]);
    expect(await cloud.incidents()).toEqual(['signatureInvalid']);
    // The head is genuine, what stands before it is not what it vouches for.
    const swapped = device.batch(1, 4, { entries: (held) => held.slice(0, 3) });
    expect(await cloud.send(device, swapped)).toHaveProperty('error');
    expect(await cloud.entries()).toEqual([]);
  });

  test.each(['revoked', 'retired'] as const)('a %s device is refused', async (state) => {
    const device = testDevice('reader');
    const cloud = await cloudWith(await store.open(), device);
    dayOf(device);
    await cloud.db.updateTable('device').set({ state }).execute();
    expect(await cloud.send(device, device.batch(1, 4))).toMatchObject({ upTo: 0 });
    expect(await cloud.hello(device.id, device.hello(), received)).toEqual([]);
    expect(await cloud.entries()).toEqual([]);
  });

  test('a hello is answered with every mark; a restored cloud asks for what it lost', async () => {
    const device = testDevice('reader');
    const cloud = await cloudWith(await store.open(), device);
    dayOf(device);
    await cloud.send(device, device.batch(1, 2));
    const epochs = [{ epoch: device.epoch(), first: 1, last: 4, acked: 4 }];
    expect(await cloud.hello(device.id, device.hello({ epochs }), received)).toEqual([
      { v: 1, epoch: device.epoch(), upTo: 2, hash: device.hashAt(2), resendFrom: 3 },
    ]);
    const lost = [{ from: 3, to: 3, reason: 'pruned' as const }];
    const ack = await cloud.send(device, device.batch(3, 4, { lost }));
    expect(ack).toMatchObject({ upTo: 4, hash: device.hashAt(4) });
    const state = await cloud.db.selectFrom('device_state').selectAll().executeTakeFirst();
    expect(state).toMatchObject({ online: 1, unsent: 2, last_seen_at: received });
  });

  test('an anchor times a boot without a clock, and a better one times it anew', async () => {
    const device = testDevice('reader');
    const cloud = await cloudWith(await store.open(), device);
    const born = received - 10 * hour;
    const tap = (at: number) =>
      device.punch({ at: 1_000, clock: 'unsynced', boot: 'b', monoMs: at * hour });
    tap(1);
    tap(2);
    // Two hours late on its way.
    await cloud.send(device, device.batch(1, 2, { boot: 'b', monoMs: 8 * hour }));
    const times = async () =>
      (await cloud.passages()).map(([entry, exit]) =>
        [entry, exit].map((h) => Math.round((Number(h) - 90) * 60)),
      );
    expect(await times()).toEqual([[180, 240]]);
    await cloud.hello(device.id, device.hello({ boot: 'b', monoMs: 10 * hour }), received);
    expect(await times()).toEqual([[60, 120]]);
    // Synced at last: its word stands for the whole boot.
    device.punch({ at: born + 4 * hour + 60_000, boot: 'b', monoMs: 4 * hour });
    await cloud.send(device, device.batch(3, 3, { boot: 'b', monoMs: 10 * hour }));
    expect(await times()).toEqual([
      [61, 121],
      [241, -90 * 60],
    ]);
  });

  test('a boot without any anchor lies between its neighbours, and says so', async () => {
    const device = testDevice('reader');
    const cloud = await cloudWith(await store.open(), device);
    device.punch({ at: nine });
    device.punch({ at: 5_000, clock: 'unsynced', boot: 'lost', monoMs: 5_000 });
    await cloud.send(device, device.batch(1, 2));
    device.punch({ at: nine + 4 * hour });
    await cloud.send(device, device.batch(3, 3));
    expect(await cloud.passages()).toEqual([
      [0, 2, 'closed', card],
      [4, null, 'open', card],
    ]);
    const flagged = await cloud.db.selectFrom('passage').select('anomalies').execute();
    expect(flagged.map((p) => p.anomalies).sort()).toEqual(['', 'untrusted_clock']);
  });

  test('two boots that take turns are a cloned device; a late message is not', async () => {
    const device = testDevice('reader');
    const cloud = await cloudWith(await store.open(), device);
    const say = (boot: string, bornAt: number, sentAt: number, lateMs = 0) =>
      cloud.hello(
        device.id,
        device.hello({ boot, monoMs: sentAt - bornAt }),
        received + sentAt + lateMs,
      );
    await say('a', 0, 1_000);
    await say('b', 10_000, 11_000);
    await say('a', 0, 5_000, 300_000);
    expect(await cloud.incidents()).toEqual([]);
    await say('b', 10_000, 400_000);
    await say('a', 0, 500_000);
    await say('b', 10_000, 600_000);
    expect(await cloud.incidents()).toEqual(['cloned']);
  });
}
