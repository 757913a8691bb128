import type { ClockState, EpochMs, MonotonicMs } from './clock.ts';

/** When the cloud last said that the list is current, by the device's clocks. */
export interface Confirmation {
  readonly wallMs: EpochMs;
  readonly monoMs: MonotonicMs;
  readonly boot: string;
  readonly clock: ClockState;
}

/** The device's clocks as they stand. */
export interface ClocksNow {
  readonly wallMs: EpochMs;
  readonly monoMs: MonotonicMs;
  readonly boot: string;
  readonly clock: ClockState;
}

/**
 * How long ago a list was confirmed: wall time where both ends of it are `synced`, running time otherwise. Of a
 * boot since, running time is all of it, which is the least the age can be. Never negative.
 */
export function listAgeMs(confirmed: Confirmation, now: ClocksNow): number {
  if (confirmed.clock === 'synced' && now.clock === 'synced') {
    return Math.max(0, now.wallMs - confirmed.wallMs);
  }
  return confirmed.boot === now.boot ? Math.max(0, now.monoMs - confirmed.monoMs) : now.monoMs;
}
