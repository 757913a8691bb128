import type { Adoption } from '../../../shared/domain/adoption.ts';
import { tagsOf } from '../../../shared/domain/card.ts';
import type { TapRecord } from '../../ports/journal.ts';
import type { CardRecord } from '../../ports/registry.ts';
import type { WebDeps } from '../deps.ts';
import { mayAt, type Principal } from '../principal.ts';

/** A card that nobody here knows, by its latest tap. */
export interface UnknownCard {
  /** The refusal's id: the whole uid never reaches a page. */
  readonly tapId: string;
  readonly uid: string;
  readonly at: number;
  readonly placeId: string | null;
  readonly accessPoint: string;
  readonly times: number;
  readonly adoption: Adoption<CardRecord>;
}

/** So many refusals are looked through: what is older was of no use for weeks. */
const refusalsRead = 500;

/** Cards nobody knows that were tapped of late, the latest first. */
export async function unknownCards(
  deps: Pick<WebDeps, 'journal' | 'people'>,
  principal: Principal,
  limit: number,
): Promise<readonly UnknownCard[]> {
  const byUid = await unknownByUid(deps, principal);
  const latest = [...byUid.values()].slice(0, limit);
  return Promise.all(
    latest.map(async (taps) => {
      const [tap] = taps as [Tapped];
      return {
        tapId: tap.id,
        uid: tap.cardUid,
        at: tap.occurredAt,
        placeId: tap.placeId,
        accessPoint: tap.accessPoint,
        times: taps.length,
        adoption: await adoptionOfTap(deps, tap.cardUid, [...byUid.keys()]),
      };
    }),
  );
}

type Tapped = TapRecord & { readonly cardUid: string };

async function unknownByUid(
  { journal, people }: Pick<WebDeps, 'journal' | 'people'>,
  principal: Principal,
): Promise<ReadonlyMap<string, readonly Tapped[]>> {
  const { items } = await journal.taps(
    'refusal',
    { reason: 'unknownCard' },
    { limit: refusalsRead, cursor: null },
  );
  const taps = items.filter(
    (tap): tap is Tapped =>
      tap.cardUid !== null && (tap.placeId === null || mayAt(principal, tap.placeId)),
  );
  const byUid = Map.groupBy(taps, (tap) => tap.cardUid);
  const known = await people.cardsWith([...byUid.keys()]);
  for (const { uid } of known) byUid.delete(uid ?? '');
  return byUid;
}

/** Two unknown cards that fit one card of a batch: neither is it until somebody has read its printed number. */
export async function adoptionOfTap(
  { people }: Pick<WebDeps, 'people'>,
  uid: string,
  unknownUids: readonly string[],
): Promise<Adoption<CardRecord>> {
  const adoption = await people.adoption(uid);
  if (adoption.kind !== 'one') return adoption;
  const { card } = adoption;
  const isShared = unknownUids.some((other) => other !== uid && tagsOf(other).includes(card.tag8));
  return isShared ? { kind: 'ambiguous', cards: [card] } : adoption;
}
