import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import pg from 'pg';
import { createIngest } from '../../../cloud/ingest/ingest.ts';
import { makeMonthsAtStart, monthsJob } from '../../../cloud/pairing/keep-months.ts';
import { createPairing } from '../../../cloud/pairing/pair-passages.ts';
import { rebuildAll } from '../../../cloud/pairing/rebuild.ts';
import { type Database, openDatabase } from '../../../cloud/store/database.ts';
import { makeMonths } from '../../../cloud/store/month-partitions.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { eachStore } from '../each-store.ts';
import { type PostgresOfRun, postgresOfRun } from '../postgres-of-run.ts';
import { seedPlace, testDevice } from '../test-device.ts';

let server: PostgresOfRun;
let url = '';
const opened: Database[] = [];
beforeAll(async () => {
  server = await postgresOfRun();
}, 60_000);
afterAll(async () => {
  for (const store of opened) await store.close();
  await server.stop();
}, 60_000);

async function fresh(): Promise<Database> {
  url = await server.createStore();
  return again();
}
async function again(): Promise<Database> {
  const store = await openDatabase({ url, path: '' });
  opened.push(store);
  return store;
}

const now = Date.UTC(2026, 10, 15);
const near = ['2026_10', '2026_11', '2026_12', '2027_01', '2027_02'];

