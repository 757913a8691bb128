import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { createCorrections } from '../../../cloud/corrections/correct.ts';
import { openJournal } from '../../../cloud/open-journal.ts';
import type { PassageDays } from '../../../cloud/ports/passage-days.ts';
import type { ReportFilter } from '../../../cloud/ports/report.ts';
import { type Database, openDatabase } from '../../../cloud/store/database.ts';
import { readRows, type Summary, summarise } from '../../../cloud/web/report/summary.ts';
import { summaryOfDays } from '../../../cloud/web/report/summary-of-days.ts';
import type { PassageRow } from '../../../shared/domain/report.ts';
import { needsCheck } from '../../../shared/domain/report-shown.ts';
import {
  correctSomething,
  deliver,
  dice,
  journals,
  minute,
  received,
  seedWorkshop,
  start,
} from '../random-taps.ts';
import { seedPlace, testDevice } from '../test-device.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgeuse-days-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let opened: Database[] = [];
afterEach(async () => {
  for (const database of opened) await database.close();
  opened = [];
});

async function newStore(name: string): Promise<Database> {
  const database = await openDatabase({ url: null, path: join(folder, `${name}.db`) });
  opened.push(database);
  return database;
}

const dayMs = 24 * 60 * minute;
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
const period: ReportFilter = {
  ...{ from: dayOf(start - dayMs), to: dayOf(start + 30 * dayMs), place: null, area: null },
  ...{ member: null, accessPoint: null, status: null },
};
const asked = [
  period,
  { ...period, place: 'demo', area: 'laser' },
  { ...period, accessPoint: 'a-laser' },
  { ...period, from: dayOf(start + 2 * dayMs), to: dayOf(start + 4 * dayMs) },
];
const shown = [
  { may: () => true, hasStatus: () => true },
  { may: () => true, hasStatus: needsCheck },
  {
    may: ({ area }: Pick<PassageRow, 'area'>) => area !== 'laser',
    hasStatus: ({ status }: Pick<PassageRow, 'status'>) => status === 'open',
  },
];

const told = (summary: Summary | null) =>
  summary && { ...summary, people: summary.people.size, days: [...summary.days.values()] };

test('days added up before tell what the rows tell, while punches come late and are corrected', async () => {
  let compared = 0;
  for (let seed = 1; seed <= 3; seed++) {
    const roll = dice(seed);
    const database = await newStore(`random-${seed}`);
    const devices = [testDevice('a'), testDevice('b')];
    await seedWorkshop(
      database,
      devices,
      { max_visit_minutes: 600 },
      seed === 1 ? null : 'closeAtPlaceExit',
    );
    journals(roll, devices);
    const journal = openJournal(database);
    const corrections = createCorrections(database, journal.pairing);
    const made: string[] = [];

    async function compare(): Promise<void> {
      const now = start + roll.below(12 * 24 * 60) * minute;
      const filter = roll.pick(asked);
      const { may, hasStatus } = roll.pick(shown);
      const show = { from: filter.from, to: filter.to, keepPerDay: 3, hasStatus };
      const rows = journal.passages.stream(filter, now);
      const ofRows = await summarise(rows, { ...show, matches: may });
      const ofDays = await summaryOfDays(days(), filter, { ...show, may }, now);
      expect(told(ofDays)).toEqual(told(ofRows));
      compared += ofRows.passages;
      await compareOneDay(roll.pick([...ofRows.days.keys()]), filter, { may, hasStatus }, now);
    }

    /** With all its rows, which are read beside what was added up. */
    async function compareOneDay(
      day: string,
      among: ReportFilter,
      { may, hasStatus }: (typeof shown)[number],
      now: number,
    ): Promise<void> {
      const filter = { ...among, from: day, to: day };
      const show = { from: day, to: day, keepPerDay: 30, hasStatus, matches: may };
      const ofRows = await summarise(journal.passages.stream(filter, now), show);
      const ofDays = await summaryOfDays(days(), filter, { ...show, keepPerDay: 3, may }, now);
      const one = ofDays?.days.get(day);
      if (!one) throw new Error('the day asked for is there');
      await readRows(one, journal.passages.stream(filter, now), show);
      expect(told(ofDays)).toEqual(told(ofRows));
    }
    const days = (): PassageDays => {
      if (!journal.days) throw new Error('a SQLite file keeps days');
      return journal.days;
    };

    await deliver(
      roll,
      devices,
      (device, payload, receivedAt) =>
        journal.ingest.journal({ device: device.id, payload, receivedAt }),
      async () => {
        await compare();
        await correctSomething(roll, database, corrections, made);
        await compare();
      },
    );
    for (let i = 0; i < 20; i++) await compare();
    await journal.close();
  }
  expect(compared).toBeGreaterThan(1_000);
});

test('a name that changed is told at once, and a day nobody touched is not read again', async () => {
  const database = await newStore('names');
  const device = testDevice('a');
  await seedPlace(database, [device]);
  await database.db
    .insertInto('member')
    .values({ id: 'm1', name: 'Ana', email: null, created_at: 0 })
    .execute();
  device.punch({ at: start, memberRef: 'm1' });
  device.punch({ at: start + 60 * minute, memberRef: 'm1' });
  const journal = openJournal(database);
  await journal.ingest.journal({
    device: 'a',
    payload: device.batch(1, 2),
    receivedAt: received,
  });
  const { days } = journal;
  const name = async () => {
    const show = { from: period.from, to: period.to, keepPerDay: 8, hasStatus: () => true };
    const may = () => true;
    const summary = days && (await summaryOfDays(days, period, { ...show, may }, received));
    return [...(summary?.days.values() ?? [])].flatMap(({ rows }) => rows)[0]?.memberName;
  };
  expect(await name()).toBe('Ana');
  await database.db.updateTable('member').set({ name: 'Anaïs' }).execute();
  expect(await name()).toBe('Anaïs');
  const first = (await days?.read(period, received))?.days[0];
  const again = (await days?.read(period, received))?.days[0];
  expect(again?.groups).toBe(first?.groups);
  await journal.close();
});

test('what is not a moderate number of whole days is left to the rows', async () => {
  const database = await newStore('long');
  const journal = openJournal(database);
  const read = (filter: Partial<ReportFilter>) =>
    journal.days?.read({ ...period, ...filter }, received);
  expect(await read({ from: null })).toBeNull();
  expect(await read({ from: '2020-01-01', to: '2026-01-01' })).toBeNull();
  expect(await read({ from: '1969-12-31', to: '1970-01-02' })).toBeNull();
  expect((await read({}))?.days).toEqual([]);
  await journal.close();
});
