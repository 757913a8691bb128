import { folded } from './folded.ts';
import type { PassageStatus } from './passage.ts';
import type { PassageRow, RowSetting, RowsShown } from './report.ts';
import type { Purpose } from './visit-policy.ts';

/** Which places one may look at, and whether the passages there that count working time are among it. */
export interface HoursShown {
  readonly places: '*' | readonly string[];
  /** What counts working time, where that is not shown: places, and what their areas say for themselves. */
  readonly hidden: {
    readonly worktimePlaces: ReadonlySet<string>;
    /** Those places, and those where a room of its own does. */
    readonly worktimeSomewhere: ReadonlySet<string>;
    readonly purposeOf: ReadonlyMap<string, Purpose | null>;
  } | null;
}

/** `area` null: where it counted is not known any more, for its access point or its passage is gone. */
export interface Counted {
  readonly place: string;
  readonly area: string | null;
}

/** What a report is asked for and may show, as plain data: it is the same in another thread. */
export interface ReportShown {
  readonly hours: HoursShown;
  /** `to_check`: whatever needs a hand. */
  readonly status: PassageStatus | 'to_check' | null;
  /** Of these members alone. */
  readonly members: ReadonlySet<string> | null;
  /** A part of a name, or a whole card number, `folded`; empty: of anybody. */
  readonly typed: string;
}

export const allShown: ReportShown = {
  hours: { places: '*', hidden: null },
  status: null,
  members: null,
  typed: '',
};

export const needsCheck = (row: Pick<PassageRow, 'status'>): boolean =>
  row.status === 'missing_exit' || row.status === 'missing_entry';

/** What may have counted working time is taken for it. */
export const showsHours =
  ({ places, hidden }: HoursShown) =>
  ({ place, area }: Counted): boolean => {
    if (places !== '*' && !places.includes(place)) return false;
    if (hidden === null) return true;
    // The place's own area has the place's id.
    const own = area === place || area === null ? null : hidden.purposeOf.get(area);
    if (area === null || own === undefined) return !hidden.worktimeSomewhere.has(place);
    return own === null ? !hidden.worktimePlaces.has(place) : own !== 'worktime';
  };

export const rowsShown = ({ hours, status, members, typed }: ReportShown): RowsShown => {
  const isIn = showsHours(hours);
  const hasStatus = (row: RowSetting): boolean =>
    status === null || (status === 'to_check' ? needsCheck(row) : row.status === status);
  return {
    setting: (row) => isIn(row) && hasStatus(row),
    holder: ({ memberId, memberName, cardNumber }) =>
      (members === null || (memberId !== null && members.has(memberId))) &&
      (typed === '' ||
        folded(memberName ?? '').includes(typed) ||
        folded(cardNumber ?? '') === typed),
  };
};
