import type { HoursShown } from '../../../shared/domain/report-shown.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import type { FedowPool } from '../../ports/fedow-pool.ts';
import type { PassageRow } from '../../ports/report.ts';
import type { WebDeps } from '../deps.ts';
import type { Words } from '../language.ts';
import { mayAt, type Principal } from '../principal.ts';
import type { ReportQuery } from '../report-filter.ts';

/** What was asked for of what venues share; null: nothing. Throws `notFound`, of one that is not theirs too. */
export async function poolAsked(
  { fedowPools }: Pick<WebDeps, 'fedowPools'>,
  principal: Principal,
  { pool: id }: ReportQuery,
): Promise<FedowPool | null> {
  if (!id) return null;
  const pool = await fedowPools.find(id);
  if (pool && mayAt(principal, pool.placeId)) return pool;
  throw failure('notFound', { what: 'shared asset', id });
}

/** Who may see what is shared sees the other venues in it, and hours there as at the place that shares. */
export function hoursInPool(hours: HoursShown, pool: FedowPool | null): HoursShown {
  if (pool === null) return hours;
  const venues = pool.venues.map(({ id }) => id);
  const { places, hidden } = hours;
  const withVenues = (of: ReadonlySet<string>): ReadonlySet<string> =>
    of.has(pool.placeId) ? new Set([...of, ...venues]) : of;
  return {
    places: places === '*' ? places : [...places, ...venues],
    hidden: hidden && {
      ...hidden,
      worktimePlaces: withVenues(hidden.worktimePlaces),
      worktimeSomewhere: withVenues(hidden.worktimeSomewhere),
    },
  };
}

export const isForeign = ({ place }: Pick<PassageRow, 'place'>, pool: FedowPool | null): boolean =>
  pool?.venues.some(({ id }) => id === place) ?? false;

/** A tap at another venue by a card that nobody knows here: its tag is all there is. Null: it is not such a one. */
export function strangerName(
  { memberName, cardNumber, cardUid }: PassageRow,
  words: Words,
): string | null {
  if (memberName !== null || cardNumber !== null) return null;
  return cardUid.startsWith('wallet-') ? words.pooledNoCard : words.pooledTag(cardUid.slice(0, 8));
}
