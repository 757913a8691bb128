import type { StoredPunch } from '../store/punches.ts';
import { nearTo, type TapWindow } from './tap-window.ts';

/**
 * The taps of the sequences that were paired last, as they are stored: a late punch is repaired without reading what
 * this process wrote or read a moment ago. One window a sequence, the least recently used go first.
 */
export interface RememberedTaps {
  /** Null: not known, ask the store. */
  of(sequence: string): TapWindow | null;
  /** @param at where the sequence was last at work: of a window too wide, the taps around it stay. */
  keep(sequence: string, window: TapWindow, at: number): void;
  /** Taps that came after everything; `isFirst`: nothing was before them. */
  extend(sequence: string, taps: readonly StoredPunch[], isFirst: boolean): void;
  drop(sequence: string): void;
  forget(): void;
}

/** A month of one who comes and goes twice a day. */
const mostOfOne = 128;
/** To take the oldest away at every tap would cost as much as to pair it. */
const mostHeld = 2 * mostOfOne;

/** @param most taps in all, some 250 bytes each; 0: none are kept. */
export function rememberTaps(most: number): RememberedTaps {
  const windows = new Map<string, TapWindow & { readonly taps: StoredPunch[] }>();
  let held = 0;

  function drop(sequence: string): void {
    held -= windows.get(sequence)?.taps.length ?? 0;
    windows.delete(sequence);
  }
  function dropOldest(): void {
    for (const [oldest] of windows) {
      drop(oldest);
      return;
    }
  }
  function keep(sequence: string, window: TapWindow, at: number): void {
    if (most === 0) return;
    drop(sequence);
    const kept = nearTo(window, at, mostOfOne);
    // The map keeps its order: put in again, it is the one used last.
    windows.set(sequence, { ...kept, taps: [...kept.taps] });
    held += kept.taps.length;
    while (held > most) dropOldest();
  }
  return {
    of: (sequence) => windows.get(sequence) ?? null,
    keep,
    extend(sequence, taps, isFirst) {
      if (most === 0) return;
      const at = taps.at(-1)?.punch.occurredAt ?? 0;
      const window = windows.get(sequence);
      if (!window) {
        keep(sequence, { taps, fromStart: isFirst, toEnd: true }, at);
        return;
      }
      // A window that does not reach the end stays what it is: nothing came into it.
      if (!window.toEnd) return;
      if (window.taps.length + taps.length > mostHeld) {
        keep(sequence, { ...window, taps: [...window.taps, ...taps] }, at);
        return;
      }
      for (const tap of taps) window.taps.push(tap);
      held += taps.length;
      windows.delete(sequence);
      windows.set(sequence, window);
      while (held > most) dropOldest();
    },
    drop,
    forget() {
      windows.clear();
      held = 0;
    },
  };
}
