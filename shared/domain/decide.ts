import type { AccessEntry, ListGrant } from './access-list.ts';
import { isRandomUid } from './card.ts';
import { judgeComingIn } from './coming-in.ts';
import type { Decision, DecisionInput } from './decision.ts';
import { isWithin } from './opening.ts';
import { judgePin } from './pin-asked.ts';
import type { Warning } from './place-rules.ts';
import { placeTime } from './place-time.ts';
import type { RefusalReason } from './refusal.ts';

const dayMs = 86_400_000;
const granted = (warnings: readonly Warning[]): Decision => ({ outcome: 'granted', warnings });
const denied = (reason: RefusalReason): Decision => ({ outcome: 'denied', reason });

/**
 * Whether this card may pass here and now, from what the device holds alone.
 *
 * The first that applies decides, in this order: `lockedDown` (nobody comes in, whoever they are), `randomUid` (no
 * list can know it), `listTooOld` (nothing on it can be believed), `unknownCard`, `cardInactive`, `notYetValid` and
 * `expired` (local days of the place, both included), `notPermittedHere` (no grant names this access point), then the
 * schedules of those that do: `notPermittedNow`, or `clockUnknown` where the place wants a clock that somebody vouches
 * for; then `antiPassback`, `placeFull` and `noTokens` (see `judgeComingIn`), and last the PIN, so that nobody types
 * one in vain: `pinRequired`, `pinWrong`, `tooManyAttempts`. The other reasons are given by the story around this
 * decision.
 *
 * At an `out` access point neither a lockdown nor anti-passback, capacity or a balance ever refuses: these rules say
 * who may come in, and one that held people inside would be a danger to them, and keep a full place full.
 */
export function decide(input: DecisionInput): Decision {
  const { uid, entry, place, accessPoint, listAgeMs } = input;
  if (place.lockdown !== null && accessPoint.direction !== 'out') return denied('lockedDown');
  if (isRandomUid(uid)) return denied('randomUid');
  if (listAgeMs === null || listAgeMs > place.listMaxAgeDays * dayMs) return denied('listTooOld');
  if (entry === null) return denied('unknownCard');
  if (entry.state !== 'active') return denied('cardInactive');
  const outOfDate = judgeDays(entry, input);
  if (outOfDate !== null) return denied(outOfDate);
  const here = entry.grants.filter(
    (grant) => grant.accessPoints === '*' || grant.accessPoints.includes(accessPoint.id),
  );
  if (here.length === 0) return denied('notPermittedHere');
  const outOfHours = judgeSchedules(here, input);
  if (outOfHours !== null) return denied(outOfHours);
  const { refusal, warnings } = judgeComingIn(input);
  if (refusal !== null) return denied(refusal);
  const wanting = judgePin(input);
  return wanting === null ? granted(warnings) : denied(wanting);
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

function judgeSchedules(here: readonly ListGrant[], input: DecisionInput): RefusalReason | null {
  if (here.some((grant) => grant.schedule === null)) return null;
  const { place, clock } = input;
  if (clock !== 'synced' && place.unsyncedSchedules !== 'lastKnown') {
    return place.unsyncedSchedules === 'allow' ? null : 'clockUnknown';
  }
  // A schedule the config does not know yet opens nothing: the config that names it is on its way.
  const holds = input.schedules.some(
    (schedule) =>
      here.some((grant) => grant.schedule === schedule.id) &&
      isWithin(schedule, input.now, place.timeZone),
  );
  return holds ? null : 'notPermittedNow';
}
