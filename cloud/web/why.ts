import { defaultPlaceRules, nothingKnown } from '../../shared/domain/place-rules.ts';
import { unitsNeeded } from '../../shared/domain/units-needed.ts';
import { type Explained, explain, holdsAt } from '../../shared/domain/why.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { AccessPointRecord, CardRecord, Grant, Place } from '../ports/registry.ts';
import type { WebDeps } from './deps.ts';

/** Why a card would be let in, or not, at an access point and a moment. */
export interface Why extends Explained {
  readonly place: Place;
  readonly accessPoint: AccessPointRecord;
  readonly card: CardRecord;
  readonly at: number;
  /** The grants that name this card's holder and this access point, and whether each holds at that moment. */
  readonly grants: readonly { readonly grant: Grant; readonly holds: boolean }[];
}

/**
 * By the list entry and the schedules that the reader has, and the very `decide` it runs; as it would decide online,
 * with its clock right, of somebody who is not in, by the balance as it is now.
 * Throws `notFound`, and `conflict` for a card that waits for its first tap.
 */
export async function whyOf(
  deps: Pick<WebDeps, 'registry' | 'accessRules' | 'ledger' | 'rates'>,
  asked: { readonly accessPointId: string; readonly cardId: string; readonly at: number },
): Promise<Why> {
  const { registry, accessRules } = deps;
  const accessPoint = await registry.accessPoints.get(asked.accessPointId);
  const place = await registry.places.get(accessPoint.placeId);
  const card = await registry.cards.get(asked.cardId);
  if (card.uid === null) {
    throw failure('conflict', {
      detail: 'This card waits for its first tap: no door knows it yet.',
    });
  }
  const needed = unitsNeeded(await deps.rates.list([place.id]), asked.at, {
    place: place.id,
    area: accessPoint.area ?? place.id,
    accessPoint: accessPoint.id,
    item: accessPoint.itemId ?? place.timeClockItemId,
  });
  // Of a card that nobody holds the reader alone knows.
  const balance =
    needed > 0 && card.memberId !== null
      ? ((await deps.ledger.balanceOf(card.memberId)) ?? 0)
      : null;
  const schedules = await accessRules.schedules(place.id);
  const input = {
    uid: card.uid,
    entry: await accessRules.entry(place.id, card.uid),
    accessPoint: {
      ...accessPoint,
      area: accessPoint.area ?? place.id,
      pin: null,
    },
    place: {
      ...place,
      ...defaultPlaceRules,
      tokens: { none: place.noTokens, low: place.lowBalanceUnits },
      lockdown:
        place.lockdown && asked.at >= Date.parse(place.lockdown.since) ? place.lockdown : null,
    },
    schedules,
    now: asked.at,
    clock: 'synced',
    listAgeMs: 0,
    known: { ...nothingKnown, inside: false, balance, balanceIsRecent: true },
    pin: 'none',
    unitsNeeded: needed,
  } as const;
  const grants = await grantsFor(deps, place.id, card, accessPoint.id);
  return {
    ...explain(input),
    place,
    accessPoint,
    card,
    at: asked.at,
    grants: grants.map((grant) => ({ grant, holds: holdsAt(grant.scheduleId, input) })),
  };
}

/** Everybody's, the holder's own, and those of the holder's groups. */
async function grantsFor(
  { registry }: Pick<WebDeps, 'registry'>,
  placeId: string,
  card: CardRecord,
  accessPointId: string,
): Promise<readonly Grant[]> {
  const all = { limit: 1000, cursor: null };
  const { items } = await registry.grants.list(all, { placeId });
  const here = items.filter(
    ({ accessPoints }) => accessPoints === '*' || accessPoints.includes(accessPointId),
  );
  const holder = card.memberId ?? card.sponsorId;
  const groups = new Set<string>(['everyone']);
  if (holder !== null) {
    for (const groupId of new Set(here.flatMap((grant) => grant.groupId ?? []))) {
      const group = groupId === 'everyone' ? null : await registry.groups.find(groupId);
      if (group?.memberIds.includes(holder)) groups.add(groupId);
    }
  }
  return here.filter((grant) =>
    grant.groupId === null ? grant.memberId === holder : groups.has(grant.groupId),
  );
}
