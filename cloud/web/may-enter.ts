import type { WebDeps } from './deps.ts';
import { whyOf } from './why.ts';

const all = { limit: 1_000, cursor: null };

/**
 * Whether a member would be let in at any way into a place at a moment, by any card of theirs: as its readers would
 * decide.
 */
export async function mayEnter(
  deps: Pick<WebDeps, 'registry' | 'accessRules' | 'ledger' | 'rates'>,
  {
    memberId,
    placeId,
    at,
  }: { readonly memberId: string; readonly placeId: string; readonly at: number },
): Promise<boolean> {
  const { registry } = deps;
  const cards = (await registry.cards.list(all, { memberId })).items.filter(
    ({ uid, state }) => uid !== null && state === 'active',
  );
  const waysIn = (await registry.accessPoints.list(all, { placeId })).items.filter(
    ({ direction }) => direction === 'in' || direction === 'toggle',
  );
  for (const card of cards) {
    for (const way of waysIn) {
      const why = await whyOf(deps, { accessPointId: way.id, cardId: card.id, at });
      if (why.decision.outcome === 'granted') return true;
    }
  }
  return false;
}
