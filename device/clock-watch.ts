import type { Cancel, Clock, EpochMs, Timers } from '../shared/domain/clock.ts';
import type { EntryDraft } from '../shared/wire/entry.ts';
import type { ClockWatch, Stamp, TimeSource } from './ports.ts';

/** A wall clock that moved further than this against the monotonic one was set, not slewed. */
const stepMs = 500;
const stepCheckMs = 1_000;
const sourceCheckMs = 60_000;
/** A battery clock behind the newest entry by less than this is merely corrected, not wrong. */
const floorToleranceMs = 2_000;

export interface ClockWatchOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly source: TimeSource;
  readonly boot: string;
  /** No time before this can be right: when the program was built, or its newest journal entry. */
  readonly floorMs: EpochMs;
  /** Journals a `clockStep` or `clockSynced`; must not throw. */
  readonly record: (event: EntryDraft) => void;
}

export interface RunningClockWatch extends ClockWatch {
  /** Asks the time source now; resolves once its answer counts. */
  refresh(): Promise<void>;
  start(): void;
  stop(): void;
}

/**
 * Says how far the wall clock can be believed, and notes when it is set (wire protocol, hello and time).
 *
 * A Pi without a battery clock starts in the past: its taps are decided by the floor, and put right by the cloud
 * from the monotonic time each carries.
 */
export function createClockWatch(options: ClockWatchOptions): RunningClockWatch {
  const { clock, timers, source, boot } = options;
  let floorMs = options.floorMs;
  let vouchedBy: 'ntp' | 'rtc' | null = null;
  let asked = false;
  const offsetNow = (): number => clock.now() - clock.monotonicNow();
  let offset = offsetNow();
  let steps = 0;
  let cancels: Cancel[] = [];

  /** Whoever vouched for a clock that was set since did not vouch for this one. */
  const isVouched = (by: 'ntp' | 'rtc'): boolean =>
    vouchedBy === by && Math.abs(offsetNow() - offset) <= stepMs;
  const state = () => {
    if (isVouched('ntp')) return 'synced';
    if (clock.now() < floorMs - floorToleranceMs) return 'floor';
    return isVouched('rtc') ? 'synced' : 'unsynced';
  };
  const stamp = (): Stamp => {
    const now = clock.now();
    const clockState = state();
    floorMs = Math.max(floorMs, now);
    return {
      at: new Date(now).toISOString(),
      monoMs: clock.monotonicNow(),
      boot,
      clock: clockState,
    };
  };
  const note = (event: string, details: Record<string, unknown>): void =>
    options.record({ kind: 'device', ...stamp(), event, details });

  async function refresh(): Promise<void> {
    const askedAtStep = steps;
    const answer = await source.vouchedBy();
    // Of the clock as it was before it was set; it was asked again then.
    if (askedAtStep !== steps) return;
    const before = state();
    vouchedBy = answer;
    if (asked && before !== 'synced' && state() === 'synced') note('clockSynced', { vouchedBy });
    asked = true;
  }
  const refreshQuietly = (): void => {
    refresh().catch(() => {
      vouchedBy = null;
    });
  };

  function lookForStep(): void {
    const before = offset;
    offset = offsetNow();
    if (Math.abs(offset - before) <= stepMs) return;
    steps++;
    vouchedBy = null;
    note('clockStep', { offsetBeforeMs: before, offsetAfterMs: offset });
    refreshQuietly();
  }

  return {
    state,
    stamp,
    boot: () => boot,
    decisionTime: () => (state() === 'synced' ? clock.now() : Math.max(clock.now(), floorMs)),
    refresh,
    start() {
      cancels = [
        timers.every(stepCheckMs, lookForStep),
        timers.every(sourceCheckMs, refreshQuietly),
      ];
    },
    stop() {
      for (const cancel of cancels) cancel();
      cancels = [];
    },
  };
}
