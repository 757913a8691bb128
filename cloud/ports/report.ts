import type { CsvAsked } from '../../shared/domain/csv.ts';
import type { PassageStatus } from '../../shared/domain/passage.ts';
import type { PassageRow } from '../../shared/domain/report.ts';
import type { ReportShown } from '../../shared/domain/report-shown.ts';

export type { PassageRow };

/** What one asks of the report: local days of the place, both included; null: no bound. */
export interface ReportFilter {
  readonly from: string | null;
  readonly to: string | null;
  readonly place: string | null;
  readonly area: string | null;
  readonly member: string | null;
  readonly accessPoint: string | null;
  readonly status: PassageStatus | null;
  /** With those of our people at places of other aggregators, as these tell them. */
  readonly afar?: true;
  /**
   * Of an asset that venues share, by the connection that reads it: our own places that use it, and the others. `*`:
   * beside all else, what was read of any.
   */
  readonly pool?: string;
}

/** What every filter starts from. */
export const everyPassage: ReportFilter = {
  from: null,
  to: null,
  place: null,
  area: null,
  member: null,
  accessPoint: null,
  status: null,
};

/** Until when the figures are complete: the oldest word of any reader the report counts. */
export interface Completeness {
  readonly completeUntil: number | null;
  readonly silent: readonly {
    readonly accessPoint: string;
    readonly name: string;
    readonly since: number | null;
  }[];
  /** Access points whose device is there and says that no reader hears cards: what passes is not known. */
  readonly unread: readonly {
    readonly accessPoint: string;
    readonly name: string;
    readonly since: number;
  }[];
  /** Settings changed, and what is shown may still be paired by the former ones. */
  readonly pairingAnew: boolean;
}

/** Lines of CSV, asked for with plain data: nothing here is lost on the way to another thread. */
export interface LinesAsked {
  readonly filter: ReportFilter;
  /** Decides the shown status. */
  readonly now: number;
  readonly csv: CsvAsked;
  readonly shown: ReportShown;
}

export interface PassageReader {
  /** Streams in order, bounded memory, from a read-only view; `now` decides the shown status. */
  stream(filter: ReportFilter, now: number): AsyncIterable<readonly PassageRow[]>;
  /** A member's passages back to that local day, the newest first: to be broken off after the last few. */
  lastOf(member: string, from: string, now: number): AsyncIterable<readonly PassageRow[]>;
  /**
   * The rows of `stream` as lines of CSV in UTF-8, many at once, without the header: a year of a whole venue in
   * seconds. It throws where it cannot go on, so that what was written until then is never taken for the whole.
   *
   * A long one may wait some seconds for its turn; an account (`by`) has one at a time. Throws `exportsBusy` before the
   * first line where none came.
   */
  lines(asked: LinesAsked, by?: string): AsyncIterable<Uint8Array>;
  page(
    filter: ReportFilter,
    now: number,
    page: { limit: number; cursor: string | null },
  ): Promise<{ readonly items: readonly PassageRow[]; readonly nextCursor: string | null }>;
  /** One passage by its id. */
  find(id: string, now: number): Promise<PassageRow | null>;
  completeness(filter: ReportFilter, now: number): Promise<Completeness>;
}
