import type { Logger } from '../shared/runtime/logger.ts';
import type { Registry } from './ports/registry.ts';

/**
 * Pairs places anew after what decides pairing changed there: one run at a time, changes that come meanwhile
 * together in the next. Answers what to wait for at the end.
 */
export function keepPaired(
  registry: Pick<Registry, 'onChange'>,
  pairAnew: (places: readonly string[] | '*') => Promise<object>,
  logger: Logger,
): () => Promise<void> {
  let wanted: Set<string> | '*' | null = null;
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    while (wanted !== null) {
      const places: readonly string[] | '*' = wanted === '*' ? '*' : [...wanted];
      wanted = null;
      try {
        logger.info({ places, ...(await pairAnew(places)) }, 'paired anew');
      } catch (err) {
        logger.error(
          { places, err },
          'could not be paired anew; `badgeuse cloud --rebuild` does it',
        );
      }
    }
    running = null;
  }

  registry.onChange((change) => {
    if (change.kind !== 'pairing') return;
    if (wanted === '*' || change.placeIds === '*') wanted = '*';
    else wanted = new Set([...(wanted ?? []), ...change.placeIds]);
    running ??= run();
  });
  return () => running ?? Promise.resolve();
}
