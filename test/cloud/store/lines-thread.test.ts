import { copyFileSync, mkdtempSync, openSync, readlinkSync, rmSync, writeSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { LinesAsked } from '../../../cloud/ports/report.ts';
import { openDatabase } from '../../../cloud/store/database.ts';
import { linesOf } from '../../../cloud/store/lines.ts';
import { type LinesThreads, linesThreads } from '../../../cloud/store/lines-thread.ts';
import { openPassageReader } from '../../../cloud/store/report.ts';
import { sqliteRows } from '../../../cloud/store/report-rows-sqlite.ts';
import { openSqliteView } from '../../../cloud/store/sqlite-view.ts';
import { allShown } from '../../../shared/domain/report-shown.ts';
import { placeRow } from '../place-row.ts';

const many = 60_000;
const firstAt = Date.UTC(2026, 0, 5, 8);
const names = new Map([['demo', 'La « démo »; ici']]);
const asked: LinesAsked = {
  filter: {
    ...{ from: null, to: null, place: null, area: null },
    ...{ member: null, accessPoint: null, status: null },
  },
  now: firstAt + many * 60_000,
  csv: { for: 'people', uids: false, language: 'fr', names },
  shown: {
    hours: {
      places: ['demo'],
      hidden: {
        worktimePlaces: new Set(),
        worktimeSomewhere: new Set(),
        purposeOf: new Map([['laser', 'worktime']]),
        points: new Map([['gone', 'worktime']]),
        members: new Map(),
      },
    },
    status: null,
    members: new Set(Array.from({ length: 90 }, (_, i) => `m${i}`)),
    home: {
      place: 'far',
      homes: {
        cards: new Map([['04A1', 'near']]),
        members: new Map(),
        before: { cards: new Map(), members: new Map() },
        afar: new Map(),
        only: 'far',
      },
    },
    typed: 'zoe',
  },
};
const all: LinesAsked = { ...asked, csv: { for: 'machine', uids: true }, shown: allShown };

let folder: string;
let path: string;
let threads: LinesThreads;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'badgeuse-lines-'));
  path = join(folder, 'cloud.db');
  const database = await openDatabase({ url: null, path });
  await database.db
    .insertInto('place')
    .values({ id: 'demo', name: 'Demo', time_zone: 'Europe/Paris', ...placeRow })
    .execute();
  const own = { max_visit_minutes: null, closes_at: null, debounce_seconds: null, purpose: null };
  await database.db
    .insertInto('area')
    .values({ id: 'laser', place_id: 'demo', name: 'laser', missing_exit: null, ...own })
    .execute();
  const { sqlite } = database;
  if (!sqlite) throw new Error('a SQLite store');
  const member = sqlite.prepare('INSERT INTO member (id, name, created_at) VALUES (?, ?, 0)');
  for (let i = 0; i < 100; i++) member.run(`m${i}`, i % 2 === 0 ? `Zoé; ${i}` : `Hugo ${i}`);
  const insert = sqlite.prepare(
    `INSERT INTO passage VALUES ('demo', ?, ?, ?, ?, ?, ?, ?, 'door', 'card',
      ?, ?, 'door', 'card', ?, '', 0)`,
  );
  sqlite.transaction(() => {
    for (let i = 0; i < many; i++) {
      const [at, id] = [firstAt + i * 60_000, `p${String(i).padStart(6, '0')}`];
      const area = i % 7 === 0 ? 'laser' : 'demo';
      const end = i % 11 === 0 ? [null, null, 'open'] : [at + 3_600_000, `${id}x`, 'closed'];
      insert.run(at, id, area, `member:m${i % 100}`, `04A1B2C3${i % 100}`, at, id, ...end);
    }
  })();
  await database.close();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

afterEach(() => threads?.close());

