import { extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type BenchRun, quantile } from './bench.ts';
import { residentOf } from './memory.ts';
import type { VenueCloud, VenueDoor } from './venue-cloud.ts';
import type { RecordedBacklog } from './venue-readers.ts';

export interface Load {
  isOver(): boolean;
  /** Resolves when it is over. */
  readonly done: Promise<Loaded>;
}

export interface Loaded {
  readonly punches: number;
  readonly seconds: number;
  /** Of the whole year, from its first line to its last. */
  readonly exports: number;
  /** What the cloud held in the middle third of it, and in the last: bytes. NaN where that cannot be said. */
  readonly resident: { readonly early: number; readonly late: number };
}

/** What its thread is told. */
export interface LoadWork {
  readonly door: VenueDoor;
  readonly backlogs: readonly RecordedBacklog[];
  readonly now: number;
  readonly longestMs: number;
}

/** What its thread says. */
export type LoadSaid = { readonly tell: string } | Pick<Loaded, 'punches' | 'exports'>;

/** `.js` when built, `.ts` when run from source. */
const entry = new URL(
  `./venue-load-worker${extname(new URL(import.meta.url).pathname)}`,
  import.meta.url,
);

/**
 * The year exported again and again while readers send what they have: until all is sent, or the time is up. They
 * stand for other machines: from a thread of their own, which leaves the processor to the cloud and to who looks at
 * its pages.
 */
export function startLoad(
  { pid, door }: VenueCloud,
  backlogs: LoadWork['backlogs'],
  { now, longestMs, tell }: { now: number; longestMs: number; tell: BenchRun['tell'] },
): Load {
  const startedAt = performance.now();
  let isOver = false;
  const workerData: LoadWork = { door, backlogs, now, longestMs };
  const worker = new Worker(entry, { workerData });

  const sent = new Promise<Pick<Loaded, 'punches' | 'exports'>>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (said: LoadSaid) => ('tell' in said ? tell(said.tell) : resolve(said)));
  }).finally(() => {
    isOver = true;
  });

  async function watch(): Promise<Loaded['resident']> {
    const seen: number[] = [];
    for (; !isOver; await sleep(100)) seen.push(residentOf(pid));
    const third = Math.floor(seen.length / 3);
    // Not the highest of all: one sample between two collections says nothing.
    const high = (from: number, to: number) => quantile(seen.slice(from, to), 0.9);
    return { early: high(third, 2 * third), late: high(2 * third, seen.length) };
  }

  const done = Promise.all([sent, watch()]).then(([{ punches, exports }, resident]) => ({
    ...{ punches, exports, seconds: (performance.now() - startedAt) / 1_000 },
    resident: exports > 0 ? resident : { early: Number.NaN, late: Number.NaN },
  }));
  return { isOver: () => isOver, done };
}
