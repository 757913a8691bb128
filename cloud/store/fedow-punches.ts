import { cascadeTag8, tag8 } from '../../shared/domain/card.ts';
import { pairPunches, passageAt } from '../../shared/domain/pair.ts';
import type { Passage } from '../../shared/domain/passage.ts';
import type { Person } from '../../shared/domain/punch.ts';
import type { ForeignPunch } from '../ports/fedow-pool.ts';
import type { Db } from './database.ts';
import { rulesOfVenue, type VenueAfar } from './fedow-venues.ts';
import type { PooledTables } from './schema/pooled.ts';

interface Holder {
  readonly person: Person;
  readonly card_uid: string;
}

/**
 * Whose tap it was, as cards are held now; it stays theirs, as the taps of our own readers do. A tag that fits several
 * of our cards, or none, is nobody's here.
 */
export async function holderOf(db: Db, { tag, wallet }: ForeignPunch): Promise<Holder> {
  if (tag === null) return { person: `card:wallet-${wallet}`, card_uid: `wallet-${wallet}` };
  const beginnings = [tag, ...(tag.startsWith('88') ? [tag.slice(2)] : [])];
  const rows = await db
    .selectFrom('card')
    .select(['uid', 'member_id'])
    // No digit of theirs comes after F.
    .where((or) =>
      or.or(beginnings.map((text) => or.and([or('uid', '>=', text), or('uid', '<', `${text}G`)]))),
    )
    .execute();
  const cards = rows.filter(
    ({ uid }) => uid !== null && (tag8(uid) === tag || cascadeTag8(uid) === tag),
  );
  const [card] = cards;
  if (cards.length !== 1 || !card?.uid) return { person: `card:${tag}`, card_uid: tag };
  const person: Person = card.member_id === null ? `card:${card.uid}` : `member:${card.member_id}`;
  return { person, card_uid: card.uid };
}

/** Pairs one person's taps at one venue from scratch, and writes what came of them in place of what was there. */
export async function pairAtVenue(
  tx: Db,
  venue: VenueAfar,
  person: PooledTables['fedow_punch']['person'],
): Promise<readonly Passage[]> {
  const punches = await tx
    .selectFrom('fedow_punch')
    .selectAll()
    .where('venue', '=', venue.id)
    .where('person', '=', person)
    .execute();
  const { passages } = pairPunches(
    punches.map((punch) => ({
      ...{ id: punch.uuid, device: '', epoch: '', seq: punch.received_at },
      ...{ occurredAt: punch.at, direction: punch.direction, accessPoint: venue.id },
      ...{ cardUid: punch.card_uid, estimated: punch.estimated === 1 },
    })),
    [],
    rulesOfVenue(venue).rules,
  );
  await tx
    .deleteFrom('passage_afar')
    .where('place', '=', venue.id)
    .where('person', '=', person)
    .execute();
  for (const passage of passages) {
    const { id, entry, exit, status, anomalies, cardUid } = passage;
    await tx
      .insertInto('passage_afar')
      .values({
        ...{ place: venue.id, at: passageAt(passage), id, area: venue.id, person },
        ...{ card_uid: cardUid, status, anomalies: anomalies.join('|'), corrected: 0 },
        ...{ entry_at: entry?.at ?? null, entry_by: entry?.by ?? null, entry_punch: null },
        ...{ exit_at: exit?.at ?? null, exit_by: exit?.by ?? null, exit_punch: null },
        entry_access_point: entry && venue.id,
        exit_access_point: exit && venue.id,
      })
      .execute();
  }
  return passages;
}
