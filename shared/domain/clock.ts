/** Milliseconds since 1970-01-01T00:00:00Z. What a wall clock says; it may step. */
export type EpochMs = number;

/** Milliseconds on a clock that only goes forward, since this machine booted. */
export type MonotonicMs = number;

/**
 * How far a device's wall clock can be believed.
 *
 * `synced`: NTP or an RTC vouches for it. `unsynced`: nobody does. `floor`: it is older than the newest
 * journal entry, so decisions use that entry's time instead.
 */
export type ClockState = 'synced' | 'unsynced' | 'floor';

/** The only way to learn the time. Core code never calls `Date.now`; a test hands in its own clock. */
export interface Clock {
  now(): EpochMs;
  monotonicNow(): MonotonicMs;
}

/** Cancels what was scheduled; calling it twice is harmless. */
export type Cancel = () => void;

/** The only way to wait. Runs on monotonic time, so a wall-clock step neither delays nor hastens it. */
export interface Timers {
  after(delayMs: number, run: () => void): Cancel;
  every(periodMs: number, run: () => void): Cancel;
}
