import type { Cancel, Timers } from '../../shared/domain/clock.ts';
import type { Signal } from '../ports.ts';
import { patternOf } from './signal-pattern.ts';
import type { Lamp } from './wiring.ts';

/** Plays one signal at a time; a new one ends the one before, but for a trouble that lasts: it waits for its turn. */
export interface KeeperLamps {
  use(lamps: ReadonlyMap<Lamp, { set(on: boolean): void }>): void;
  show(signal: Signal): void;
}

export const createKeeperLamps = (timers: Timers): KeeperLamps => {
  let lamps: ReadonlyMap<Lamp, { set(on: boolean): void }> = new Map();
  let cancels: Cancel[] = [];
  let playing: Signal['kind'] | null = null;
  const lit = new Set<Lamp>();

  const set = (name: Lamp, on: boolean) => {
    if (on) lit.add(name);
    else lit.delete(name);
    try {
      lamps.get(name)?.set(on);
    } catch {
      // A broken lamp must not stop a door.
    }
  };
  const end = () => {
    for (const cancel of cancels) cancel();
    cancels = [];
    playing = null;
    for (const name of [...lit]) set(name, false);
  };

  return {
    use(next) {
      end();
      lamps = next;
    },
    show(signal) {
      if (signal.kind === 'trouble' && playing !== null && playing !== 'trouble') return;
      end();
      const steps = patternOf(signal);
      for (const { atMs, lamp, on } of steps) {
        if (atMs === 0) set(lamp, on);
        else cancels.push(timers.after(atMs, () => set(lamp, on)));
      }
      playing = signal.kind;
      cancels.push(timers.after(steps.at(-1)?.atMs ?? 0, () => (playing = null)));
    },
  };
};
