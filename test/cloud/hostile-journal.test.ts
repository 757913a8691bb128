import { expect, test } from '@jest/globals';
import { openJournal } from '../../cloud/open-journal.ts';
import { parseAck } from '../../shared/wire/codec.ts';
import type { AckMessage } from '../../shared/wire/messages.ts';
import { eachStore, type FreshStore } from './each-store.ts';
import { seedPlace, type TestDevice, testDevice, uuidOf } from './test-device.ts';
import { webFixture } from './web/fixture.ts';

const nine = Date.UTC(2026, 2, 11, 8);
const hour = 3_600_000;
const receivedAt = nine + 30 * hour;

/** A cloud with one device, from its journal's messages to the pages that staff open. */
async function cloudOf(store: FreshStore, ...devices: TestDevice[]) {
  const database = await store.open();
  await seedPlace(database, devices);
  const journal = openJournal(database);
  const web = await webFixture(
    { journal: journal.reader, passages: journal.passages, corrections: journal.corrections },
    database,
  );
  return {
    db: database.db,
    hello: journal.ingest.hello,
    async send(device: string, payload: Buffer | object): Promise<AckMessage> {
      const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload));
      const ack = await journal.ingest.journal({ device, payload: bytes, receivedAt });
      const { ok } = parseAck(Buffer.from(JSON.stringify(ack)));
      expect(ok).toBe(true);
      return ack;
    },
    async counted() {
      const of = async (table: 'entry' | 'dead_letter' | 'mark' | 'incident') =>
        (await database.db.selectFrom(table).selectAll().execute()).length;
      return {
        entries: await of('entry'),
        deadLetters: await of('dead_letter'),
        incidents: await of('incident'),
      };
    },
    /** Everything staff can open of it. */
    async pagesAnswer() {
      for (const url of [
        '/api/v1/punches',
        '/api/v1/passages',
        '/api/v1/incidents',
        '/api/v1/dead-letters',
        '/rapport/badgeuse/',
        '/rapport/badgeuse/?from=0001-01-01&to=9999-12-31',
        '/rapport/badgeuse.csv?for=machine',
        '/rapport/badgeuse.csv?for=people',
      ]) {
        const { status, text } = await web.send('admin', 'GET', url);
        expect([url, status, status === 200 ? '' : text]).toEqual([url, 200, '']);
      }
    },
    ask: web.send,
    async end() {
      await web.close();
      await journal.close();
    },
  };
}

type Batch = Record<string, unknown> & { entries: Record<string, unknown>[] };
const parsed = (payload: Buffer) => JSON.parse(payload.toString()) as Batch;
const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

