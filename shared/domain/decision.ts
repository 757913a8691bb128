import type { AccessEntry } from './access-list.ts';
import type { AccessPoint } from './access-point.ts';
import type { ClockState, EpochMs } from './clock.ts';
import type {
  AntiPassback,
  Capacity,
  Known,
  Lockdown,
  PinStanding,
  TokenRules,
  Warning,
} from './place-rules.ts';
import type { RefusalReason } from './refusal.ts';
import type { Schedule } from './schedule.ts';

/** What became of a tap: a value with its reason, never a yes or no alone. */
export type Decision =
  | { readonly outcome: 'granted'; readonly warnings: readonly Warning[] }
  | { readonly outcome: 'denied'; readonly reason: RefusalReason };

/** What a place decided beforehand for its doors. */
export interface PlaceRules {
  readonly id: string;
  readonly timeZone: string;
  /** What holds while nobody vouches for the clock and a schedule would have to be read. */
  readonly unsyncedSchedules: 'allow' | 'deny' | 'lastKnown';
  readonly listMaxAgeDays: number;
  readonly antiPassback: AntiPassback;
  readonly capacity: Capacity;
  /** Left out: as where nobody decided. */
  readonly tokens?: TokenRules;
  readonly lockdown: Lockdown | null;
}

export interface DecisionInput {
  /** What the reader said, upper-case hex of any length. */
  readonly uid: string;
  /** The card on the access list; null: not on it. */
  readonly entry: AccessEntry | null;
  readonly accessPoint: Pick<
    AccessPoint,
    'id' | 'direction' | 'area' | 'counts' | 'debounceSeconds' | 'pin'
  >;
  readonly place: PlaceRules;
  readonly schedules: readonly Schedule[];
  /** The time to decide by: while the clock is at its `floor`, that of the newest entry. */
  readonly now: EpochMs;
  readonly clock: ClockState;
  /** Since the cloud last confirmed the list (`listAgeMs`); null: no list, or none ever confirmed. */
  readonly listAgeMs: number | null;
  readonly known: Known;
  readonly pin: PinStanding;
  /** What coming in here takes at least (`unitsNeeded`), in hundredths of a token; 0: it is free of charge. */
  readonly unitsNeeded: number;
}
