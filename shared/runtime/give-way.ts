import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';

/** Enough that it hardly slows what runs at the usual one, and still goes on beside it. */
const politeness = 10;

/**
 * From now on this thread has the processor when nobody else of the machine wants it: a long export on a small machine
 * takes longer, and pages do not. Linux gives each thread a priority of its own; elsewhere nothing happens.
 */
export function giveWay(): void {
  try {
    // `<process>/task/<thread>`
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    if (Number.isSafeInteger(thread) && thread > 0) setPriority(thread, politeness);
  } catch {
    // It runs as fast as the others then.
  }
}
