import { AsyncLocalStorage } from 'node:async_hooks';
import type { Cancel, Timers } from '../../shared/domain/clock.ts';
import type { Random } from './random.ts';
import { realSetImmediate } from './real-timers.ts';

/** One run of one program. Whatever it began, awaits included, ends with it. */
export interface Owner {
  readonly name: string;
  alive: boolean;
  /** Its only thread waits for the disk until then: nothing of it runs before. */
  busyUntil: number;
  /** What its wall clock says. */
  wallNow(): number;
}

/** Virtual time, and everything that is yet to happen in it. */
export interface World {
  /** True time, epoch ms. */
  now(): number;
  readonly random: Random;
  /** Runs it `delayMs` from now, unless its owner ended by then. What falls due together comes in any order. */
  after(delayMs: number, owner: Owner | null, run: () => void): Cancel;
  /** In the order they were asked for, before anything later. */
  soon(owner: Owner | null, run: () => void): Cancel;
  timersOf(owner: Owner): Timers;
  /** Runs what falls due up to then. */
  runUntil(trueMs: number): Promise<void>;
  /** Within what belongs to `owner`. */
  as<T>(owner: Owner | null, run: () => T): T;
  /** How many things happened. */
  happened(): number;
}

interface Due {
  readonly at: number;
  readonly tie: number;
  readonly nth: number;
  readonly owner: Owner | null;
  run: (() => void) | null;
}

const belongsTo = new AsyncLocalStorage<Owner | null>();
/** Whose code runs now. */
export const currentOwner = (): Owner | null => belongsTo.getStore() ?? null;

/** @param crashed told of what a program threw to nobody. */
export function createWorld(
  startMs: number,
  random: Random,
  crashed: (owner: Owner | null, error: unknown) => void,
): World {
  let now = startMs;
  let nth = 0;
  let happened = 0;
  const heap: Due[] = [];
  const ties = random.fork();

  const isBefore = (a: Due, b: Due): boolean =>
    a.at !== b.at ? a.at < b.at : a.tie !== b.tie ? a.tie < b.tie : a.nth < b.nth;

  function push(due: Due): void {
    let at = heap.length;
    heap.push(due);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as Due;
      if (!isBefore(due, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = due;
  }

  function pop(): Due | null {
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last) return null;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const least =
        right < heap.length && isBefore(heap[right] as Due, heap[left] as Due) ? right : left;
      if (!isBefore(heap[least] as Due, last)) break;
      heap[at] = heap[least] as Due;
      at = least;
    }
    heap[at] = last;
    return first;
  }

  function add(at: number, tie: number, owner: Owner | null, run: () => void): Cancel {
    const due: Due = { at, tie, nth: nth++, owner, run };
    push(due);
    return () => {
      due.run = null;
    };
  }

  const after = (delayMs: number, owner: Owner | null, run: () => void): Cancel =>
    add(now + Math.max(0, Math.ceil(delayMs)), 1 + ties.next(), owner, run);

  /** All that is left of it are promises that are settled already. */
  const idle = (): Promise<void> => new Promise((resolve) => void realSetImmediate(resolve));

  return {
    now: () => now,
    random,
    after,
    soon: (owner, run) => add(now, 0, owner, run),
    timersOf: (owner) => ({
      after: (delayMs, run) => after(delayMs, owner, run),
      every(periodMs, run) {
        let cancel: Cancel = () => undefined;
        let ended = false;
        const next = (): void => {
          cancel = after(periodMs, owner, () => {
            if (!ended) next();
            run();
          });
        };
        next();
        return () => {
          ended = true;
          cancel();
        };
      },
    }),
    async runUntil(trueMs) {
      for (;;) {
        const first = heap[0];
        if (!first || first.at > trueMs) break;
        pop();
        const { run, owner } = first;
        if (run === null || owner?.alive === false) continue;
        now = Math.max(now, first.at);
        if (owner && owner.busyUntil > now) {
          first.run = null;
          add(owner.busyUntil, first.tie, owner, run);
          continue;
        }
        happened++;
        belongsTo.run(owner, () => {
          try {
            run();
          } catch (err) {
            if (owner?.alive !== false) crashed(owner, err);
          }
        });
        await idle();
      }
      now = Math.max(now, trueMs);
    },
    as: (owner, run) => belongsTo.run(owner, run),
    happened: () => happened,
  };
}
