import { dayOf, longDay, timeOf } from '../format.ts';
import { narrowedTo, periodOf, type ReportView } from './view.ts';

/** On paper alone: where, when, and as of what moment. */
export function PrintHead({
  view,
}: {
  view: Pick<
    ReportView,
    | 'from'
    | 'to'
    | 'today'
    | 'language'
    | 'words'
    | 'now'
    | 'timeZone'
    | 'query'
    | 'choices'
    | 'memberName'
    | 'pool'
  > & {
    readonly places: readonly { readonly id: string; readonly name: string }[];
  };
}) {
  const { words, places, query, now, timeZone, language, today } = view;
  const place =
    places.find(({ id }) => id === query.place) ??
    (places.length === 1 && view.pool === null ? places[0] : null);
  const { place: _place, ...besidePlace } = query;
  const beside = narrowedTo({ ...view, query: besidePlace });
  const printed = `${longDay(dayOf(now, timeZone), language, today)}, ${timeOf(now, timeZone)}`;
  return (
    <p class="print-only">
      <b>{[place?.name ?? words.allPlaces, beside].filter((said) => said).join(', ')}</b>
      {'. '}
      {words.reportTitle(periodOf(view))}
      {'. '}
      {words.printedAt(printed)}
    </p>
  );
}
