import type { Cancel } from '../../shared/domain/clock.ts';

/** Something new was stored: from that device, or by staff where it is null. */
export interface Change {
  readonly device: string | null;
  /** Another aggregator stored it, and told us. */
  readonly afar?: true;
  /** The device said hello and nothing else: no punch is new. */
  readonly helloOnly?: true;
}

/** Tells those who watch that it is worth looking again; what changed they read where it is stored. */
export interface Changes {
  /**
   * After the commit. What another aggregator stored is told within two seconds, but not for certain: who must not
   * miss it looks by itself too.
   */
  on(listener: (change: Change) => void): Cancel;
}
