import type { Clock } from '../../shared/domain/clock.ts';
import type { Job } from '../../shared/runtime/cron.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Database } from '../store/database.ts';
import { insertIncidents } from '../store/journal-mishaps.ts';
import { unitOf } from '../store/rows.ts';

const hourMs = 3_600_000;

/**
 * Adds the ledger up, each night and at the start. Where it does not agree staff are told, and nothing is put right:
 * the balances kept stay those of the last night it did.
 */
export function watchLedgerJob(
  database: Database,
  ledger: Pick<Ledger, 'check' | 'keepBalances'>,
  clock: Clock,
  logger: Logger,
): Job {
  return {
    name: 'see whether the ledger agrees',
    pattern: '50 3 * * *',
    minGapMs: 12 * hourMs,
    maxGapMs: 48 * hourMs,
    async run() {
      const faults = await ledger.check();
      if (faults.length === 0) return ledger.keepBalances();
      logger.error({ faults }, 'the ledger of tokens does not agree');
      const same = faults.map(({ what, id }) => `${what} ${id}`);
      const incident = { kind: 'ledgerDisagrees', device: '', details: { faults }, same } as const;
      await database.inTransaction((tx) =>
        insertIncidents(unitOf(database, tx), [incident], clock.now()),
      );
    },
  };
}
