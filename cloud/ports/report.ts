import type { Anomaly, PassageEnd, PassageStatus } from '../../shared/domain/passage.ts';

/** What one asks of the report: local days of the place, both included; null: no bound. */
export interface ReportFilter {
  readonly from: string | null;
  readonly to: string | null;
  readonly place: string | null;
  readonly area: string | null;
  readonly member: string | null;
  readonly accessPoint: string | null;
  readonly status: PassageStatus | null;
}

/** A passage with the names a person reads. Rows come by entry (or exit) time. */
export interface PassageRow {
  readonly id: string;
  readonly place: string;
  readonly area: string;
  readonly timeZone: string;
  readonly memberId: string | null;
  readonly memberName: string | null;
  readonly cardUid: string;
  readonly cardNumber: string | null;
  readonly entry: PassageEnd | null;
  readonly exit: PassageEnd | null;
  readonly entryAccessPointName: string | null;
  readonly exitAccessPointName: string | null;
  /** As of `now`: an open passage that went stale is `missing_exit` or `auto_closed` here. */
  readonly status: PassageStatus;
  readonly anomalies: readonly Anomaly[];
  readonly durationMs: number | null;
  readonly corrected: boolean;
}

/** Until when the figures are complete: the oldest word of any reader the report counts. */
export interface Completeness {
  readonly completeUntil: number | null;
  readonly silent: readonly {
    readonly accessPoint: string;
    readonly name: string;
    readonly since: number | null;
  }[];
}

export interface PassageReader {
  /** Streams in order, bounded memory, from a read-only view; `now` decides the shown status. */
  stream(filter: ReportFilter, now: number): AsyncIterable<readonly PassageRow[]>;
  page(
    filter: ReportFilter,
    now: number,
    page: { limit: number; cursor: string | null },
  ): Promise<{ readonly items: readonly PassageRow[]; readonly nextCursor: string | null }>;
  /** One passage by its id. */
  find(id: string, now: number): Promise<PassageRow | null>;
  completeness(filter: ReportFilter, now: number): Promise<Completeness>;
}
