import type { RefusalReason } from '../../shared/domain/refusal.ts';
import { refusalTable } from '../../shared/domain/refusal-words.ts';
import type { TapRecord } from '../ports/journal.ts';
import type { AccessPointRecord, CardRecord, Place } from '../ports/registry.ts';
import type { WebDeps } from './deps.ts';
import { isTheirTap } from './journal-scope.ts';
import type { Principal } from './principal.ts';

/** A card that was refused for the same reason at the same reader, by its latest tap. */
export interface LastRefusal {
  /** The latest refusal's. */
  readonly tapId: string;
  readonly at: number;
  readonly times: number;
  readonly reason: RefusalReason;
  readonly accessPoint: AccessPointRecord | null;
  /** Where the access point is known no more. */
  readonly accessPointId: string;
  readonly timeZone: string | null;
  /** Null once erased. */
  readonly uid: string | null;
  /** Null: it is no card here. */
  readonly card: CardRecord | null;
  readonly memberName: string | null;
}

/** So many are looked through, whatever the place: the newest are found at once, those of one place are not. */
const refusalsRead = 200;
const recentMs = 7 * 86_400_000;

/**
 * The last of these places, the latest first. What concerns no place of theirs is left out, as in the API's list.
 *
 * @param place the one they look at; null: all of theirs.
 */
export async function lastRefusals(
  deps: Pick<WebDeps, 'journal' | 'people' | 'registry' | 'clock'>,
  principal: Principal,
  place: Place | null,
  most: number,
): Promise<readonly LastRefusal[]> {
  const since = deps.clock.now() - recentMs;
  const { items } = await deps.journal.taps('refusal', {}, { limit: refusalsRead, cursor: null });
  const theirs = items.filter(
    (tap) =>
      tap.occurredAt >= since &&
      isTheirTap(principal, tap) &&
      (place === null || tap.placeId === place.id) &&
      isReason(tap.reason),
  );
  const alike = [...Map.groupBy(theirs, alikeOf).values()].slice(0, most);
  const uids = alike.flatMap(([tap]) => tap?.cardUid ?? []);
  const cards = new Map((await deps.people.cardsWith(uids)).map((card) => [card.uid, card]));
  return Promise.all(alike.map((taps) => tell(deps, taps, cards)));
}

const alikeOf = ({ id, cardUid, accessPoint, reason }: TapRecord): string =>
  cardUid === null ? id : [cardUid, accessPoint, reason].join('\n');

const isReason = (reason: string | null): boolean => reason !== null && reason in refusalTable;

async function tell(
  { registry }: Pick<WebDeps, 'registry'>,
  taps: readonly TapRecord[],
  cards: ReadonlyMap<string | null, CardRecord>,
): Promise<LastRefusal> {
  const [latest] = taps as [TapRecord];
  const card = latest.cardUid === null ? null : (cards.get(latest.cardUid) ?? null);
  const member = card?.memberId ? await registry.members.find(card.memberId) : null;
  const place = latest.placeId === null ? null : await registry.places.find(latest.placeId);
  return {
    tapId: latest.id,
    at: latest.occurredAt,
    times: taps.length,
    reason: latest.reason as RefusalReason,
    accessPoint: await registry.accessPoints.find(latest.accessPoint),
    accessPointId: latest.accessPoint,
    timeZone: place?.timeZone ?? null,
    uid: latest.cardUid,
    card,
    memberName: member?.name ?? card?.guestName ?? null,
  };
}
