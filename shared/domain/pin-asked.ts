import type { DecisionInput } from './decision.ts';
import { isWithin } from './opening.ts';
import type { PinStanding } from './place-rules.ts';
import type { RefusalReason } from './refusal.ts';

/**
 * Whether a PIN is asked for besides the card. Where it cannot be told, because nobody vouches for the clock or the
 * schedule is not known yet, it is: a second factor is never left out by accident.
 */
export function isPinAsked({
  accessPoint: { pin },
  place,
  schedules,
  now,
  clock,
}: Pick<DecisionInput, 'place' | 'schedules' | 'now' | 'clock'> & {
  readonly accessPoint: Pick<DecisionInput['accessPoint'], 'pin'>;
}): boolean {
  if (pin === null) return false;
  if (pin.schedule === null) return true;
  if (clock !== 'synced' && place.unsyncedSchedules !== 'lastKnown') return true;
  const hours = schedules.filter(({ id }) => id === pin.schedule);
  return hours.length === 0 || hours.some((schedule) => isWithin(schedule, now, place.timeZone));
}

const refusals: Readonly<Record<PinStanding, RefusalReason | null>> = {
  none: 'pinRequired',
  right: null,
  wrong: 'pinWrong',
  locked: 'tooManyAttempts',
};

/** What stands against this card for want of its PIN. */
export const judgePin = (input: DecisionInput): RefusalReason | null =>
  isPinAsked(input) ? refusals[input.pin] : null;
