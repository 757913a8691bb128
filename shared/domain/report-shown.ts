import type { EpochMs } from './clock.ts';
import { folded } from './folded.ts';
import { type Homes, homeOf, movedHome } from './home-place.ts';
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
    /** Access points that say something for themselves. */
    readonly points: ReadonlyMap<string, Purpose>;
    /** Members whose groups say something: whether one of these counts working time. */
    readonly members: ReadonlyMap<string, boolean>;
  } | null;
}

/** Whether it takes each passage to say who may see it: what was added up before says too little. */
export const judgesEachPassage = ({ hidden }: HoursShown): boolean =>
  hidden !== null && hidden.points.size + hidden.members.size > 0;

/**
 * `area` null: where it counted is not known any more, for its access point or its passage is gone. Without the rest it
 * is about nobody in particular.
 */
export interface Counted {
  readonly place: string;
  readonly area: string | null;
  readonly memberId?: string | null;
  readonly entry?: { readonly accessPoint: string | null } | null;
  readonly exit?: { readonly accessPoint: string | null } | null;
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
  /** Of those at home there alone; `place` null: of those of whom nobody said where. */
  readonly home: { readonly place: string | null; readonly homes: Homes } | null;
}

export const allShown: ReportShown = {
  hours: { places: '*', hidden: null },
  status: null,
  members: null,
  typed: '',
  home: null,
};

export const needsCheck = (row: Pick<PassageRow, 'status'>): boolean =>
  row.status === 'missing_exit' || row.status === 'missing_entry';

/** What may have counted working time is taken for it. A group's word stands before all others, as in `purposeOf`. */
export const showsHours = (hours: HoursShown): ((row: Counted) => boolean) => {
  const ofMember = hoursOfMember(hours);
  const where = hoursWhere(hours);
  const { places } = hours;
  return (row) => {
    if (places !== '*' && !places.includes(row.place)) return false;
    const accessPoint = row.entry?.accessPoint ?? row.exit?.accessPoint ?? null;
    return ofMember(row.memberId ?? null) ?? where({ ...row, accessPoint });
  };
};

/** What the groups of a member say; null: as where they badge. */
const hoursOfMember =
  ({ hidden }: HoursShown) =>
  (memberId: string | null): boolean | null => {
    const counts = memberId === null ? undefined : hidden?.members.get(memberId);
    return counts === undefined ? null : !counts;
  };

type Where = Pick<Counted, 'place' | 'area'> & { readonly accessPoint: string | null };
const hoursWhere =
  ({ hidden }: HoursShown) =>
  ({ place, area, accessPoint }: Where): boolean => {
    if (hidden === null) return true;
    const said = accessPoint === null ? undefined : hidden.points.get(accessPoint);
    if (said !== undefined) return said !== 'worktime';
    // The place's own area has the place's id.
    const own = area === place || area === null ? null : hidden.purposeOf.get(area);
    if (area === null || own === undefined) return !hidden.worktimeSomewhere.has(place);
    return own === null ? !hidden.worktimePlaces.has(place) : own !== 'worktime';
  };

export const rowsShown = ({ hours, status, members, typed, home }: ReportShown): RowsShown => {
  const { places } = hours;
  const hasStatus = (row: RowSetting): boolean =>
    status === null || (status === 'to_check' ? needsCheck(row) : row.status === status);
  const ofMember = hoursOfMember(hours);
  const where = hoursWhere(hours);
  return {
    setting: (row) => (places === '*' || places.includes(row.place)) && hasStatus(row),
    hoursThere: (row) =>
      where({ ...row, accessPoint: row.entryAccessPoint ?? row.exitAccessPoint }),
    hoursOf: ({ memberId }) => ofMember(memberId),
    holder: ({ memberId, memberName, cardNumber, cardUid }) => {
      const isAsked =
        (members === null || (memberId !== null && members.has(memberId))) &&
        (typed === '' ||
          folded(memberName ?? '').includes(typed) ||
          folded(cardNumber ?? '') === typed);
      if (!isAsked || home === null) return isAsked;
      const isHome = (at: EpochMs) => homeOf(home.homes, { cardUid, memberId }, at) === home.place;
      return movedHome(home.homes, { cardUid, memberId }) ? isHome : isHome(0);
    },
  };
};
