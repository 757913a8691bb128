import type { HomeBefore } from '../../../shared/domain/home-place.ts';
import { dayOf, shortDay } from '../format.ts';
import type { PageContext } from '../pages/page-context.ts';

interface HomeSaid {
  readonly homePlaceId: string | null;
  /** The oldest first. */
  readonly before: readonly HomeBefore[];
  /** What no home means, where that says something; null: nobody had said, and what was said first holds. */
  readonly none: string | null;
  readonly today: string;
  readonly timeZone: string;
}

/** `Lieu de référence : L’Annexe, depuis le 12 mars. Avant : La Filature jusqu’au 12 mars.`; empty: nothing is said. */
export function homeSaid(
  { words, language, places }: Pick<PageContext, 'words' | 'language' | 'places'>,
  { homePlaceId, before, none, today, timeZone }: HomeSaid,
): string {
  const nameOf = (id: string | null): string =>
    id === null
      ? (none ?? words.homeSaidNone)
      : (places.find((place) => place.id === id)?.name ?? words.homeOther);
  const day = (at: number) => shortDay(dayOf(at, timeZone), language, today);
  const told = before.filter(({ home }) => home !== null || none !== null);
  const last = told.at(-1);
  if (last === undefined) return homePlaceId === null ? '' : words.homeSaid(nameOf(homePlaceId));
  const list = told
    .toReversed()
    .map(({ home, until }) => words.homeUntil(nameOf(home), day(until)));
  return `${words.homeSince(nameOf(homePlaceId), day(last.until))} ${words.homesBefore(list.join(', '))}`;
}
