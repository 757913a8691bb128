import type { Generated } from 'kysely';
import type { LedgerKind } from '../../../shared/domain/ledger.ts';
import type { RateScope } from '../../../shared/domain/rate.ts';

/** What passages cost, and the tokens that moved. Units are hundredths of a token, times epoch ms. */
export interface LedgerTables {
  /** Each is a version: what was said before stays. */
  rate: {
    id: string;
    place: string;
    scope: RateScope;
    of_id: string;
    since: number;
    /** JSON of `RateTerms` or of null. */
    terms: string;
    made_at: number;
    made_by: string;
  };
  /** Written once; `key` and `reverses` are digests of the entry's key. */
  ledger_entry: {
    number: Generated<number>;
    key: string;
    kind: LedgerKind;
    at: number;
    used_at: number;
    from_account: string;
    to_account: string;
    units: number;
    place: string | null;
    area: string | null;
    person: string | null;
    passage: string | null;
    rate: string | null;
    minutes: number | null;
    reverses: string | null;
    made_by: string | null;
    words: string | null;
  };
  /** Two of each entry: what one account lost, and what another got. */
  ledger_leg: { account: string; entry: number; units: number };
  /** What each account held after the entry `up_to`: written each night, so that nobody adds up years. */
  ledger_balance: { account: string; up_to: number; units: number };
}
