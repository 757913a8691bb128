import type { Logger } from '../../shared/runtime/logger.ts';
import type { CardErasures } from '../ports/erasures.ts';
import type { FederationRow, OwnKeys } from '../store/federations.ts';
import { type PartnerAddress, raisedBy } from './ask-partner.ts';
import { eraseForPartner } from './erase-for-partner.ts';
import type { ReadParts } from './read-partner.ts';

export interface ErasuresBetween {
  /** Goes on with what partners asked; one at a time, and whatever fails is tried again at the next call. */
  goOn(): Promise<void>;
  stop(): Promise<void>;
}

/** Works off what other venues ask to be forgotten, also of those that left since. */
export function erasuresBetween(
  parts: ReadParts & { readonly erasures: CardErasures; readonly logger: Logger },
  of: {
    readonly keys: (row: FederationRow) => OwnKeys;
    readonly address: (row: FederationRow) => PartnerAddress;
  },
): ErasuresBetween {
  const { database, erasures, clock, logger } = parts;
  let going: Promise<void> | null = null;
  let again = false;
  let isStopped = false;

  async function run(): Promise<void> {
    const rows = await database.db
      .selectFrom('federation')
      .selectAll()
      .where('id', 'in', (asked) =>
        asked.selectFrom('erasure_for').select('federation').where('state', '=', 'asked'),
      )
      .execute();
    for (const row of rows) {
      if (isStopped) return;
      // Asked for only where something has to be looked for: whoever left answers nothing.
      const raise = (cards: readonly string[]) => raisedBy(parts, of.address(row))(cards);
      await eraseForPartner(
        { database, erasures, now: clock.now },
        row,
        of.keys(row).cards,
        raise,
      ).catch((err: unknown) =>
        logger.warn({ err, federation: row.id }, 'an erasure for another venue waits'),
      );
    }
  }

  return {
    goOn() {
      if (going !== null) {
        again = true;
        return going;
      }
      going = run()
        .catch((err: unknown) => logger.error({ err }, 'erasures for other venues wait'))
        .finally(() => {
          going = null;
        })
        .then(() => {
          if (!again || isStopped) return;
          again = false;
          return this.goOn();
        });
      return going;
    },
    async stop() {
      isStopped = true;
      await going;
    },
  };
}
