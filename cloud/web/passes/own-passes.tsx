import type { LocalDate } from '../../../shared/domain/schedule.ts';
import type { CarnetLine } from '../../ports/passes.ts';
import type { Place } from '../../ports/registry.ts';
import type { PageContext } from '../pages/page-context.ts';
import { leftText } from './left.ts';

/** The passes somebody has left, for themselves: a line for each place, where they are of several. */
export function OwnPasses({
  context: { words, language },
  carnets,
  places,
  today,
}: {
  readonly context: PageContext;
  readonly carnets: readonly CarnetLine[];
  readonly places: readonly Pick<Place, 'id' | 'name'>[];
  readonly today: LocalDate;
}) {
  const byPlace = [...Map.groupBy(carnets, ({ placeId }) => placeId)];
  return (
    <>
      {byPlace.map(([placeId, of]) => {
        const left = leftText(of, { words, language, today });
        return (
          <p>
            {byPlace.length > 1 && <b>{places.find(({ id }) => id === placeId)?.name} </b>}
            {left === '' ? words.ownPassesNone : words.ownPasses(left)}
          </p>
        );
      })}
    </>
  );
}
