import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { openDatabase } from '../../cloud/store/database.ts';
import { openPassageReader } from '../../cloud/store/report.ts';
import { csvOf } from '../../shared/domain/csv.ts';
import { allShown } from '../../shared/domain/report-shown.ts';
import { openSqliteReadOnly, type SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import { benchPlace } from './bench-journal.ts';

interface Run {
  readonly folder: string;
  readonly quick: boolean;
  readonly tell: (text: string) => void;
}

const firstDay = Date.UTC(2023, 0, 1);
const threeYearsMs = 3 * 365 * 86_400_000;
const people = 20_000;
const year = { from: '2024-01-01', to: '2024-12-31' } as const;

/** The year's CSV of three years of punches, against csv-stringify over iterate on the same file. */
export const csvBench = {
  name: 'csv',
  about: 'the CSV of a year over 10,000,000 punches, against csv-stringify over iterate',
  run: (run: Run) => yearCsv(run, run.quick ? 200_000 : 10_000_000),
};

/** The same with any number of punches, two to a passage. */
export async function yearCsv({ folder, quick, tell }: Run, punches: number) {
  const path = join(folder, 'csv.db');
  const database = await openDatabase({ url: null, path });
  await benchPlace(database, [{ device: 'reader', publicKey: '' }]);
  const { sqlite } = database;
  if (!sqlite) throw new Error('this bench is for SQLite');
  tell(`storing ${(punches / 2).toLocaleString('en')} passages`);
  fill(sqlite, punches / 2);
  const taken = { ours: [] as number[], plain: [] as number[] };
  const reader = openPassageReader(database);
  for (let round = 0; round < (quick ? 1 : 3); round++) {
    tell(`writing the year, round ${round + 1}`);
    const [ours, plain] = [join(folder, 'ours.csv'), join(folder, 'plain.csv')];
    taken.ours.push(await timedRows(ours, () => streamed(reader, ours)));
    taken.plain.push(await timedRows(plain, () => iterated(path, plain)));
  }
  reader.close();
  await database.close();
  const [ours, plain] = [taken.ours, taken.plain].map(median);
  return [
    {
      what: `CSV of a year over ${punches.toLocaleString('en')} punches`,
      measured: `${Math.round(ours ?? 0).toLocaleString('en')} rows/s`,
      baseline: `${Math.round(plain ?? 0).toLocaleString('en')} rows/s`,
      ratio: (ours ?? 0) / (plain ?? Number.NaN),
      target: { atLeast: 3.5 },
    },
  ];
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Rows a second; they are counted afterwards, in the file. */
async function timedRows(path: string, write: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await write();
  const seconds = (performance.now() - startedAt) / 1_000;
  let rows = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>)
    for (const byte of chunk) if (byte === lineFeed) rows++;
  return rows / seconds;
}

const lineFeed = 10;

function fill(sqlite: SqliteDatabase, passages: number): void {
  const insert = sqlite.prepare(
    `INSERT INTO passage VALUES ('bench', ?, ?, 'bench', ?, ?, ?, ?, 'reader-door', 'card',
      ?, ?, 'reader-door', 'card', 'closed', '', 0)`,
  );
  sqlite.transaction(() => {
    for (let i = 0; i < passages; i++) {
      const at = firstDay + Math.floor((i / passages) * threeYearsMs);
      const uid = `04A1B2C3${String(i % people).padStart(6, '0')}`;
      const id = `${at.toString(16).padStart(12, '0')}-${i.toString(16).padStart(12, '0')}`;
      const exit = at + 3_600_000 + (i % 7_000) * 1_000;
      insert.run(at, id, `member:m${i % people}`, uid, at, id, exit, `${id}x`);
    }
    for (let i = 0; i < people; i++)
      sqlite
        .prepare('INSERT INTO member (id, name, created_at) VALUES (?, ?, 0)')
        .run(`m${i}`, `Member ${i}`);
  })();
}

async function streamed(reader: ReturnType<typeof openPassageReader>, path: string): Promise<void> {
  const filter = {
    ...year,
    place: null,
    area: null,
    member: null,
    accessPoint: null,
    status: null,
  };
  const csv = { for: 'machine', uids: true } as const;
  const file = createWriteStream(path);
  file.write(csvOf(csv).header);
  const asked = { filter, now: firstDay + threeYearsMs, csv, shown: allShown };
  for await (const lines of reader.lines(asked)) {
    if (!file.write(lines)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

/** What one writes first: a row at a time out of SQLite, into the library, onto the disk. */
async function iterated(path: string, out: string): Promise<void> {
  const db = openSqliteReadOnly(path);
  const file = createWriteStream(out);
  const from = Date.UTC(2023, 11, 31, 23);
  const query = db.prepare<[number, number], Record<string, string | number | null>>(
    `SELECT p.id, p.place, p.area, p.person, m.name, p.card_uid, p.entry_at, p.exit_at, p.status,
      p.entry_access_point, p.exit_access_point, p.anomalies
    FROM passage p LEFT JOIN member m ON m.id = substr(p.person, 8)
    WHERE p.place = 'bench' AND p.at >= ? AND p.at < ? ORDER BY p.at, p.id`,
  );
  for (const row of query.iterate(from, from + 366 * 86_400_000)) {
    const { entry_at: entry, exit_at: exit } = row;
    const seconds = Math.floor((Number(exit) - Number(entry)) / 1_000);
    const cells = {
      ...row,
      entry_at: new Date(Number(entry)).toISOString(),
      exit_at: new Date(Number(exit)).toISOString(),
      seconds,
    };
    if (!file.write(stringify([cells]))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  db.close();
}
