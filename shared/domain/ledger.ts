import type { Charge } from './charge.ts';
import type { EpochMs } from './clock.ts';
import type { Passage } from './passage.ts';
import type { Person, SequenceKey } from './punch.ts';

/** A person's tokens; what a place took for use of it; where tokens come from. */
export type Account = Person | `used:${string}` | `issued:${string}`;

/**
 * `credit` and `allowance` come from where tokens are issued, and an `expiry` takes there what was left of an allowance; a `refund` gives back what a place took; `prepaid` and
 * `debit` are what a passage cost, and a `reversal` undoes one of these.
 */
export const ledgerKinds = [
  'credit',
  'allowance',
  'expiry',
  'refund',
  'prepaid',
  'debit',
  'reversal',
] as const;
export type LedgerKind = (typeof ledgerKinds)[number];

/** A passage as the ledger names it: in two sequences there may be two of the same id. */
export interface ChargedPassage extends SequenceKey {
  readonly passage: string;
}

/** Units moved from one account to another: written once, undone only by another entry. */
export interface LedgerEntry {
  /** The same key is the same entry: it is written once, however often it is asked for. */
  readonly key: string;
  readonly kind: LedgerKind;
  /** When it was booked. */
  readonly at: EpochMs;
  /** What it counts for: the end of the passage; its beginning where it has none or was prepaid; of others as `at`. */
  readonly usedAt: EpochMs;
  readonly from: Account;
  readonly to: Account;
  /** Hundredths of a token, above 0. */
  readonly units: number;
  readonly of: ChargedPassage | null;
  /** The version of the rule. */
  readonly rate: string | null;
  readonly minutes: number | null;
  /** The key of what it undoes. */
  readonly reverses: string | null;
}

const slots = ['prepaid', 'debit'] as const;
type Slot = (typeof slots)[number];

/** What stands of a passage: what was taken last and not undone. */
export function standing(
  entries: readonly LedgerEntry[],
): Readonly<Partial<Record<Slot, LedgerEntry>>> {
  const stands: Partial<Record<Slot, LedgerEntry>> = {};
  for (const entry of entries) {
    if (entry.kind === 'prepaid' || entry.kind === 'debit') stands[entry.kind] = entry;
    for (const slot of slots) if (stands[slot]?.key === entry.reverses) delete stands[slot];
  }
  return stands;
}

/**
 * Whether now alone says what a passage costs. It does for every stay that nobody ended; but of one that has just come
 * the exit may come in the same minute, so nothing is taken before the next look, and only what was taken is put right.
 */
export const isLookedAt = (
  { status }: Pick<Passage, 'status'>,
  before: readonly LedgerEntry[],
  arriving: boolean,
): boolean => status === 'open' && (!arriving || standing(before).debit !== undefined);

/** When something is booked, and when the passage it is about began and was over. */
export interface Booking {
  readonly at: EpochMs;
  /** What was prepaid counts from then on: whether its exit is known yet makes no difference. */
  readonly begunAt: EpochMs;
  readonly usedAt: EpochMs;
}

/**
 * What has to be written so that the ledger says what a passage costs now: nothing where it does already, else the
 * reversal of what stands and the new debit.
 *
 * @param before all entries of this passage, in their order.
 * @param charge null: the passage is no more.
 */
export function post(
  before: readonly LedgerEntry[],
  of: ChargedPassage,
  charge: Charge | null,
  when: Booking,
): readonly LedgerEntry[] {
  const stands = standing(before);
  const written: LedgerEntry[] = [];
  const { at, begunAt, usedAt } = when;
  const wanted = {
    prepaid: charge?.prepaid ? { ...charge.prepaid, minutes: null, usedAt: begunAt } : null,
    debit: charge?.time ? { ...charge.time, usedAt } : null,
  };
  for (const slot of slots) {
    const held = stands[slot];
    const want = wanted[slot];
    if (
      held &&
      want &&
      held.rate === want.rate &&
      held.units === want.units &&
      held.minutes === want.minutes &&
      held.usedAt === want.usedAt
    )
      continue;
    if (held) written.push(reversalOf(held, at));
    if (!want) continue;
    const times = before.filter(({ kind }) => kind === slot).length;
    written.push({
      key: [slot, of.place, of.area, of.person, of.passage, want.rate, times].join(' '),
      kind: slot,
      at,
      from: of.person,
      to: `used:${of.place}`,
      ...want,
      of,
      reverses: null,
    });
  }
  return written;
}

export const reversalOf = (entry: LedgerEntry, at: EpochMs): LedgerEntry => ({
  ...entry,
  key: `reversal ${entry.key}`,
  kind: 'reversal',
  at,
  from: entry.to,
  to: entry.from,
  reverses: entry.key,
});

/** What each account holds. They add up to nothing: every entry takes from one what it gives another. */
export function balances(entries: Iterable<LedgerEntry>): ReadonlyMap<Account, number> {
  const held = new Map<Account, number>();
  for (const { from, to, units } of entries) {
    held.set(from, (held.get(from) ?? 0) - units);
    held.set(to, (held.get(to) ?? 0) + units);
  }
  return held;
}

/** All a ledger follows from: passages as they are, what they are priced by, and what staff moved. */
export interface LedgerHistory {
  readonly passages: readonly {
    readonly of: ChargedPassage;
    readonly charge: Charge;
    readonly begunAt: EpochMs;
    readonly usedAt: EpochMs;
  }[];
  /** Credits and the like, which follow from nothing else. */
  readonly given: readonly LedgerEntry[];
}

/** The ledger as it would be had nothing ever been corrected, come late or been priced anew. */
export const ledgerFrom = ({ passages, given }: LedgerHistory): readonly LedgerEntry[] => [
  ...new Map(given.map((entry) => [entry.key, entry])).values(),
  ...passages.flatMap(({ of, charge, begunAt, usedAt }) =>
    post([], of, charge, { at: usedAt, begunAt, usedAt }),
  ),
];

/** Every entry that something undid, and what undid it, cancel out: what is left tells what holds. */
export function whatStands(entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
  const undone = new Set(entries.map(({ reverses }) => reverses));
  return entries.filter(({ key, reverses }) => reverses === null && !undone.has(key));
}
