import type { EpochMs } from '../shared/domain/clock.ts';
import { defaultPlaceRules } from '../shared/domain/place-rules.ts';
import type { Person } from '../shared/domain/punch.ts';
import type { RateVersion } from '../shared/domain/rate.ts';
import { type OpenThen, type UnitsSince, unitsSince } from '../shared/domain/units-since.ts';
import type { SignedConfig } from '../shared/wire/signed.ts';
import type { OwnPunches } from './own-punches.ts';
import type { StateRows } from './state-rows.ts';

/** Balances as the cloud told them, less what this device knows to have been used since. */
export interface BalanceKnown {
  /** To decide a tap in that area by: what goes on elsewhere counts as far as it went. Null: not known. */
  toDecide(person: Person, area: string, now: EpochMs): number | null;
  /** To greet with. */
  toSay(person: Person, now: EpochMs): BalanceSaid;
}

export interface BalanceSaid {
  /** Null: not known, or a tap may have cost something else than this device can tell. */
  readonly balance: number | null;
  /** Fewer than the place warns of. */
  readonly isLow: boolean;
  /** An exit of theirs is missing, and staff have to say when it was. */
  readonly exitToSettle: boolean;
}

export function createBalanceKnown(
  rows: StateRows,
  own: Pick<OwnPunches, 'since' | 'entryAt'>,
  config: () => Pick<SignedConfig, 'place' | 'rates'> | null,
): BalanceKnown {
  function used(person: Person, now: EpochMs, but: string | null): UnitsSince {
    const held = config();
    const row = rows.row(person);
    const versions = held ? ratesOf(held, row?.pass === true) : [];
    if (versions.length === 0) return { ended: 0, goesOn: 0, isSure: true, isToSettle: false };
    const opens = new Map<string, OpenThen>();
    for (const area of row?.in ?? []) {
      const at = Date.parse(row?.entered?.[area] ?? '');
      if (!Number.isNaN(at)) opens.set(area, { at, tap: own.entryAt(person, area, at) });
    }
    const isComplete = rows.asOf() !== null;
    const place = held?.place.id ?? '';
    return unitsSince({ place, opens, isComplete, taps: own.since(person), versions }, now, but);
  }
  return {
    toDecide(person, area, now) {
      const told = rows.balance(person);
      if (told === null) return null;
      const { ended, goesOn } = used(person, now, area);
      return told - ended - goesOn;
    },
    toSay(person, now) {
      const row = rows.row(person);
      const { ended, isSure, isToSettle } = used(person, now, null);
      // Who never had an account is asked for none.
      const balance = row?.balance == null || !isSure ? null : row.balance - ended;
      const { low } = config()?.place.tokens ?? defaultPlaceRules.tokens;
      return {
        balance,
        isLow: balance !== null && balance < low && row?.pass !== true,
        exitToSettle: isToSettle || row?.exitToSettle === true,
      };
    },
  };
}

/** As the place's rates are everywhere else. On a pass only what was chosen costs. */
export const ratesOf = (
  { place, rates = [] }: Pick<SignedConfig, 'place' | 'rates'>,
  hasPass: boolean,
): readonly RateVersion[] =>
  rates
    .filter(({ scope }) => scope === 'item' || !hasPass)
    .map((rate) => ({ ...rate, place: place.id }));
