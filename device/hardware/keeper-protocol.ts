import type { Problem } from '../../shared/domain/result.ts';
import type { Signal } from '../ports.ts';

/** A door as the keeper needs it. */
export interface KeeperDoor {
  readonly id: string;
  readonly line: number;
  readonly activeLow: boolean;
  readonly capMs: number;
}

export interface DoorProblem {
  readonly door: string;
  readonly problem: Problem;
}

export type KeeperHears =
  | { readonly do: 'beat' }
  | { readonly do: 'configure'; readonly round: number; readonly doors: readonly KeeperDoor[] }
  | { readonly do: 'unlock'; readonly door: string; readonly ms: number }
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
  | { readonly say: 'fault'; readonly problem: Problem };

/** What the keeper process is started with: one JSON argument. */
export interface KeeperStart {
  readonly gpio: 'onoff' | 'simulated';
  /** `<data>/device`. */
  readonly deviceDir: string;
}