eachStore('a hostile journal', (store) => {
  test('what is no batch is answered, and stores nothing', async () => {
    const device = testDevice('pi-1');
    const cloud = await cloudOf(store, device);
    device.punch({ at: nine });
    device.punch({ at: nine + hour });
    const good = parsed(device.batch(1, 2));
    const attacks: (Buffer | object)[] = [
      Buffer.alloc(0),
      Buffer.from('null'),
      Buffer.from('{'),
      Buffer.from([0xff, 0xfe, 0x00]),
      Buffer.from(`\uFEFF${JSON.stringify(good)}`),
      Buffer.from('['.repeat(60_000)),
      Buffer.from(`{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`),
      Buffer.alloc(70_000, 0x20),
      [],
      { ...good, v: 2 },
      { ...good, v: '1' },
      { ...good, epoch: 'A'.repeat(32) },
      { ...good, epoch: '../../etc' },
      { ...good, epoch: null },
      { ...good, from: 0 },
      { ...good, from: -1 },
      { ...good, from: 1.5 },
      { ...good, to: 1e300 },
      { ...good, to: '2' },
      { ...good, prev: 'z' },
      { ...good, boot: '' },
      { ...good, boot: 'a\u0000b' },
      { ...good, boot: '\ud800' },
      { ...good, monoMs: -5 },
      { ...good, monoMs: Number.MAX_SAFE_INTEGER },
      { ...good, lost: [{ from: 1, to: 2, reason: 'because' }] },
      { ...good, entries: 'none' },
      { ...good, entries: Array.from({ length: 201 }, () => 1) },
      { ...good, head: { ...(good['head'] as object), sig: 7 } },
      { v: 1, epoch: device.epoch(), from: 1, to: 1, raw: 'a\u0000' },
    ];
    for (const attack of attacks) {
      const ack = await cloud.send('pi-1', attack);
      expect([String(JSON.stringify(attack)).slice(0, 400), ack]).toMatchObject([
        expect.anything(),
        { upTo: 0, error: expect.any(String) },
      ]);
    }
    expect(await cloud.counted()).toMatchObject({ entries: 0, deadLetters: 0 });
    expect(await cloud.send('pi-1', device.batch(1, 2))).toMatchObject({ upTo: 2 });
    await cloud.end();
  });

  test('what is signed for another device, number, epoch or hole is not believed', async () => {
    const device = testDevice('pi-1');
    const other = testDevice('pi-2');
    const cloud = await cloudOf(store, device, other);
    for (const one of [device, other]) {
      one.punch({ at: nine });
      one.punch({ at: nine + hour });
    }
    const good = parsed(device.batch(1, 2));
    const head = good['head'] as Record<string, unknown>;
    const attacks: [string, Buffer | object][] = [
      ['pi-2', device.batch(1, 2)],
      ['pi-1', { ...good, epoch: 'e'.repeat(32) }],
      ['pi-1', { ...good, lost: [{ from: 3, to: 9, reason: 'pruned' }], to: 9 }],
      ['pi-1', { ...good, head: { ...head, seq: 9 } }],
      ['pi-1', { ...good, head: { ...head, hash: 'f'.repeat(64) } }],
      ['pi-1', { ...good, head: { ...head, sig: '' } }],
      ['pi-1', { ...good, entries: good.entries.toReversed() }],
      ['nobody', device.batch(1, 2)],
    ];
    for (const [from, attack] of attacks) {
      const ack = await cloud.send(from, attack);
      expect([from, ack]).toMatchObject([from, { upTo: 0, error: expect.any(String) }]);
    }
    expect(await cloud.counted()).toMatchObject({ entries: 0, deadLetters: 0 });
    // Where it ends is not signed: what is missing is asked for.
    expect(await cloud.send('pi-1', { ...good, to: 500 })).toMatchObject({
      upTo: 2,
      resendFrom: 3,
    });
    await cloud.end();
  });

  test('one bad entry is set aside alone, whatever it is', async () => {
    const device = testDevice('pi-1');
    const cloud = await cloudOf(store, device);
    const proto = JSON.parse('{"__proto__":{"kind":"punch"},"constructor":1}') as object;
    const bad: ((entry: Record<string, unknown>) => unknown)[] = [
      () => null,
      () => 42,
      () => proto,
      (e) => ({ ...e, kind: 'toString' }),
      (e) => ({ ...e, seq: -1 }),
      (e) => ({ ...e, seq: 2.5 }),
      (e) => ({ ...e, seq: '2' }),
      (e) => ({ ...e, id: 'me' }),
      (e) => ({ ...e, at: '2026-02-30T10:00:00.000Z' }),
      (e) => ({ ...e, at: '2026-03-11' }),
      (e) => ({ ...e, monoMs: Number.MAX_SAFE_INTEGER }),
      (e) => ({ ...e, clock: 'fine' }),
      (e) => ({ ...e, card: { level: 'uid', uid: 'zz' } }),
      (e) => ({ ...e, direction: 'up' }),
      (e) => ({ ...e, accessPoint: 'elsewhere' }),
      (e) => ({ ...e, accessPoint: 'a\u0000' }),
      (e) => ({ ...e, memberRef: 'm\u0000' }),
      (e) => ({ ...e, memberRef: '\ud800' }),
      (e) => ({ ...e, extra: nested(40) }),
      (e) => ({ ...e, item: 7 }),
    ];
    for (let i = 0; i < bad.length * 2 + 1; i++) device.punch({ at: nine + i * 60_000 });
    const entries = (held: unknown[]) =>
      held.map((entry, i) =>
        i % 2 ? bad[(i - 1) / 2]?.(entry as Record<string, unknown>) : entry,
      );
    const last = bad.length * 2 + 1;
    const ack = await cloud.send('pi-1', device.batch(1, last, { entries }));
    expect(ack).toEqual({ v: 1, epoch: device.epoch(), upTo: last, hash: device.hashAt(last) });
    const counted = await cloud.counted();
    expect(counted.deadLetters).toBe(bad.length);
    expect(counted.entries).toBe(bad.length + 1);
    // Sent again, it changes nothing.
    await cloud.send('pi-1', device.batch(1, last, { entries }));
    expect(await cloud.counted()).toEqual(counted);
    await cloud.pagesAnswer();
    await cloud.end();
  });

  test('a genuine entry that no column could hold is set aside, and its boot is timed all the same', async () => {
    const device = testDevice('pi-1');
    const cloud = await cloudOf(store, device);
    device.punch({ at: nine, memberRef: 'm\u0000' });
    device.punch({ at: nine, boot: 'b\u0000' });
    device.punch({ at: nine, boot: 'b', clock: 'unsynced', monoMs: Number.MAX_SAFE_INTEGER });
    device.punch({ at: nine, accessPoint: 'x\u0000' });
    device.punch({ at: nine + hour });
    expect(await cloud.send('pi-1', device.batch(1, 5))).toMatchObject({ upTo: 5 });
    expect(await cloud.counted()).toMatchObject({ entries: 1, deadLetters: 4 });
    await cloud.pagesAnswer();
    await cloud.end();
  });

  test('clocks of the years 0, 1969, 1970 and 9999 are kept raw, paired, and shown', async () => {
    const device = testDevice('pi-1');
    const cloud = await cloudOf(store, device);
    for (const at of [-62_167_219_200_000, -1, 0, hour, 253_402_300_799_999])
      for (const direction of ['in', 'out', 'toggle', 'presence'] as const)
        device.punch({
          at,
          direction,
          boot: `b${at}`,
          monoMs: 5,
          id: uuidOf(`${at} ${direction}`),
        });
    const all = device.entries().length;
    expect(await cloud.send('pi-1', device.batch(1, all))).toMatchObject({ upTo: all });
    expect(await cloud.counted()).toMatchObject({ entries: all, deadLetters: 0 });
    await cloud.pagesAnswer();
    // A list of whatever age is read to its end, page by page.
    const seen = new Set<unknown>();
    for (let cursor = '', pages = 0; pages < 60; pages++) {
      const { json } = await cloud.ask('admin', 'GET', `/api/v1/passages?limit=1&cursor=${cursor}`);
      const page = json as { items: { id: unknown }[]; nextCursor: string | null };
      for (const { id } of page.items) seen.add(id);
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    const { json } = await cloud.ask('admin', 'GET', '/api/v1/passages?limit=1000');
    expect(seen.size).toBe((json as { items: unknown[] }).items.length);
    await cloud.end();
  });

  test('a hello says what it likes: it is answered, and the next one is read', async () => {
    const device = testDevice('pi-1');
    const cloud = await cloudOf(store, device);
    device.punch({ at: nine });
    await cloud.send('pi-1', device.batch(1, 1));
    const epochs = [
      { epoch: device.epoch(), first: 5, last: 2, acked: Number.MAX_SAFE_INTEGER },
      { epoch: device.epoch(), first: 1, last: 1, acked: 1 },
      { epoch: 'f'.repeat(32), first: 1, last: 0, acked: 0 },
      { epoch: 'a'.repeat(32), first: 1, last: 9, acked: 9 },
    ];
    expect(await cloud.hello('pi-1', device.hello({ epochs }), receivedAt)).toMatchObject([
      { upTo: 1, hash: device.hashAt(1), resendFrom: 2 },
      { upTo: 1, hash: device.hashAt(1) },
      { epoch: 'f'.repeat(32), upTo: 0, hash: '0'.repeat(64) },
      { epoch: 'a'.repeat(32), upTo: 0, resendFrom: 1 },
    ]);
    await cloud.pagesAnswer();
    await cloud.end();
  });

  test('another device may use the same id at the same instant: both are listed', async () => {
    const device = testDevice('pi-1');
    const other = testDevice('pi-2');
    const cloud = await cloudOf(store, device, other);
    const { id } = device.punch({ at: nine, uid: '04A1B2C3' });
    other.punch({ at: nine, uid: '0499887766AABB', id });
    await cloud.send('pi-1', device.batch(1, 1));
    await cloud.send('pi-2', other.batch(1, 1));
    expect(await cloud.counted()).toMatchObject({ entries: 2, deadLetters: 0 });
    const { json } = await cloud.ask('admin', 'GET', '/api/v1/passages');
    expect((json as { items: { card: string }[] }).items.map(({ card }) => card).sort()).toEqual([
      '0499887766AABB',
      '04A1B2C3',
    ]);
    await cloud.end();
  });

  test('an incident names no card to who may not see uids', async () => {
    const device = testDevice('pi-1');
    const cloud = await cloudOf(store, device);
    device.punch({ at: nine, uid: '04A1B2C3D4E5F6' });
    await cloud.send('pi-1', device.batch(1, 1));
    device.rollBack(0);
    device.punch({ at: nine + hour, uid: '04A1B2C3D4E5F6' });
    await cloud.send('pi-1', device.batch(1, 1));
    const { json, text } = await cloud.ask('staff', 'GET', '/api/v1/incidents');
    const [incident] = (json as { items: { id: string; kind: string }[] }).items;
    expect(incident?.kind).toBe('hashConflict');
    expect(text).not.toContain('04A1B2C3D4E5F6');
    const one = `/api/v1/incidents/${incident?.id}`;
    expect((await cloud.ask('staff', 'GET', one)).text).not.toContain('04A1B2C3D4E5F6');
    expect((await cloud.ask('admin', 'GET', one)).text).toContain('04A1B2C3D4E5F6');
    await cloud.end();
  });
});
