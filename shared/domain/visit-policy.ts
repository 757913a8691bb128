import type { LocalTime } from './schedule.ts';

export const missingExitRules = ['flag', 'closeAtClosing', 'closeAtPlaceExit'] as const;
export type MissingExitRule = (typeof missingExitRules)[number];

export const purposes = ['usage', 'access', 'worktime'] as const;
export type Purpose = (typeof purposes)[number];

/** How a place, or an area with rules of its own, turns punches into passages. */
export interface VisitPolicy {
  readonly maxVisitMinutes: number;
  readonly closesAt: LocalTime | null;
  readonly debounceSeconds: number;
  readonly missingExit: MissingExitRule;
  readonly purpose: Purpose;
  /** IANA name, for example `Europe/Paris`. */
  readonly timeZone: string;
}

export const defaultVisitPolicy: Omit<VisitPolicy, 'timeZone'> = {
  maxVisitMinutes: 720,
  closesAt: null,
  debounceSeconds: 5,
  missingExit: 'flag',
  purpose: 'usage',
};

/** Until when a second tap the same way is the first one, read again, as its access point was told. */
export const debounceMsAt = (at: { readonly debounceSeconds?: number }): number =>
  (at.debounceSeconds ?? defaultVisitPolicy.debounceSeconds) * 1_000;
