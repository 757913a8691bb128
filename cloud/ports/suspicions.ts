import type { IncidentKind } from './journal.ts';

/** A tap as far as it is looked at here. Times are epoch ms. */
export interface LateTap {
  readonly id: string;
  readonly device: string;
  readonly at: number;
  readonly accessPoint: string;
  /** Of a refusal; null: it was let in. */
  readonly reason: string | null;
  /** Which card, or for a punch which person; null: erased. */
  readonly who: string | null;
  readonly place: string | null;
}

/** Told with its tap and not with its card: an erasure has nothing to look for here. */
export interface Suspicion {
  readonly kind: IncidentKind;
  readonly device: string;
  readonly details: {
    readonly tap: string;
    readonly doors?: number;
    readonly times?: number;
    readonly minutes: number;
  };
  readonly same: readonly [string];
}
