import type { Timers } from '../shared/domain/clock.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import type { Journal } from './open-journal.ts';
import type { Registry } from './ports/registry.ts';

export interface KeepPairedParts {
  readonly registry: Pick<Registry, 'onChange'>;
  readonly journal: Pick<Journal, 'placesToPair' | 'pairAnew'>;
  readonly timers: Timers;
  readonly logger: Logger;
}

export interface KeptPaired {
  /** What could not be paired anew, one sentence; it is tried again. */
  faults(): readonly string[];
  /** Lets the slice that is running end; the rest stays due. */
  stop(): Promise<void>;
}

/** Whatever failed, or was left by an aggregator that ended, is tried again. */
const againMs = 60_000;

/**
 * Pairs places anew after what decides pairing changed there, one after the other. What is due stands in the
 * store since the change itself, so a start goes on where an end cut it short.
 */
export function keepPaired(parts: KeepPairedParts): KeptPaired {
  const { registry, journal, timers, logger } = parts;
  let asked = false;
  let fault: string | null = null;
  let ended = false;
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    try {
      while (asked && !ended) {
        asked = false;
        for (const place of await journal.placesToPair()) {
          if (ended) return;
          const paired = await journal.pairAnew(place, () => !ended);
          if (paired) logger.info({ place, ...paired }, 'paired anew');
        }
      }
      fault = null;
    } catch (err) {
      fault = `Passages could not be paired anew after a change of settings: ${String(err)}`;
      logger.error({ err }, 'passages could not be paired anew; tried again in a minute');
    } finally {
      running = null;
    }
  }
  function ask(): void {
    asked = true;
    running ??= run();
  }

  registry.onChange((change) => {
    if (change.kind === 'pairing') ask();
  });
  const cancel = timers.every(againMs, ask);
  ask();
  return {
    faults: () => (fault === null ? [] : [fault]),
    async stop() {
      ended = true;
      cancel();
      await running;
    },
  };
}
