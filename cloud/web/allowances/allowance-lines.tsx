import { tokensText } from '../../../shared/domain/item.ts';
import type { Month } from '../../../shared/domain/month.ts';
import type { Allowance } from '../../ports/allowances.ts';
import { monthLong } from '../format.ts';
import type { PageContext } from '../pages/page-context.ts';

/** Of each place and group what holds now, and what will: what is over says nothing any more. */
export function heldSince(all: readonly Allowance[], thisMonth: Month): readonly Allowance[] {
  const found = new Map<string, Allowance[]>();
  // The newest first: of those that began, the first one holds.
  for (const one of all) {
    const of = found.get(one.id) ?? [];
    if (one.since > thisMonth || !of.some(({ since }) => since <= thisMonth)) of.push(one);
    found.set(one.id, of);
  }
  return [...found.values()].flatMap((of) =>
    of.length === 1 && of[0]?.units === 0 && of[0].since <= thisMonth ? [] : of.toReversed(),
  );
}

/** What a group is given each month, in plain sentences. */
export function AllowanceText({
  context: { words, language, places },
  allowance: { units, keeps, since, paid, placeId },
  thisMonth,
}: {
  readonly context: PageContext;
  readonly allowance: Allowance;
  readonly thisMonth: Month;
}) {
  const place = places.find(({ id }) => id === placeId);
  return (
    <>
      {places.length > 1 && place && <b>{place.name} </b>}
      {since > thisMonth && <b>{words.allowanceFrom(monthLong(since, language))} </b>}
      {units === 0 ? words.allowanceStops : words.allowanceSays(tokensText(units, language), keeps)}{' '}
      {paid !== null && since <= thisMonth && units > 0 && (
        <small>{words.allowancePaid(monthLong(paid, language))}</small>
      )}
    </>
  );
}
