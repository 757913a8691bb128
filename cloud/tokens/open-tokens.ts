import type { Clock } from '../../shared/domain/clock.ts';
import type { Job } from '../../shared/runtime/cron.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import type { Announcer } from '../announce.ts';
import type { Allowances } from '../ports/allowances.ts';
import type { Ledger, Rates } from '../ports/ledger.ts';
import type { PassCarnets } from '../ports/passes.ts';
import type { Registry } from '../ports/registry.ts';
import type { Database } from '../store/database.ts';
import { openLedger } from '../store/ledger.ts';
import { createAllowances, payAllowancesJob } from './allowances.ts';
import { createPasses } from './passes.ts';
import { createRates } from './rates.ts';
import { takeForForgottenJob } from './take-for-forgotten.ts';
import { watchLedgerJob } from './watch-ledger.ts';

/** What passages cost, and the ledger of it; who greets with a balance is told of what changes one. */
export function openTokens(
  database: Database,
  around: {
    readonly clock: Clock;
    readonly registry: Pick<Registry, 'announce'>;
    readonly changes: Announcer;
    readonly logger: Logger;
  },
): {
  readonly ports: {
    readonly ledger: Ledger;
    readonly rates: Rates;
    readonly carnets: PassCarnets;
    readonly allowances: Allowances;
  };
  readonly jobs: readonly Job[];
} {
  const { now } = around.clock;
  const changed = () => around.changes.announce({ device: null });
  const ledger = openLedger(database, { now, changed });
  const rates = createRates(database, {
    now,
    announce(changes) {
      around.registry.announce(changes);
      changed();
    },
  });
  const watch = watchLedgerJob(database, ledger, around.clock, around.logger);
  // Beside the start, which does not wait for it; a store that is closed meanwhile is looked at the next time.
  void Promise.resolve(watch.run()).catch((err: unknown) =>
    around.logger.warn({ err }, 'the ledger could not be looked at'),
  );
  const carnets = createPasses(database, { now, changed });
  const allowances = createAllowances(database, { now, changed });
  const ports = { ledger, rates, carnets, allowances };
  const forgotten = takeForForgottenJob(database, { now, changed });
  return { ports, jobs: [watch, payAllowancesJob(allowances), forgotten] };
}
