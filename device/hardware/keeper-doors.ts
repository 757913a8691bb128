import type { Cancel, Clock, MonotonicMs, Timers } from '../../shared/domain/clock.ts';

/** A relay, in the words of a door: johnny-five's `close()` would be "unlock", which nobody would guess. */
export interface StrikeLine {
  unlock(): void;
  secure(): void;
}

export interface KeptDoor {
  readonly strike: StrikeLine;
  /** The longest this door may stay unlocked by our doing, extensions included. */
  readonly capMs: number;
}

/**
 * The promise of the keeper: whatever is asked, a door is secured again within its cap. Monotonic time only, so a
 * stepped wall clock changes nothing.
 */
export interface KeeperDoors {
  configure(doors: ReadonlyMap<string, KeptDoor>): void;
  /** Unlocks for `ms`; while unlocked, extends. False when there is no such door. */
  unlockFor(door: string, ms: number): boolean;
  /** A lease: unlocked for `ms` from now, within the cap, which begins again; 0 secures. */
  holdFor(door: string, ms: number): boolean;
  secureAll(): void;
}

interface Unlocked {
  readonly since: MonotonicMs;
  until: MonotonicMs;
  cancel: Cancel;
}

export const createKeeperDoors = (options: {
  readonly clock: Pick<Clock, 'monotonicNow'>;
  readonly timers: Timers;
  readonly moved: (door: string, to: 'unlocked' | 'secured') => void;
}): KeeperDoors => {
  const { clock, timers, moved } = options;
  let doors: ReadonlyMap<string, KeptDoor> = new Map();
  const unlocked = new Map<string, Unlocked>();

  const secure = (id: string) => {
    unlocked.get(id)?.cancel();
    unlocked.delete(id);
    doors.get(id)?.strike.secure();
    moved(id, 'secured');
  };

  const secureAll = () => {
    const failures: unknown[] = [];
    for (const [id, door] of doors) {
      try {
        if (unlocked.has(id)) secure(id);
        else door.strike.secure();
      } catch (error) {
        // One broken line must not leave the others unlocked.
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'not every line could be secured');
  };

  const keepUnlocked = (id: string, door: KeptDoor, since: MonotonicMs, until: MonotonicMs) => {
    const before = unlocked.get(id);
    before?.cancel();
    // The timer is set before the line is driven: nothing that throws in between may leave it unlocked.
    const delayMs = Math.max(0, until - clock.monotonicNow());
    const cancel = timers.after(delayMs, () => secure(id));
    unlocked.set(id, { since, until, cancel });
    if (before) return;
    try {
      door.strike.unlock();
    } catch (error) {
      secure(id);
      throw error;
    }
    moved(id, 'unlocked');
  };

  return {
    configure(next) {
      secureAll();
      doors = next;
    },
    unlockFor(id, ms) {
      const door = doors.get(id);
      if (!door || !(ms > 0)) return false;
      const now = clock.monotonicNow();
      const before = unlocked.get(id);
      const since = before?.since ?? now;
      const until = Math.min(Math.max(before?.until ?? 0, now + ms), since + door.capMs);
      keepUnlocked(id, door, since, until);
      return true;
    },
    holdFor(id, ms) {
      const door = doors.get(id);
      if (!door || !(ms >= 0)) return false;
      const now = clock.monotonicNow();
      const before = unlocked.get(id);
      if (ms === 0) {
        if (before) secure(id);
        return true;
      }
      // A card that was given longer just now keeps it, within the cap it has from now on.
      const until = Math.min(Math.max(before?.until ?? 0, now + ms), now + door.capMs);
      keepUnlocked(id, door, now, until);
      return true;
    },
    secureAll,
  };
};
