import type { Clock } from '../shared/domain/clock.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import { removeOldStores } from './old-stores.ts';
import type { Seal } from './ports/retention.ts';

/** Takes away what is kept no longer, and says what went; where the store is a file, also those put aside beside it. */
export function nightlyPurge(parts: {
  readonly journal: { purge(now: number): Promise<readonly Seal[]> };
  readonly store: string | null;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Pick<Logger, 'info'>;
}): () => Promise<void> {
  const { journal, store, clock, logger } = parts;
  return async () => {
    for (const { place, number, counts } of await journal.purge(clock.now()))
      logger.info({ place, number, ...counts }, 'what is kept no longer is gone');
    removeOldStores(store, clock.now(), logger);
  };
}
