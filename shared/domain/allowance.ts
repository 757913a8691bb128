import { type LedgerEntry, reversalOf } from './ledger.ts';
import { type Month, monthAfter } from './month.ts';

/** What each member of a group is given at the beginning of a month. */
export interface AllowanceTerms {
  /** Hundredths of a token; 0: nothing from then on. */
  readonly units: number;
  /** Whether what is left of it when the month is over stays theirs; else it expires. */
  readonly keeps: boolean;
}

/** What staff said, and from which month on: what was given before stays as it was. */
export interface AllowanceVersion extends AllowanceTerms {
  readonly since: Month;
}

/** A thousand tokens a month: more was typed by mistake. */
export const mostAllowance = 100_000;
/** What was missed longer ago is not made up for: a clock that was wrong would give years of it. */
const mostMissed = 12;

export const termsIn = (
  versions: readonly AllowanceVersion[],
  month: Month,
): AllowanceTerms | null =>
  versions
    .filter(({ since }) => since <= month)
    .reduce<AllowanceVersion | null>(
      (last, one) => (last && one.since < last.since ? last : one),
      null,
    );

/**
 * Months that have to be given now: this one, and those that were missed since the last that was. Of a gap of more
 * than a year this one alone: rather the clock was wrong than everybody away.
 *
 * @param paid the last month that was given; null: none ever.
 * @param first since which there is an allowance.
 */
export function monthsDue(paid: Month | null, first: Month, now: Month): readonly Month[] {
  if (now < first) return [];
  if (paid === null || paid >= now || monthAfter(paid, mostMissed) < now) return [now];
  const months: Month[] = [];
  for (let month = monthAfter(paid, 1); month <= now; month = monthAfter(month, 1))
    if (month >= first) months.push(month);
  return months;
}

/**
 * What of a month's allowances expires with it: what was not used of those that are not kept, never more than they
 * hold. What expires is used first.
 *
 * @param given those that expire, in the order in which they are used.
 * @param used in the month.
 * @param held at its end.
 */
export function expiring(given: readonly number[], used: number, held: number): readonly number[] {
  let spent = Math.max(0, used);
  let left = Math.max(0, held);
  return given.map((units) => {
    const expires = Math.min(left, Math.max(0, units - spent));
    spent = Math.max(0, spent - units);
    left -= expires;
    return expires;
  });
}

/**
 * What has to be written so that this amount stands: nothing where it does, else the reversal of what stands and the
 * new entry.
 *
 * @param before all entries that ever said it, in their order, with what undid them.
 * @param wanted of no units: nothing is to stand.
 */
export function postAmount(
  before: readonly LedgerEntry[],
  wanted: LedgerEntry,
): readonly LedgerEntry[] {
  const undone = new Set(before.map(({ reverses }) => reverses));
  const said = before.filter(({ reverses }) => reverses === null);
  const stands = said.find(({ key }) => !undone.has(key));
  if ((stands?.units ?? 0) === wanted.units) return [];
  return [
    ...(stands ? [reversalOf(stands, wanted.at)] : []),
    ...(wanted.units > 0 ? [{ ...wanted, key: `${wanted.key} ${said.length}` }] : []),
  ];
}
