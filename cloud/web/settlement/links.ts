import { daysOf } from '../../../shared/domain/month.ts';
import { reportPath } from '../report/view.ts';
import { noHome } from '../report-filter.ts';

export const settlementPath = '/rapport/settlement';

/** The report of just the passages that a figure counts. */
export const passagesLink = (
  month: string,
  { home, visited }: { readonly home: string | null; readonly visited: string },
): string =>
  `${reportPath}?${new URLSearchParams({ ...daysOf(month), place: visited, home: home ?? noHome })}`;

export const statementLink = (month: string, one: string, other: string): string =>
  `/rapport/settlement.pdf?${new URLSearchParams({ month, one, other })}`;
