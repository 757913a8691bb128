import type { Cancel } from '../../shared/domain/clock.ts';

/** Something new was stored: from that device, or by staff where it is null. */
export interface Change {
  readonly device: string | null;
}

/** Tells those who watch that it is worth looking again; what changed they read where it is stored. */
export interface Changes {
  /** After the commit, in this process alone: who needs to hear of another aggregator's looks by itself too. */
  on(listener: (change: Change) => void): Cancel;
}
