import type { AccessEntry, ListGrant } from './access-list.ts';
import type { AccessPoint } from './access-point.ts';
import { isRandomUid } from './card.ts';
import type { ClockState, EpochMs } from './clock.ts';
import { isWithin } from './opening.ts';
import type {
  AntiPassback,
  Capacity,
  Known,
  Lockdown,
  PinStanding,
  Warning,
} from './place-rules.ts';
import { placeTime } from './place-time.ts';
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
  readonly lockdown: Lockdown | null;
}

export interface DecisionInput {
  /** What the reader said, upper-case hex of any length. */
  readonly uid: string;
  /** The card on the access list; null: not on it. */
  readonly entry: AccessEntry | null;
  readonly accessPoint: Pick<AccessPoint, 'id' | 'direction' | 'area' | 'counts' | 'pin'>;
  readonly place: PlaceRules;
  readonly schedules: readonly Schedule[];
  /** The time to decide by: while the clock is at its `floor`, that of the newest entry. */
  readonly now: EpochMs;
  readonly clock: ClockState;
  /** Since the cloud last confirmed the list (`listAgeMs`); null: no list, or none ever confirmed. */
  readonly listAgeMs: number | null;
  readonly known: Known;
  readonly pin: PinStanding;
  /** What the tap is for, in hundredths of a token an hour; 0: free of charge. */
  readonly hundredthsPerHour: number;
}

const dayMs = 86_400_000;
const granted: Decision = { outcome: 'granted', warnings: [] };
const denied = (reason: RefusalReason): Decision => ({ outcome: 'denied', reason });

/**
 * Whether this card may enter here and now, from what the device holds alone.
 *
 * The first that applies decides, in this order: `randomUid` (no list can know it), `listTooOld` (nothing on it
 * can be believed), `unknownCard`, `cardInactive`, `notYetValid` and `expired` (local days of the place, both
 * included), `notPermittedHere` (no grant names this access point), then the schedules of those that do:
 * `notPermittedNow`, or `clockUnknown` where the place wants a clock that somebody vouches for. The other reasons
 * are given by the story around this decision.
 */
export function decide(input: DecisionInput): Decision {
  const { uid, entry, place, listAgeMs } = input;
  if (isRandomUid(uid)) return denied('randomUid');
  if (listAgeMs === null || listAgeMs > place.listMaxAgeDays * dayMs) return denied('listTooOld');
  if (entry === null) return denied('unknownCard');
  if (entry.state !== 'active') return denied('cardInactive');
  const outOfDate = judgeDays(entry, input);
  if (outOfDate !== null) return denied(outOfDate);
  const here = entry.grants.filter(
    (grant) => grant.accessPoints === '*' || grant.accessPoints.includes(input.accessPoint.id),
  );
  if (here.length === 0) return denied('notPermittedHere');
  return judgeSchedules(here, input);
}

/**
 * A clock nobody vouches for usually lags: what it calls past is past, but what it calls the future may have
 * come. So `notYetValid` needs a synced clock, or else the place's rule speaks.
 */
function judgeDays(
  entry: Pick<AccessEntry, 'validFrom' | 'validUntil'>,
  { now, clock, place }: DecisionInput,
): RefusalReason | null {
  if (entry.validFrom === null && entry.validUntil === null) return null;
  const { date: today } = placeTime(now, place.timeZone);
  if (entry.validUntil !== null && today > entry.validUntil) return 'expired';
  if (entry.validFrom === null || today >= entry.validFrom) return null;
  if (clock === 'synced') return 'notYetValid';
  return place.unsyncedSchedules === 'allow' ? null : 'clockUnknown';
}

function judgeSchedules(here: readonly ListGrant[], input: DecisionInput): Decision {
  if (here.some((grant) => grant.schedule === null)) return granted;
  const { place, clock } = input;
  if (clock !== 'synced' && place.unsyncedSchedules !== 'lastKnown') {
    return place.unsyncedSchedules === 'allow' ? granted : denied('clockUnknown');
  }
  // A schedule the config does not know yet opens nothing: the config that names it is on its way.
  const holds = input.schedules.some(
    (schedule) =>
      here.some((grant) => grant.schedule === schedule.id) &&
      isWithin(schedule, input.now, place.timeZone),
  );
  return holds ? granted : denied('notPermittedNow');
}
