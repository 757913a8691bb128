import type { JournalEntry } from '../../shared/wire/entry.ts';
import type { DueDelivery } from '../ports/connections.ts';
import type { OutboundMember, OutboundPunch } from '../ports/connectors.ts';
import type { Db } from './database.ts';

/** What another system may be told of a punch, as it is known now; null: it was purged, or its person erased. */
export async function outboundPunch(
  db: Db,
  { punchId, device, connectionId }: Pick<DueDelivery, 'punchId' | 'device' | 'connectionId'>,
): Promise<OutboundPunch | null> {
  const known = await db
    .selectFrom('known_entry as k')
    .innerJoin('entry as e', 'e.key', 'k.key')
    .select(['k.place', 'k.person', 'k.occurred_at', 'e.body'])
    .where('k.kind', '=', 'punch')
    .where('k.id', '=', punchId)
    .where('k.device', '=', device)
    .executeTakeFirst();
  if (!known || known.place === null) return null;
  const entry = JSON.parse(known.body) as JournalEntry;
  if (entry.kind !== 'punch' || 'erased' in entry) return null;
  const memberId = known.person?.startsWith('member:')
    ? known.person.slice('member:'.length)
    : null;
  const shared = memberId === null ? undefined : await sharedOf(db, connectionId, memberId);
  return {
    ...{ id: punchId, cardUid: entry.card.uid as OutboundPunch['cardUid'], placeId: known.place },
    member: memberId === null ? null : memberOf(memberId, shared),
    ...{ occurredAt: known.occurred_at, direction: entry.direction, device, seq: entry.seq },
    itemId: entry.item,
    isHolderTold: shared?.told_on != null,
  };
}

type Shared = Awaited<ReturnType<typeof sharedOf>>;

const sharedOf = (db: Db, connectionId: string, memberId: string) =>
  db
    .selectFrom('member as m')
    .leftJoin('shared_member as s', (join) =>
      join.onRef('s.member_id', '=', 'm.id').on('s.connection', '=', connectionId),
    )
    .select(['m.email', 'm.home_place', 's.told_on', 's.email_since', 's.known_as'])
    .where('m.id', '=', memberId)
    .executeTakeFirst();

const memberOf = (id: string, shared: Shared): OutboundMember => ({
  id,
  email: shared?.email_since == null ? null : shared.email,
  knownAs: shared?.known_as ?? null,
  homePlaceId: shared?.home_place ?? null,
});
