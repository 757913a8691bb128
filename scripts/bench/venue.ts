import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataFolder } from '../../shared/runtime/data-folder.ts';
import { type Bench, type BenchRow, type BenchRun, inMiB, inMs, quantile } from './bench.ts';
import { residentOf } from './memory.ts';
import { startVenueCloud, type VenueCloud } from './venue-cloud.ts';
import { venueReader } from './venue-readers.ts';
import { seedVenue, type Venue } from './venue-store.ts';

const dayMs = 86_400_000;
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** The pages of a large venue, alone and while its year is exported and its readers catch up. */
export const venueBench: Bench = {
  name: 'venue',
  about: '20,000 members and 10,000,000 punches: pages, and pages beside an export and a backlog',
  run,
};

async function run({ folder, quick, tell }: BenchRun): Promise<readonly BenchRow[]> {
  const members = quick ? 2_000 : 20_000;
  const readers = Array.from({ length: 4 }, (_, r) => {
    const own = Array.from({ length: members / 4 }, (_, i) => i * 4 + r);
    return venueReader(`reader-${r}`, own);
  });
  const venue: Venue = { members, punches: quick ? 100_000 : 10_000_000, readers };
  const now = Date.now();
  const data = dataFolder(join(folder, 'venue'));
  tell(`storing ${members.toLocaleString('en')} members, ${many(venue.punches)} punches`);
  const token = await seedVenue(data, venue, now);
  const cloud = await startVenueCloud(join(folder, 'venue'), token);
  try {
    const rows = await pagesAlone(cloud, venue, now, tell);
    const idle = await p99(cloud, sleep(quick ? 2_000 : 20_000));
    tell(`idle: ${told(idle)}`);
    const backlog = quick ? 10_000 : 1_000_000;
    const { pages, resident } = await whileBusy(cloud, readers, backlog, now, tell);
    return [
      ...rows,
      {
        what: `p99 of pages, the year exported and ${many(backlog)} punches coming in`,
        measured: inMs(pages),
        baseline: `idle ${inMs(idle)} + 50 ms`,
        ratio: pages / (idle + 50),
        target: { atMost: 1 },
      },
      {
        what: "the cloud's memory late in the export, against early in it",
        measured: inMiB(resident.late),
        baseline: inMiB(resident.early),
        ratio: resident.late / resident.early,
        target: { atMost: 1.1 },
      },
    ];
  } finally {
    await cloud.stop();
  }
}

const many = (count: number): string => count.toLocaleString('en');
const told = (ms: number): string => `p99 ${inMs(ms)}`;

const searches = ['martin', 'zoe', 'N-1', 'lefevre 12'];

async function pagesAlone(
  cloud: VenueCloud,
  { punches }: Venue,
  now: number,
  tell: BenchRun['tell'],
): Promise<readonly BenchRow[]> {
  const month = `from=${dayOf(now - 40 * dayMs)}&to=${dayOf(now - 10 * dayMs)}`;
  const pages: readonly (readonly [string, string, string])[] = [
    ['month page of the report', `/rapport/badgeuse/?${month}`, '</html>'],
    ['member search', '/members?q=martin', 'Martin'],
    ['dashboard', '/', '</html>'],
  ];
  const rows: BenchRow[] = [];
  for (const [what, path, expected] of pages) {
    const taken: number[] = [];
    for (let i = 0; i < 5; i++) taken.push(await cloud.page(path, expected));
    tell(`${what}: ${taken.map(inMs).join(', ')}`);
    const slowest = Math.max(...taken);
    rows.push({
      what: `${what}, slowest of five, ${many(punches)} punches`,
      measured: inMs(slowest),
      baseline: '1 s',
      ratio: slowest / 1_000,
      target: { atMost: 1 },
    });
  }
  return rows;
}

/** A page after the other, as a few people look at them, until something is over. */
async function p99(cloud: VenueCloud, until: Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  let isOver = false;
  const over = until.finally(() => {
    isOver = true;
  });
  for (let i = 0; !isOver; i++) {
    const search = searches[i % searches.length] ?? '';
    taken.push(await cloud.page('/', '</html>'));
    taken.push(await cloud.page(`/members?q=${encodeURIComponent(search)}`, '</html>'));
    await sleep(50);
  }
  await over;
  return quantile(taken, 0.99);
}

async function whileBusy(
  cloud: VenueCloud,
  readers: readonly ReturnType<typeof venueReader>[],
  punches: number,
  now: number,
  tell: BenchRun['tell'],
) {
  let areSent = false;
  let exports = 0;
  const each = Math.ceil(punches / readers.length);
  const sent = Promise.all(
    readers.map((reader) => reader.send(cloud.mqttUrl, each, now - each * 1_000)),
  ).finally(() => {
    areSent = true;
  });
  const seen: number[] = [];
  async function exportAgain(): Promise<void> {
    const year = `for=machine&from=${dayOf(now - 380 * dayMs)}&to=${dayOf(now - 15 * dayMs)}`;
    do {
      const startedAt = performance.now();
      const lines = await cloud.download(`/rapport/badgeuse.csv?${year}`);
      const seconds = (performance.now() - startedAt) / 1_000;
      exports++;
      tell(`exported ${many(lines)} lines in ${seconds.toFixed(1)} s`);
    } while (!areSent);
  }
  async function watch(): Promise<void> {
    // The first export warms up: what it needs is no growth.
    for (; !areSent; await sleep(100)) if (exports > 0) seen.push(residentOf(cloud.pid));
  }
  const startedAt = performance.now();
  const [pages] = await Promise.all([
    p99(cloud, Promise.all([sent, exportAgain()])),
    watch(),
    sent.then(() => tell(`${many(punches)} punches in ${inMs(performance.now() - startedAt)}`)),
  ]);
  tell(`pages beside it: ${told(pages)}`);
  const half = Math.floor(seen.length / 2);
  const resident = { early: Math.max(...seen.slice(0, half)), late: Math.max(...seen.slice(half)) };
  return { pages, resident };
}
