import { breathe } from '../../shared/runtime/breathe.ts';
import type { PairInTransaction } from '../pairing/pair-in-transaction.ts';
import type { Unit } from '../store/rows.ts';

/** Does `work` in a transaction; `entries` says how much it is. Answers, or throws what it threw, once that ended. */
export type Commit = <T>(entries: number, work: (unit: Unit) => Promise<T>) => Promise<T>;

/** So that the one waiting first does not wait long for the answer. */
const mostWorks = 16;
/** Some twenty milliseconds of work, in which no page is made. */
const mostEntries = 600;

interface Waiting {
  readonly entries: number;
  /** Answers how to answer: to be called after the commit. */
  work(unit: Unit): Promise<() => void>;
  fail(err: unknown): void;
}

/**
 * For a store with one writer: what comes while a transaction runs waits, and is committed together by the next one,
 * in the order it came. After an outage, when all readers drain at once, that is one fsync for many batches, and a page
 * that several of them touch is written once. What comes alone begins at once.
 *
 * If one fails, nothing of its group is stored, and each is tried again in a transaction of its own: the error is
 * its own alone. So each work may run twice, and must do nothing outside the transaction.
 */
export function commitInGroups(inTransaction: PairInTransaction): Commit {
  const waiting: Waiting[] = [];
  let isDraining = false;

  async function drain(): Promise<void> {
    isDraining = true;
    while (waiting.length > 0) {
      await commit(inTransaction, waiting.splice(0, groupSize(waiting)));
      // A transaction on SQLite runs without a turn of the loop: what came meanwhile is read from the link now.
      await breathe();
    }
    isDraining = false;
  }

  return (entries, work) =>
    new Promise((resolve, reject) => {
      waiting.push({
        entries,
        async work(unit) {
          const answer = await work(unit);
          return () => resolve(answer);
        },
        fail: reject,
      });
      if (!isDraining) void drain();
    });
}

/** Never throws: each of the group hears of its own error. */
async function commit(inTransaction: PairInTransaction, group: readonly Waiting[]): Promise<void> {
  try {
    const answers = await inTransaction(async (unit) => {
      const made: (() => void)[] = [];
      for (const one of group) made.push(await one.work(unit));
      return made;
    });
    for (const answer of answers) answer();
  } catch (err) {
    if (group.length > 1) for (const one of group) await commit(inTransaction, [one]);
    else group[0]?.fail(err);
  }
}

/** At least one, however large. */
function groupSize(waiting: readonly Waiting[]): number {
  let size = 0;
  let entries = 0;
  for (const one of waiting.slice(0, mostWorks)) {
    entries += one.entries;
    if (size > 0 && entries > mostEntries) break;
    size++;
  }
  return size;
}
