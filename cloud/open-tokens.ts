import type { Clock } from '../shared/domain/clock.ts';
import type { Announcer } from './announce.ts';
import type { Ledger, Rates } from './ports/ledger.ts';
import type { Registry } from './ports/registry.ts';
import { createRates } from './rates.ts';
import type { Database } from './store/database.ts';
import { openLedger } from './store/ledger.ts';

/** What passages cost, and the ledger of it; who greets with a balance is told of what changes one. */
export function openTokens(
  database: Database,
  around: {
    readonly clock: Clock;
    readonly registry: Pick<Registry, 'announce'>;
    readonly changes: Announcer;
  },
): { readonly ledger: Ledger; readonly rates: Rates } {
  const { now } = around.clock;
  const changed = () => around.changes.announce({ device: null });
  return {
    ledger: openLedger(database, { now, changed }),
    rates: createRates(database, {
      now,
      announce(changes) {
        around.registry.announce(changes);
        changed();
      },
    }),
  };
}
