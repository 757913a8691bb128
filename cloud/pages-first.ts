import type { Clock, Timers } from '../shared/domain/clock.ts';
import { breathe } from '../shared/runtime/breathe.ts';
import type { Ingest } from './ports/journal.ts';

/** Says when nobody waits for a page. */
export interface PagesFirst {
  /** Somebody asks for a page; call what it answers once the page is made, more often does no harm. */
  asked(): () => void;
  /** Somebody asked for one a moment ago, and may ask for the next. */
  areLookedAt(): boolean;
  /** Resolves when no page is being made, and soon even then: whoever waits here is never starved. */
  turn(): Promise<void>;
}

/** As long as some pages take, and less than anybody notices of a backlog. */
const patienceMs = 25;
/** One that takes longer, or is not a page at all, holds nobody up any more. */
const longestPageMs = 1_000;
/** Whoever reads a page that long asks for the next as from anew. */
const momentMs = 3_000;

export function pagesFirst({ clock, timers }: { clock: Clock; timers: Timers }): PagesFirst {
  /** Since when each is waited for, the oldest first. */
  const asked = new Map<symbol, number>();
  const waiting = new Set<() => void>();
  let lastAsked = Number.NEGATIVE_INFINITY;

  function wake(): void {
    for (const go of waiting) go();
    waiting.clear();
  }

  function isAsked(): boolean {
    const tooOld = clock.monotonicNow() - longestPageMs;
    for (const [page, since] of asked) {
      if (since > tooOld) return true;
      asked.delete(page);
    }
    return false;
  }

  return {
    asked() {
      const page = Symbol();
      lastAsked = clock.monotonicNow();
      asked.set(page, lastAsked);
      return () => {
        if (asked.delete(page) && asked.size === 0) wake();
      };
    },
    areLookedAt: () => clock.monotonicNow() - lastAsked < momentMs,
    async turn() {
      // Who asked while the thread was busy is heard first.
      await breathe();
      if (!isAsked()) return;
      await new Promise<void>((resolve) => {
        const cancel = timers.after(patienceMs, go);
        function go() {
          cancel();
          waiting.delete(go);
          resolve();
        }
        waiting.add(go);
      });
    },
  };
}

/**
 * The same ingest, between two pages: on SQLite each batch has the thread for itself, and a backlog of a hundred
 * thousand entries is a thousand of them.
 */
export const ingestAfterPages = (ingest: Ingest, pages: PagesFirst): Ingest => ({
  ...ingest,
  async journal(received) {
    await pages.turn();
    return ingest.journal(received);
  },
});
