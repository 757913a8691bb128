import { BadgeuseError } from '../../shared/runtime/errors.ts';
import { ErasedSaid } from '../../shared/wire/federation.ts';
import { appendAudit } from '../store/audit-log.ts';
import { askedOf } from '../store/erasures-afar.ts';
import type { FederationRow } from '../store/federations.ts';
import { askPartner, type PartnerAddress } from './ask-partner.ts';
import type { ReadParts } from './read-partner.ts';

/** As much as a message takes. */
const mostCards = 200;

/**
 * Asks the other side to forget cards of people who were erased here, at each look until it says that it did. It may
 * be asked any number of times; what goes wrong is written down, and holds up nothing else.
 */
export async function tellErasures(
  parts: ReadParts,
  row: FederationRow,
  to: PartnerAddress,
): Promise<void> {
  const { database, clock } = parts;
  const asked = await askedOf(database.db, row.id, mostCards);
  if (asked.length === 0) return;
  const cards = asked.map(({ card }) => card);
  const said = await askPartner<ErasedSaid>(
    parts,
    to,
    { method: 'POST', path: '/erasures', body: { cards } },
    ErasedSaid,
  ).catch((err: unknown) => {
    // Of those that are too old to understand it, too: they may be renewed.
    if (err instanceof BadgeuseError && err.code !== 'federationLeft') return err.code;
    throw err;
  });
  await database.inTransaction(async (tx) => {
    for (const [n, { card, member_id, state: was, why: wasWhy }] of asked.entries()) {
      const state = typeof said === 'string' ? 'waiting' : (said.said[n] ?? 'waiting');
      const why = state === 'waiting' ? (typeof said === 'string' ? said : 'devices') : null;
      if (state === was && why === wasWhy) continue;
      let told = tx
        .updateTable('erasure_afar')
        .set({ state, why, at: clock.now() })
        .where('member_id', '=', member_id)
        .where('federation', '=', row.id)
        .where('card', '=', card);
      // Left meanwhile, nobody would ask again.
      if (state === 'waiting') told = told.where('state', '=', 'waiting');
      await told.execute();
      if (state === 'waiting') continue;
      await appendAudit(
        tx,
        `federation:${row.id}`,
        {
          ...{ verb: 'erased', kind: 'member', id: member_id, placeId: row.place_id },
          after: { federation: row.id, state },
        },
        clock.now(),
      );
    }
  });
}
