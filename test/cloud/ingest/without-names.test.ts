import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openJournal } from '../../../cloud/open-journal.ts';
import { purge } from '../../../cloud/retention/purge.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { eachStore, type FreshStore, onSqlite } from '../each-store.ts';
import { derived } from '../random-taps.ts';
import { seedPlace, testDevice } from '../test-device.ts';

const day = 86_400_000;
const hour = 3_600_000;
/** Nine in Paris. */
const nine = Date.UTC(2026, 10, 20, 8);
const [zoe, ali] = ['04A1B2C3D4E5F6', '04B1B2C3D4E5F6'];

/** Every row of every table, as text. */
async function everything({ db, engine }: Database): Promise<string> {
  const names =
    engine === 'sqlite'
      ? sql<{ name: string }>`SELECT name FROM sqlite_master WHERE type = 'table'`
      : sql<{ name: string }>`SELECT table_name AS name FROM information_schema.tables
          WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`;
  const said: unknown[] = [];
  for (const { name } of (await names.execute(db)).rows)
    said.push((await sql`SELECT * FROM ${sql.table(name)}`.execute(db)).rows);
  return JSON.stringify(said);
}

function beginner(store: FreshStore) {
  return async (nameless = 1) => {
    const database = await store.open();
    const device = testDevice('front');
    await seedPlace(database, [device]);
    await database.db.updateTable('place').set({ nameless }).execute();
    const journal = openJournal(database);
    const send = (from: number, to: number, receivedAt = nine + 2 * day) =>
      journal.ingest.journal({
        device: device.id,
        payload: device.batch(from, to),
        receivedAt,
      });
    const tap = (at: number, uid = zoe, memberRef: string | null = 'm-zoe') =>
      device.punch({ at, uid, memberRef });
    return { database, device, journal, send, tap };
  };
}

eachStore('counting without names', (store) => {
  const begin = beginner(store);

  test('what is stored says neither card nor member, and pairs, once, the same when it is derived anew', async () => {
    const { database, device, journal, send, tap } = await begin();
    tap(nine);
    tap(nine + hour, ali, null);
    tap(nine + 2 * hour);
    tap(nine + 3 * hour, ali, null);
    device.refusal({ at: nine + 4 * hour, uid: zoe }, 'notPermittedNow');
    tap(nine + day);
    expect(await send(1, 6)).toMatchObject({ upTo: 6, hash: device.hashAt(6) });
    expect(await send(1, 6)).toMatchObject({ upTo: 6 });

    const { passages } = await derived(database);
    expect(passages.map((one) => [one.entry_at, one.exit_at])).toEqual([
      [nine, nine + 2 * hour],
      [nine + hour, nine + 3 * hour],
      [nine + day, null],
    ]);
    const [first, second, third] = passages.map(({ person }) => person);
    // The same card on another day is somebody else.
    expect(new Set([first, second, third]).size).toBe(3);
    for (const person of [first, second, third]) expect(person).toMatch(/^card:v-[0-9a-f]{20}$/);
    const { items } = await journal.reader.taps('refusal', {}, { limit: 10, cursor: null });
    expect(items).toMatchObject([{ cardUid: null, memberRef: null, reason: 'notPermittedNow' }]);

    const said = await everything(database);
    expect(said).toContain('v-');
    for (const text of [zoe, ali, 'm-zoe']) expect(said).not.toContain(text);
    // Without its salt nobody can try cards until one fits the hash that stays.
    for (const entry of device.entries())
      if ('salt' in entry) expect(said).not.toContain(entry.salt);
    const before = await derived(database);
    await journal.rebuild();
    expect(await derived(database)).toEqual(before);
    await journal.close();
  });
});

onSqlite('counting without names, besides', (store) => {
  const begin = beginner(store);

  test('one who stays past midnight is one visitor; another history of an entry names nobody either', async () => {
    const { database, device, journal, send, tap } = await begin();
    const evening = nine + 14 * hour;
    tap(evening);
    tap(evening + 3 * hour);
    await send(1, 2);
    expect((await derived(database)).passages).toMatchObject([{ status: 'closed' }]);
    device.rollBack(1);
    tap(evening + 4 * hour, ali);
    await send(2, 2);
    const { items } = await journal.reader.incidents({ limit: 10, cursor: null });
    expect(items).toMatchObject([{ kind: 'hashConflict', details: { entry: { erased: true } } }]);
    expect(await everything(database)).not.toContain(ali);
    await journal.close();
  });

  test('a day’s key is deleted a week after it: what comes later is somebody new', async () => {
    const { database, journal, send, tap } = await begin();
    tap(nine);
    tap(nine + hour);
    await send(1, 1);
    const keys = () => database.db.selectFrom('counting_key').selectAll().execute();
    expect(await keys()).toMatchObject([{ place: 'demo', day: '2026-11-20' }]);
    await purge(database, journal.pairing, nine + 7 * day);
    expect(await keys()).toHaveLength(1);
    await purge(database, journal.pairing, nine + 8 * day);
    expect(await keys()).toEqual([]);
    await send(2, 2, nine + 9 * day);
    const { passages } = await derived(database);
    expect(new Set(passages.map(({ person }) => person)).size).toBe(2);
    await journal.close();
  });

  test('what was recorded before keeps its names; a card that staff wait for may be given', async () => {
    const { database, device, journal, send, tap } = await begin(0);
    tap(nine);
    await send(1, 1);
    await database.db.updateTable('place').set({ nameless: 1 }).execute();
    const waits = {
      access_point: device.accessPoint,
      begun_at: nine + hour,
      ends_at: nine + 2 * hour,
    };
    await database.db
      .insertInto('enrolment')
      .values({
        ...{ ...waits, id: 'e-1', mode: 'give', begun_by: 'staff:1' },
        ...{ member_id: null, tap_id: null, ended_at: null },
      })
      .execute();
    device.refusal({ at: nine + hour + 1000, uid: ali });
    device.refusal({ at: nine + 3 * hour, uid: ali });
    await send(2, 3);
    const { items } = await journal.reader.taps('refusal', {}, { limit: 10, cursor: null });
    expect(items.map(({ cardUid }) => cardUid)).toEqual([null, ali]);
    expect((await derived(database)).passages).toMatchObject([{ person: 'member:m-zoe' }]);
    await journal.close();
  });
});
