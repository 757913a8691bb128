import type { Unsettled } from '../../shared/domain/charge.ts';
import type { EpochMs } from '../../shared/domain/clock.ts';
import type { LedgerEntry, LedgerKind } from '../../shared/domain/ledger.ts';
import type { RateScope, RateTerms, RateVersion } from '../../shared/domain/rate.ts';
import type { Page } from './registry.ts';

/** Units are hundredths of a token, times epoch ms. */
export interface NewRate {
  /** Null: the only place there is. */
  readonly placeId: string | null;
  readonly scope: RateScope;
  readonly of: string;
  /** Null: from now on nothing is taken by it. */
  readonly terms: RateTerms | null;
  /** Null: now. Passages that began since are priced anew. */
  readonly since: EpochMs | null;
}

/** A passage at a place with rates for whose time nothing is taken until staff say something. */
export interface UnsettledPassage {
  readonly passageId: string;
  readonly place: string;
  readonly area: string;
  /** Null: a card that nobody holds. */
  readonly memberId: string | null;
  /** Its beginning, else its end. */
  readonly at: EpochMs;
  readonly accessPoint: string | null;
  readonly why: Unsettled;
  /** The rules that contradict each other. */
  readonly conflict: readonly RateVersion[];
}

/** A version, and who set it when. */
export interface RateRecord extends RateVersion {
  readonly madeAt: EpochMs;
  readonly madeBy: string;
}

export interface Rates {
  /** Every version of every rate, the newest first. */
  list(placeIds: readonly string[] | '*'): Promise<readonly RateRecord[]>;
  /**
   * Throws `badRate` for terms that would make a negative or absurd debit, `unknownReference` and `placeMismatch`
   * for what is not there.
   */
  set(rate: NewRate, by: string): Promise<RateRecord>;
  /** Newest first. A page may hold fewer than its limit, and another follow. */
  unsettled(
    placeIds: readonly string[] | '*',
    page: { limit: number; cursor: string | null },
  ): Promise<Page<UnsettledPassage>>;
}

/** What staff move by hand. */
export const givenKinds = ['credit', 'refund'] as const satisfies readonly LedgerKind[];
export type GivenKind = (typeof givenKinds)[number];

export interface Giving {
  /** Asked again with the same key, nothing is given twice; `conflict` where it was for something else. */
  readonly key: string;
  readonly kind: GivenKind;
  readonly memberId: string;
  readonly placeId: string | null;
  readonly units: number;
  readonly words: string;
}

/** As pages and programs read it. */
export interface LedgerLine extends Omit<LedgerEntry, 'key' | 'reverses'> {
  readonly id: string;
  /** The entry it undoes. */
  readonly reversed: string | null;
  readonly madeBy: string | null;
  readonly words: string | null;
}

/** A line of somebody's statement: what it did to their balance, and what that was afterwards. */
export interface StatementLine extends LedgerLine {
  readonly change: number;
  readonly balance: number;
}

export interface Statement {
  /** Before the first line, and after the last. */
  readonly opening: number;
  readonly closing: number;
  /** In the order in which they were booked. */
  readonly lines: readonly StatementLine[];
}

/** A member who has an account. */
export interface Holder {
  readonly memberId: string;
  readonly name: string;
  readonly balance: number;
}

export interface LedgerFilter {
  readonly memberId?: string;
  readonly placeIds?: readonly string[];
  readonly passageId?: string;
}

/** What in the ledger does not agree, in a sentence each. */
export type LedgerFault = {
  readonly what: 'entry' | 'reversal' | 'sum' | 'balance';
  readonly id: string;
};

export interface Ledger {
  /** Null: they have no account, nothing ever moved. */
  balanceOf(memberId: string): Promise<number | null>;
  /** Of these members; who has no account is not in it. */
  balancesOf(memberIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Members who have an account, whoever owes most first. */
  holders(page: { limit: number; cursor: string | null }): Promise<Page<Holder>>;
  /** Booked from `from` until before `to`. */
  statement(memberId: string, from: EpochMs, to: EpochMs): Promise<Statement>;
  /** Newest first. */
  list(
    filter: LedgerFilter,
    page: { limit: number; cursor: string | null },
  ): Promise<Page<LedgerLine>>;
  /** Answers what stands, and whether it is new. Throws `unknownReference`, `conflict`. */
  give(giving: Giving, by: string): Promise<{ readonly line: LedgerLine; readonly isNew: boolean }>;
  /**
   * Undoes what staff gave at one of these places, by another entry. Throws `notFound`, or `conflict` for what
   * cannot be undone so.
   */
  undo(
    id: string,
    undoing: {
      readonly words: string;
      readonly by: string;
      readonly places: readonly string[] | '*';
    },
  ): Promise<LedgerLine>;
  /** Adds everything up: entries, accounts and the balances of last night. Empty: all agree. */
  check(): Promise<readonly LedgerFault[]>;
  /** Keeps what each account holds, so that balances need not be added up from the beginning. */
  keepBalances(): Promise<void>;
}
