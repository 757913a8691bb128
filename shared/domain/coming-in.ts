import type { DecisionInput } from './decision.ts';
import type { Warning } from './place-rules.ts';
import type { RefusalReason } from './refusal.ts';
import { debounceMsAt } from './visit-policy.ts';

/** What a rule of coming in finds: it refuses, or only notes. */
interface Finding {
  readonly rule: Warning;
  readonly refuses: boolean;
}

const minuteMs = 60_000;

/**
 * What stands against coming in: the first rule that refuses, and what is only noted. Knowledge that is not fresh
 * (too old, or readers of the place cannot be heard) refuses nobody: then each rule notes what it would have refused.
 * Tokens are counted by the cloud alone: what it told of them lately refuses without the other readers too.
 * Leaving is no rule's matter, and neither is an access point whose punches do not count.
 */
export function judgeComingIn(input: DecisionInput): {
  readonly refusal: Extract<RefusalReason, Warning> | null;
  readonly warnings: readonly Warning[];
} {
  const { direction, counts } = input.accessPoint;
  if (direction === 'out' || !counts) return { refusal: null, warnings: [] };
  const findings = [passedBack(input), placeFull(input), noTokens(input)].filter(
    (finding) => finding !== null,
  );
  const refusal = findings.find(({ refuses }) => refuses)?.rule ?? null;
  return { refusal, warnings: refusal === null ? findings.map(({ rule }) => rule) : [] };
}

/** `soft` and `hard`: an `in` by somebody who is in. `timed`: an `in` or `presence` too soon after the last. */
function passedBack({ accessPoint, place, known, now, clock }: DecisionInput): Finding | null {
  const { kind, minutes } = place.antiPassback;
  const { direction } = accessPoint;
  if (kind === 'off' || direction === 'toggle' || isRepeat({ accessPoint, known, now }))
    return null;
  const sinceMs = known.enteredAt === null ? null : now - known.enteredAt;
  if (kind === 'timed') {
    const tooSoon = sinceMs !== null && sinceMs < minutes * minuteMs;
    return tooSoon ? { rule: 'antiPassback', refuses: known.fresh && clock === 'synced' } : null;
  }
  const isAgain = direction === 'in' && known.inside === true;
  return isAgain ? { rule: 'antiPassback', refuses: kind === 'hard' && known.fresh } : null;
}

/** Tapped again at once, because the door was not pulled in time, it opens again: nobody was passed anything. */
function isRepeat({
  accessPoint,
  known,
  now,
}: Pick<DecisionInput, 'accessPoint' | 'known' | 'now'>) {
  if (known.enteredAt === null) return false;
  const sinceMs = now - known.enteredAt;
  return sinceMs >= 0 && sinceMs <= debounceMsAt(accessPoint);
}

/** Only where the tap adds somebody to the place's own area; a room of it holds who is there already. */
function placeFull(input: DecisionInput): Finding | null {
  const { accessPoint, place, known } = input;
  const { most, when } = place.capacity;
  if (most === null || accessPoint.area !== place.id || !addsSomebody(input)) return null;
  if (known.peopleInside === null || known.peopleInside < most) return null;
  return { rule: 'placeFull', refuses: when === 'refuse' && known.fresh };
}

/** A toggle tap is an entry where the person is known to be out. */
const addsSomebody = ({ accessPoint: { direction }, known }: DecisionInput): boolean =>
  (direction === 'in' && known.inside !== true) ||
  (direction === 'toggle' && known.inside === false);

/**
 * Fewer tokens than coming in takes at least; somebody who is in and taps `in` begins anew, and pays anew. A
 * balance that nobody told is no reason for anything.
 */
function noTokens(input: DecisionInput): Finding | null {
  const { accessPoint, known, place, unitsNeeded } = input;
  const begins = accessPoint.direction !== 'toggle' || known.inside === false;
  if (!begins || isRepeat(input) || unitsNeeded === 0 || known.balance === null) return null;
  if (known.balance >= unitsNeeded) return null;
  return { rule: 'noTokens', refuses: place.tokens?.none === 'refuse' && known.balanceIsRecent };
}
