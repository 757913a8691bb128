import type { EpochMs } from './clock.ts';
import { isMetered, type Priced, type RateVersion, ratesAt } from './rate.ts';

/**
 * What coming in takes at least, in hundredths of a token: what an item takes in advance, or a passage's minimum, or
 * anything at all. 0: it is free of charge; so is what two rules contradict each other about, until staff settle it.
 */
export function unitsNeeded(versions: readonly RateVersion[], at: EpochMs, where: Priced): number {
  const held = ratesAt(versions, at, where).map(({ terms }) => terms);
  const prepaid = Math.max(0, ...held.map((terms) => terms.prepaidUnits));
  const [rule, second] = held.filter(isMetered);
  return rule && !second ? Math.max(1, prepaid, rule.minimumUnits) : prepaid;
}
