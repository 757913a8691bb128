import { setTimeout as sleep } from 'node:timers/promises';
import { type BenchRun, quantile } from './bench.ts';
import { residentOf } from './memory.ts';
import type { VenueCloud } from './venue-cloud.ts';
import type { VenueReader } from './venue-readers.ts';

const dayMs = 86_400_000;
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

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

/** The year exported again and again while readers send what they have: until all is sent, or the time is up. */
export function startLoad(
  cloud: VenueCloud,
  backlogs: readonly { readonly reader: VenueReader; readonly file: string }[],
  { now, longestMs, tell }: { now: number; longestMs: number; tell: BenchRun['tell'] },
): Load {
  const startedAt = performance.now();
  const since = () => performance.now() - startedAt;
  let areSent = false;
  let punches = 0;
  const isOver = () => areSent || since() > longestMs;

  async function send(): Promise<void> {
    const acked = (more: number) => {
      punches += more;
    };
    await Promise.all(
      backlogs.map(({ reader, file }) =>
        reader.send(file, cloud.mqttUrl, acked, () => since() <= longestMs),
      ),
    );
    areSent = true;
  }

  async function exportAgain(): Promise<number> {
    const year = `for=machine&from=${dayOf(now - 380 * dayMs)}&to=${dayOf(now - 15 * dayMs)}`;
    let exports = 0;
    while (!isOver()) {
      const begunAt = performance.now();
      const lines = await cloud.download(`/rapport/badgeuse.csv?${year}`, isOver);
      if (lines === null) break;
      exports++;
      const seconds = (performance.now() - begunAt) / 1_000;
      tell(`exported ${lines.toLocaleString('en')} lines in ${seconds.toFixed(1)} s`);
    }
    return exports;
  }

  async function watch(): Promise<Loaded['resident']> {
    const seen: number[] = [];
    for (; !isOver(); await sleep(100)) seen.push(residentOf(cloud.pid));
    const third = Math.floor(seen.length / 3);
    // Not the highest of all: one sample between two collections says nothing.
    const high = (from: number, to: number) => quantile(seen.slice(from, to), 0.9);
    return { early: high(third, 2 * third), late: high(2 * third, seen.length) };
  }

  const done = Promise.all([exportAgain(), watch(), send()]).then(([exports, resident]) => ({
    ...{ punches, exports, seconds: since() / 1_000 },
    resident: exports > 0 ? resident : { early: Number.NaN, late: Number.NaN },
  }));
  return { isOver, done };
}
