import type { DeliveryRecord } from '../../ports/connections.ts';

/**
 * What another try of a delivery would do. `now`: it is certainly not there, and leaves at once; `looks`: it is looked
 * for there first, so that it is there once; `soon`: as `now`, for as long as the other side's own time is near enough.
 * Where none is made: it is `there`, it is too `late` for it, or it might be there `twice`.
 */
export type Again = 'now' | 'looks' | 'soon' | 'there' | 'late' | 'twice';

export function againOf(
  { state, isForGood }: Pick<DeliveryRecord, 'state' | 'isForGood'>,
  isAtMostOnce: boolean,
): Again {
  if (state === 'delivered') return 'there';
  if (state === 'expired') return 'late';
  if (state === 'unknown') return isForGood || isAtMostOnce ? 'twice' : 'looks';
  return isAtMostOnce ? 'soon' : 'now';
}

export const isTried = (again: Again): boolean =>
  again === 'now' || again === 'looks' || again === 'soon';