async function textOf(lines: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of lines) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Descriptors of this process that are open on the store. */
async function openFiles(): Promise<number> {
  const target = (name: string) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`);
    } catch {
      return '';
    }
  };
  return (await readdir('/proc/self/fd')).filter((fd) => target(fd).startsWith(path)).length;
}

test('an export in a thread of its own is, byte for byte, the one written here', async () => {
  threads = linesThreads(path);
  const view = openSqliteView(path);
  if (!view.sqlite) throw new Error('a SQLite store');
  for (const one of [asked, all]) {
    const here = await textOf(linesOf(view, sqliteRows(view.sqlite, { withEnds: false }), one));
    expect(here.split('\r\n').length).toBeGreaterThan(many / 4);
    expect(await textOf(threads.lines(one))).toBe(here);
  }
  await view.close();
  expect(await openFiles()).toBe(0);
}, 60_000);

test('a long export has a thread of its own, a short one is written here, with the same lines', async () => {
  const database = await openDatabase({ url: null, path });
  const reader = openPassageReader(database);
  // The first question opens the log beside the store.
  await reader.page(all.filter, all.now, { limit: 1, cursor: null });
  const filesHere = await openFiles();
  const read = async (one: LinesAsked) => {
    const chunks: Uint8Array[] = [];
    let most = 0;
    let gaveWay = false;
    for await (const chunk of reader.lines(one)) {
      chunks.push(chunk);
      most = Math.max(most, await openFiles());
      gaveWay ||= (await readdir('/proc/self/task')).some((id) => getPriority(Number(id)) === 10);
    }
    return { text: Buffer.concat(chunks).toString('utf8'), hadThread: most > filesHere, gaveWay };
  };
  const short = await read({ ...all, filter: { ...all.filter, to: '2026-01-05' } });
  expect(short).toMatchObject({ hadThread: false, gaveWay: false });
  const long = await read(all);
  expect(long).toMatchObject({ hadThread: true, gaveWay: true });
  expect(long.text.split('\r\n').length).toBe(many + 1);
  expect(long.text.startsWith(short.text) && short.text.length > 0).toBe(true);
  // SQLite keeps what a thread had open on a file that is in use, and gives it to the next: no more and no fewer.
  const filesAfter = await openFiles();
  await read(all);
  expect(await openFiles()).toBe(filesAfter);
  reader.close();
  await database.close();
}, 60_000);

test('who takes no more lines ends the thread, its files are closed, and the next begins', async () => {
  threads = linesThreads(path);
  const first = threads.lines(all, 'staff:1');
  const second = threads.lines(all, 'staff:2');
  expect((await first.next()).done).toBe(false);
  expect((await second.next()).done).toBe(false);
  const filesOfTwo = await openFiles();
  expect(filesOfTwo).toBeGreaterThan(0);
  const third = threads.lines(all, 'staff:3');
  let hasBegun = false;
  const waits = third.next().then(({ done }) => {
    hasBegun = true;
    return done;
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect([hasBegun, await openFiles()]).toEqual([false, filesOfTwo]);
  await first.return(undefined);
  expect(await waits).toBe(false);
  await second.return(undefined);
  await third.return(undefined);
  expect(await openFiles()).toBe(0);
}, 60_000);

test('who takes no line for minutes loses the thread, and is told', async () => {
  const later = new Map<number, () => void>();
  threads = linesThreads(path, {
    after(ms, run) {
      later.set(ms, run);
      return () => void later.delete(ms);
    },
    every: () => () => undefined,
  });
  const asleep = threads.lines(all, 'staff:1');
  await asleep.next();
  expect([...later.keys()]).toEqual([120_000]);
  later.get(120_000)?.();
  later.clear();
  const next = threads.lines(all, 'staff:1');
  expect((await next.next()).done).toBe(false);
  await next.return(undefined);
  await expect(textOf(asleep)).rejects.toMatchObject({ code: 'exportCutShort' });
}, 60_000);

test('an export that is ended, or finds the store broken, is an error and never a shorter file', async () => {
  threads = linesThreads(path);
  const ended = threads.lines(all);
  await ended.next();
  threads.close();
  await expect(textOf(ended)).rejects.toMatchObject({ code: 'exportCutShort' });

  const broken = join(folder, 'broken.db');
  copyFileSync(path, broken);
  const file = openSync(broken, 'r+');
  const page = 8_192;
  for (let at = 700; at < 710; at++) writeSync(file, Buffer.alloc(page, 0xff), 0, page, at * page);
  const brokenThreads = linesThreads(broken);
  let chunks = 0;
  const read = async () => {
    for await (const _ of brokenThreads.lines(all)) chunks++;
  };
  await expect(read()).rejects.toMatchObject({ code: 'SQLITE_CORRUPT' });
  expect(chunks).toBeGreaterThan(0);
  // Their turns ended: there is room for as many again.
  for (let n = 0; n < 2; n++)
    await expect(read()).rejects.toMatchObject({ code: 'SQLITE_CORRUPT' });
}, 60_000);
