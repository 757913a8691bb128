import type { Database } from '../../cloud/store/database.ts';
import { openRegistry } from '../../cloud/store/registry.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';

/** A registry by itself: nobody punched yet, and nobody is told of a card that is given. */
export const openTestRegistry = (database: Database, now: () => number) =>
  openRegistry(
    database,
    { hasPunches: async () => false, cardGiven: async () => undefined },
    { now, log: silentLogger },
  );
