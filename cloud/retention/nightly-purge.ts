import type { Clock } from '../../shared/domain/clock.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import type { Seal } from '../ports/retention.ts';
import { removePutAside } from './old-stores.ts';

/**
 * Takes away what is kept no longer, and says what went; also what was put aside of the store, where it is a file, and
 * of the signing key.
 */
export function nightlyPurge(parts: {
  readonly journal: { purge(now: number): Promise<readonly Seal[]> };
  readonly store: string | null;
  readonly signingKeyFile: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Pick<Logger, 'info'>;
}): () => Promise<void> {
  const { journal, store, signingKeyFile, clock, logger } = parts;
  return async () => {
    for (const { place, number, counts } of await journal.purge(clock.now()))
      logger.info({ place, number, ...counts }, 'what is kept no longer is gone');
    removePutAside(store, clock.now(), logger);
    // No device believes it: each had to be let in again by then, and it opens what copies of the store hold.
    removePutAside(signingKeyFile, clock.now(), logger);
  };
}
