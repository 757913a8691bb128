import type { UnsettledPassage } from '../../ports/ledger.ts';
import type { Page } from '../../ports/registry.ts';
import type { WebDeps } from '../deps.ts';
import { assertPlace } from '../place-scope.ts';
import type { Principal } from '../principal.ts';
import { hoursFilter } from '../worktime.ts';

/** What waits at the places of whoever asks, or at one of these; what counts working time only for those who see it. */
export async function unsettledSeen(
  deps: Pick<WebDeps, 'rates' | 'registry'>,
  principal: Principal,
  {
    placeId,
    page,
  }: {
    readonly placeId: string | undefined;
    readonly page: { readonly limit: number; readonly cursor: string | null };
  },
): Promise<Page<UnsettledPassage>> {
  assertPlace(principal, placeId);
  const places = placeId === undefined ? principal.places : [placeId];
  const found = await deps.rates.unsettled(places, page);
  const seen = await hoursFilter(deps.registry, principal);
  const isSeen = ({ accessPoint, ...one }: UnsettledPassage) =>
    seen({ ...one, entry: { accessPoint } });
  return { ...found, items: found.items.filter(isSeen) };
}
