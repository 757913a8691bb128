import type { Cancel, Timers } from '../shared/domain/clock.ts';
import type { Person } from '../shared/domain/punch.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import type { AccessStore } from './ports.ts';

/** A power cut costs at most this much of what was told; its age tells. */
const lagMs = 30_000;
/** A tap may have to wait for one slice, which no disk is waited for. */
const rowsASlice = 250;
const breathMs = 20;

/** What the place told, kept through a restart: long after it was heard, and never while a tap waits. */
export interface KeptState {
  changed(people: Iterable<Person>): void;
  forget(): void;
  /** The rest of it at once: this process ends. */
  flush(): void;
}

export function createKeptState(parts: {
  readonly access: Pick<AccessStore, 'keepTold' | 'forgetTold'>;
  readonly timers: Timers;
  readonly logger: Logger;
  /** Of the rows as they are now, as text; null: there are none. */
  readonly about: () => string | null;
  readonly rowOf: (person: Person) => string | null;
}): KeptState {
  const { access, timers, logger, about, rowOf } = parts;
  const waiting = new Set<Person>();
  let isDue = false;
  let next: Cancel | null = null;

  /** False: the disk refused, and all of it waits still. */
  function writeSlice(): boolean {
    const slice = [...waiting.values().take(rowsASlice)];
    const isLast = slice.length === waiting.size;
    try {
      access.keepTold(
        slice.map((person) => [person, rowOf(person)] as const),
        // Rows may be newer than what is said of them, never older.
        isLast ? about() : null,
      );
    } catch (err) {
      logger.warn({ err }, 'what the place knows could not be kept; it will be tried again');
      return false;
    }
    for (const person of slice) waiting.delete(person);
    isDue = !isLast;
    return true;
  }

  const write = (): void => {
    next = null;
    const isWritten = writeSlice();
    if (isDue) next = timers.after(isWritten ? breathMs : lagMs, write);
  };

  return {
    changed(people) {
      for (const person of people) waiting.add(person);
      isDue = true;
      next ??= timers.after(lagMs, write);
    },
    forget() {
      waiting.clear();
      isDue = false;
      next?.();
      next = null;
      try {
        access.forgetTold();
      } catch (err) {
        logger.warn({ err }, 'what the place knew could not be forgotten');
      }
    },
    flush() {
      next?.();
      next = null;
      while (isDue && writeSlice());
    },
  };
}
