import type { Cancel, Timers } from '../domain/clock.ts';
import type { Logger } from './logger.ts';

/** A part that must answer, or the whole process is not alive. */
export interface Vital {
  readonly name: string;
  /** Throws or rejects when it does not answer; silence for `timeoutMs` is as bad. */
  answers(timeoutMs: number): void | Promise<void>;
}

/**
 * Tells systemd that the process lives only after each vital part answered: a bare timer proves that a timer
 * runs. That this code runs at all shows the loop's part.
 */
export function startWatchdog(options: {
  readonly vitals: readonly Vital[];
  /** How often to tell; null where nobody asked. */
  readonly everyMs: number | null;
  readonly alive: () => void;
  readonly timers: Timers;
  readonly logger: Logger;
}): Cancel {
  const { vitals, everyMs, timers, logger } = options;
  if (everyMs === null) return () => undefined;
  const timeoutMs = Math.floor(everyMs / 2);
  let asking = false;
  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      const silent = await whoIsSilent(vitals, timeoutMs);
      if (silent.length === 0) options.alive();
      else logger.error({ silent }, 'these parts do not answer; systemd will restart this process');
    } finally {
      asking = false;
    }
  };
  void ask();
  return timers.every(everyMs, () => void ask());
}

export async function whoIsSilent(
  vitals: readonly Vital[],
  timeoutMs: number,
): Promise<readonly string[]> {
  const answers = await Promise.allSettled(
    vitals.map(async (vital) => await vital.answers(timeoutMs)),
  );
  return vitals.filter((_, i) => answers[i]?.status === 'rejected').map((vital) => vital.name);
}
