import type { SealedMonth } from '../../../shared/domain/report-totals.ts';
import type { ReportFilter } from '../../ports/report.ts';
import type { Seals } from '../../ports/retention.ts';
import type { ReportQuery } from '../report-filter.ts';

/**
 * What stays of passages that were kept no longer, as far as the question can be answered by it: of whole months that
 * were asked for, and of nobody in particular.
 */
export async function sealedFor(
  seals: Seals,
  {
    query,
    from,
    to,
    place,
    area,
  }: Pick<ReportFilter, 'from' | 'to' | 'place' | 'area'> & {
    readonly query: ReportQuery;
  },
  may: (of: { readonly place: string; readonly area: string }) => boolean,
): Promise<readonly SealedMonth[]> {
  if (query.member?.trim() || query.group || query.home || query.accessPoint || query.status)
    return [];
  return (await seals.months()).filter(
    (one) =>
      may(one) &&
      (place === null || place === one.place) &&
      (area === null || area === one.area) &&
      (from === null || from <= `${one.month}-01`) &&
      (to === null || to >= lastDayOf(one.month)),
  );
}

const lastDayOf = (month: string): string => {
  const first = Temporal.PlainDate.from(`${month}-01`);
  return first.with({ day: first.daysInMonth }).toString();
};
