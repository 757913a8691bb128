import { join } from 'node:path';
import { dataFolder } from '../../shared/runtime/data-folder.ts';
import { type Bench, type BenchRow, type BenchRun, inMiB, inMs } from './bench.ts';
import { startVenueCloud } from './venue-cloud.ts';
import { startLoad } from './venue-load.ts';
import { look, p99, pagesAlone, told } from './venue-pages.ts';
import { type RecordedBacklog, type VenueReader, venueReader } from './venue-readers.ts';
import { paceOf, seedVenue, type Venue } from './venue-store.ts';

/** The pages of a large venue, alone and while its year is exported and its readers catch up. */
export const venueBench: Bench = {
  name: 'venue',
  about: '20,000 members and 10,000,000 punches: pages, and pages beside an export and a backlog',
  run,
};

const full = {
  members: 20_000,
  punches: 10_000_000,
  backlog: 1_000_000,
  idleMs: 25_000,
  busyMs: 90_000,
};
const small = { members: 2_000, punches: 200_000, backlog: 40_000, idleMs: 5_000, busyMs: 15_000 };
const readersThere = 4;

async function run({ folder, quick, tell }: BenchRun): Promise<readonly BenchRow[]> {
  const size = quick ? small : full;
  const readers = Array.from({ length: readersThere }, (_, r) => {
    const own = Array.from({ length: size.members / readersThere }, (_, i) => i * readersThere + r);
    return venueReader(`reader-${r}`, own);
  });
  const venue: Venue = { ...size, readers };
  const now = Date.now();
  const data = dataFolder(join(folder, 'venue'));
  const seconds = stopwatch();
  const token = await seedVenue(data, venue, now);
  tell(`${many(venue.members)} members and ${many(venue.punches)} punches stored in ${seconds()}`);
  const backlogs = await recorded(readers, folder, size.backlog / readersThere, venue, now);
  tell(`${many(size.backlog)} punches recorded by ${readersThere} readers in ${seconds()}`);
  const cloud = await startVenueCloud(join(folder, 'venue'), token);
  try {
    const asked = { members: size.members, now };
    const alone = await pagesAlone(cloud, asked);
    for (const { what, taken } of alone) tell(`${what}: ${taken.map(inMs).join(', ')}`);
    const idleUntil = performance.now() + size.idleMs;
    const idle = await look(cloud, asked, () => performance.now() > idleUntil);
    tell(`idle: ${told(idle)}`);
    const load = startLoad(cloud, backlogs, { now, longestMs: size.busyMs, tell });
    const [busy, loaded] = await Promise.all([look(cloud, asked, load.isOver), load.done]);
    tell(`beside the load: ${told(busy)}`);
    const came = `${many(loaded.punches)} of ${many(size.backlog)} punches`;
    tell(`${came} came in within ${loaded.seconds.toFixed(0)} s`);
    const { early, late } = loaded.resident;
    return [
      ...alone.map(({ what, taken }): BenchRow => {
        const slowest = Math.max(...taken);
        return {
          what: `${what}, slowest of five, ${many(venue.punches)} punches`,
          measured: inMs(slowest),
          baseline: '1 s',
          ratio: slowest / 1_000,
          target: { atMost: 1 },
        };
      }),
      {
        what: `p99 of pages while the year is exported and ${came} come in (both from a thread that gives way)`,
        measured: inMs(p99(busy)),
        baseline: `idle ${inMs(p99(idle))} + 50 ms`,
        ratio: p99(busy) / (p99(idle) + 50),
        target: { atMost: 1 },
      },
      {
        what: `the cloud's memory late in ${many(loaded.exports)} exports, against early`,
        measured: inMiB(late),
        baseline: inMiB(early),
        ratio: late / early,
        target: { atMost: 1.1 },
      },
    ];
  } finally {
    await cloud.stop();
  }
}

/** Each reader was away for as long as it takes to record so much at the venue's own pace. */
const recorded = async (
  readers: readonly VenueReader[],
  folder: string,
  punches: number,
  venue: Venue,
  now: number,
) => {
  const everyMs = paceOf(venue) * readers.length;
  const backlogs: RecordedBacklog[] = [];
  for (const { device, record } of readers) {
    const file = join(folder, device);
    await record(file, { punches, from: now - (punches + 1) * everyMs, everyMs });
    backlogs.push({ device, file });
  }
  return backlogs;
};

const many = (count: number): string => count.toLocaleString('en');

/** Since it was asked last. */
function stopwatch(): () => string {
  let since = performance.now();
  return () => {
    const [was, now] = [since, performance.now()];
    since = now;
    return `${((now - was) / 1_000).toFixed(0)} s`;
  };
}