async function partitionsOf({ db }: Database, table: string): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT inhrelid::regclass::text AS name FROM pg_inherits
    WHERE inhparent = ${table}::regclass ORDER BY 1`.execute(db);
  return rows.map(({ name }) => name);
}

const rowsIn = async ({ db }: Database, table: string): Promise<number> =>
  (await sql<{ n: number }>`SELECT count(*) AS n FROM ${sql.table(table)}`.execute(db)).rows[0]
    ?.n ?? -1;

async function passagesAt({ db }: Database, times: readonly number[]): Promise<void> {
  const rows = times.map((at, i) => ({
    place: 'demo',
    at,
    id: `${at}-${i}`,
    area: 'demo',
    person: 'member:m1',
    card_uid: '04A1B2C3',
    entry_at: at,
    entry_punch: `${at}-${i}`,
    entry_access_point: 'door',
    entry_by: 'card' as const,
    exit_at: null,
    exit_punch: null,
    exit_access_point: null,
    exit_by: null,
    status: 'missing_exit' as const,
    anomalies: 'missing_exit',
    corrected: 0,
  }));
  for (let i = 0; i < rows.length; i += 500)
    await db
      .insertInto('passage')
      .values(rows.slice(i, i + 500))
      .execute();
}

test('the month before, this one and three to come are made, once', async () => {
  const store = await fresh();
  const first = await makeMonths(store, now);
  expect(first.made).toHaveLength(15);
  expect(first).toMatchObject({ moved: 0, postponed: [], left: 0 });
  for (const table of ['entry', 'punch', 'passage'])
    expect(await partitionsOf(store, table)).toEqual([
      ...near.map((month) => `${table}_${month}`),
      `${table}_default`,
    ]);
  expect((await makeMonths(store, now)).made).toEqual([]);
  // A month later one more is needed; under a clock that jumped back to 1970 a few that do no harm.
  expect((await makeMonths(store, now + 30 * 86_400_000)).made).toEqual([
    'entry_2027_03',
    'punch_2027_03',
    'passage_2027_03',
  ]);
  expect((await makeMonths(store, 0)).made).toContain('passage_1970_01');
});

test('rows lie in their months to the millisecond, and no key is lost', async () => {
  const store = await fresh();
  await makeMonths(store, now);
  const start = Date.UTC(2026, 10, 1);
  await passagesAt(store, [start - 1, start, Date.UTC(2026, 11, 1) - 1, Date.UTC(1999, 0, 1)]);
  expect(await rowsIn(store, 'passage_2026_10')).toBe(1);
  expect(await rowsIn(store, 'passage_2026_11')).toBe(2);
  expect(await rowsIn(store, 'passage_default')).toBe(1);
  const error = await passagesAt(store, [start - 1]).catch((err: unknown) => err);
  expect(error).toMatchObject({ code: '23505' });
  const { rows } = await sql<{ collation: string }>`
    SELECT collation_name AS collation FROM information_schema.columns
    WHERE table_name = 'passage_2026_11' AND column_name = 'id'`.execute(store.db);
  expect(rows).toEqual([{ collation: 'C' }]);
});

test('what lay in the default partition moves into its month; strays and wild clocks stay', async () => {
  const store = await fresh();
  const at = (year: number, month: number, n: number) =>
    Array.from({ length: n }, (_, i) => Date.UTC(year, month, 1) + i);
  await passagesAt(store, [
    ...at(2026, 10, 3),
    ...at(2025, 2, 1_000),
    ...at(2025, 3, 999),
    ...at(1970, 0, 1_500),
    ...at(2045, 0, 1_500),
  ]);
  const before = await rowsIn(store, 'passage');
  const months = await makeMonths(store, now);
  expect(months.moved).toBe(1_003);
  expect(months.left).toBe(999 + 3_000);
  expect(months.made).toContain('passage_2025_03');
  expect(months.made).not.toContain('passage_2025_04');
  expect(await rowsIn(store, 'passage_2026_11')).toBe(3);
  expect(await rowsIn(store, 'passage_2025_03')).toBe(1_000);
  expect(await rowsIn(store, 'passage')).toBe(before);
});

test('two that make months at once share the work, while batches come in', async () => {
  const store = await fresh();
  const device = testDevice('reader');
  await seedPlace(store, [device]);
  for (let i = 0; i < 400; i++)
    device.punch({ at: Date.UTC(2026, 8, 1) + i * 6 * 3_600_000, memberRef: `m${i % 7}` });
  const ingest = createIngest(store, createPairing({ remember: false }));
  const others = [await again(), await again()];
  const total = device.entries().length;
  const sent = (async () => {
    for (let from = 1; from <= total; from += 8) {
      const payload = device.batch(from, Math.min(from + 7, total));
      const receivedAt = now + from;
      expect(await ingest.journal({ device: device.id, payload, receivedAt })).toMatchObject({
        upTo: Math.min(from + 7, total),
      });
    }
  })();
  const made: string[] = [];
  for (let round = 0; round < 6; round++) {
    const both = await Promise.all(others.map((other) => makeMonths(other, now)));
    made.push(...both.flatMap((one) => one.made));
  }
  await sent;
  for (const other of others) made.push(...(await makeMonths(other, now)).made);
  expect(made.toSorted()).toEqual([...new Set(made)].toSorted());
  expect(made).toHaveLength(15);
  expect(await rowsIn(store, 'entry')).toBe(total);
  expect(await rowsIn(store, 'punch')).toBe(total);
  expect(await rowsIn(store, 'entry_2026_11')).toBe(total);
  // No batch missed a neighbour that was on its way to its month.
  const passages = () => store.db.selectFrom('passage').selectAll().orderBy('id').execute();
  const paired = await passages();
  await rebuildAll(store, createPairing({ remember: false }));
  expect(paired).toEqual(await passages());
}, 60_000);

test('whoever writes or reads while rows move to their month misses nothing', async () => {
  const store = await fresh();
  const other = await again();
  const start = Date.UTC(2026, 9, 1);
  await passagesAt(
    store,
    Array.from({ length: 50 }, (_, i) => start + i),
  );
  const client = new pg.Client(url);
  await client.connect();
  const waiting = async () => {
    const { rows } = await client.query(
      "SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND relation::regclass::text LIKE 'passage%'",
    );
    return rows[0].n as number;
  };
  let written = 0;
  for (let moved = 0; moved === 0; ) {
    // Somebody looks at the default partition, so that the job stops half-way.
    await client.query('BEGIN; SELECT 1 FROM passage_default LIMIT 1');
    let isDone = false;
    const made = makeMonths(other, now).finally(() => {
      isDone = true;
    });
    while (!isDone && (await waiting()) < 1) await setTimeout(2);
    const read = rowsIn(store, 'passage');
    const wrote = passagesAt(store, [start + 1_000 + ++written]);
    while (!isDone && (await waiting()) < 3) await setTimeout(2);
    await client.query('ROLLBACK');
    // On a slow machine its half second is over first, and it is tried again.
    moved = (await made).moved;
    await wrote;
    expect([49 + written, 50 + written]).toContain(await read);
    expect(await rowsIn(store, 'passage')).toBe(50 + written);
  }
  await client.end();
  expect(await rowsIn(store, 'passage_default')).toBe(0);
}, 60_000);

test('a table in use is left for the next run, and nothing is half made', async () => {
  const store = await fresh();
  const client = new pg.Client(url);
  await client.connect();
  await client.query('BEGIN; SELECT * FROM passage');
  const blocked = await makeMonths(store, now);
  expect(blocked.postponed).toEqual(['passage']);
  expect(blocked.made).toHaveLength(10);
  expect(await partitionsOf(store, 'passage')).toEqual(['passage_default']);
  await client.query('ROLLBACK');
  await client.end();
  expect((await makeMonths(store, now)).made).toEqual(near.map((month) => `passage_${month}`));
});

test('whoever cuts the tables by themselves is left alone', async () => {
  const store = await fresh();
  const from = Date.UTC(2026, 9, 20);
  await sql`CREATE TABLE passage_weeks PARTITION OF passage
    FOR VALUES FROM (${sql.raw(String(from))}) TO (${sql.raw(String(Date.UTC(2026, 10, 20)))})`.execute(
    store.db,
  );
  const { made } = await makeMonths(store, now);
  expect(made).not.toContain('passage_2026_10');
  expect(made).not.toContain('passage_2026_11');
  expect(made).toContain('passage_2026_12');
});

test('the job makes them when the cloud starts, and a store that fails stops nothing', async () => {
  const store = await fresh();
  const told: unknown[] = [];
  const tell = (details: unknown) => void told.push(details);
  const logger = { ...silentLogger, info: tell, warn: tell, error: tell };
  const job = monthsJob(store, { now: () => now, monotonicNow: () => 0 }, logger);
  await makeMonthsAtStart(job, logger);
  expect(await partitionsOf(store, 'punch')).toHaveLength(6);
  expect(told).toMatchObject([{ moved: 0 }]);
  await sql`DROP TABLE passage_default`.execute(store.db);
  await makeMonthsAtStart(job, logger);
  expect(told.at(-1)).toMatchObject({ err: { code: '42P01' } });
});

eachStore('the months of a store', (store) => {
  test('are made where the engine has such', async () => {
    const { made } = await makeMonths(await store.open(), now);
    expect(made).toHaveLength(store.engine === 'postgres' ? 15 : 0);
  });
});
