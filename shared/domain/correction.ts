import type { Direction } from './access-point.ts';
import type { EpochMs } from './clock.ts';

/** What staff did to the record, and can undo; inputs of pairing like the punches themselves. */
export type CorrectionChange =
  | { readonly kind: 'addExit'; readonly punchId: string; readonly at: EpochMs }
  | { readonly kind: 'addEntry'; readonly punchId: string; readonly at: EpochMs }
  | { readonly kind: 'voidPunch'; readonly punchId: string }
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

/** A correction as recorded: who, when and why; an undone one is kept and has no effect. */
export type Correction = CorrectionChange & {
  readonly id: string;
  readonly madeAt: EpochMs;
  readonly madeBy: string;
  readonly reason: string;
  readonly undone: boolean;
};
