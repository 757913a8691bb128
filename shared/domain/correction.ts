import type { Direction } from './access-point.ts';
import type { EpochMs } from './clock.ts';

/** What staff did to the record, and can undo; inputs of pairing like the punches themselves. */
export type CorrectionChange =
  | Addition
  | {
      readonly kind: 'voidPunch';
      readonly punchId: string;
      /** Staff gave another time in its place: an addition says which (`instead`), and both are undone together. */
      readonly replaced?: true;
    }
  | { readonly kind: 'setDirection'; readonly punchId: string; readonly direction: Direction }
  | {
      readonly kind: 'assignCard';
      readonly uid: string;
      readonly memberId: string;
      /** From this instant (included); null: from the beginning. */
      readonly from: EpochMs | null;
      /** Until before this instant; null: without end. */
      readonly to: EpochMs | null;
    };

/** An end of a passage that staff give, for the tap at its other end. */
export interface Addition {
  readonly kind: 'addExit' | 'addEntry';
  readonly punchId: string;
  readonly at: EpochMs;
  /** The tap that it stands in for, set aside with it; left out: nobody tapped there. */
  readonly instead?: string;
}

/** A correction as recorded: who, when and why; an undone one is kept and has no effect. */
export type Correction = CorrectionChange & {
  readonly id: string;
  readonly madeAt: EpochMs;
  readonly madeBy: string;
  readonly reason: string;
  readonly undone: boolean;
};
