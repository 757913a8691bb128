import type { Problem } from '../../shared/domain/result.ts';
import type { DoorInput, Signal } from '../ports.ts';

/** A line that the keeper listens to. */
export interface KeeperInput {
  readonly input: DoorInput;
  readonly line: number;
  readonly activeLow: boolean;
}

/** A door as the keeper needs it. */
export interface KeeperDoor {
  readonly id: string;
  /** Null: its lock hangs on no line, and only what it listens to does. */
  readonly line: number | null;
  readonly activeLow: boolean;
  readonly capMs: number;
  readonly inputs: readonly KeeperInput[];
}

export interface DoorProblem {
  readonly door: string;
  /** The line that cannot be had; absent: that of the strike. */
  readonly input?: DoorInput;
  readonly problem: Problem;
}

export type KeeperHears =
  | { readonly do: 'beat' }
  | { readonly do: 'configure'; readonly round: number; readonly doors: readonly KeeperDoor[] }
  | { readonly do: 'unlock'; readonly door: string; readonly ms: number }
  /** A lease, see `Strike.holdFor`. */
  | { readonly do: 'hold'; readonly door: string; readonly ms: number }
  | { readonly do: 'show'; readonly signal: Signal };

export type KeeperSays =
  | { readonly say: 'beat' }
  /** Every line is off and the keeper takes orders. */
  | { readonly say: 'ready'; readonly lines: string; readonly component: string }
  | {
      readonly say: 'configured';
      readonly round: number;
      /** Lines that could not be had; the other doors work. */
      readonly problems: readonly DoorProblem[];
    }
  | { readonly say: 'moved'; readonly door: string; readonly to: 'unlocked' | 'secured' }
  | {
      readonly say: 'heard';
      readonly door: string;
      readonly input: DoorInput;
      readonly on: boolean | null;
    }
  | { readonly say: 'fault'; readonly problem: Problem };

/** What the keeper process is started with: one JSON argument. */
export interface KeeperStart {
  readonly gpio: 'onoff' | 'gpiod' | 'simulated';
  /** `<data>/device`. */
  readonly deviceDir: string;
}
