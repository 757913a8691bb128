import type {
  AntiPassbackKind,
  FullHouseRule,
  Lockdown,
  NoTokensRule,
} from '../../shared/domain/place-rules.ts';

/** Who may come in to a place, beyond rights and hours. */
export interface EntryRules {
  /** People who may be there at once; null: nobody counts them. */
  readonly capacity: number | null;
  /** What becomes of the next one when so many are in. */
  readonly capacityRule: FullHouseRule;
  readonly antiPassback: AntiPassbackKind;
  /** Of `timed`: minutes from one entry until the next. */
  readonly antiPassbackMinutes: number;
  /** What becomes of somebody who has too few time tokens for what costs some. */
  readonly noTokens: NoTokensRule;
  /** Hundredths of a token: who has fewer is told so at the reader; 0: nobody is. */
  readonly lowBalanceUnits: number;
  /** While it lasts nobody comes in; begun and ended by `lockdowns`. */
  readonly lockdown: Lockdown | null;
}
