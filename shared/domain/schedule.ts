/** Local wall time of a place, `HH:MM`; `24:00` is the end of the day. */
export type LocalTime = string;
/** Local calendar day of a place, `YYYY-MM-DD`. */
export type LocalDate = string;

/** 1 Monday to 7 Sunday, as ISO 8601 and Temporal count. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** From `from` (included) until `until` (excluded); `until` at or before `from` runs past midnight. */
export interface WeeklyHours {
  readonly weekdays: readonly Weekday[];
  readonly from: LocalTime;
  readonly until: LocalTime;
}

/** A week that repeats, less the days on which it does not apply (both ends included). */
export interface Schedule {
  readonly id: string;
  readonly name: string;
  readonly weekly: readonly WeeklyHours[];
  readonly closures: readonly { readonly from: LocalDate; readonly until: LocalDate }[];
}
