import type { EntryDraft, JournalEntry } from '../shared/wire/entry.ts';
import type { PersonToErase } from '../shared/wire/erasure.ts';
import type { LostRange } from '../shared/wire/messages.ts';

export interface Recorded {
  readonly epoch: string;
  readonly entry: JournalEntry;
}

interface ErasedTaps {
  readonly entries: number;
  /** The cards named, and those found. */
  readonly uids: readonly string[];
}

export interface EpochMark {
  readonly epoch: string;
  /** First seq still held, or the next one to come when everything was pruned. */
  readonly first: number;
  /** Highest seq ever given in this epoch; 0 before the first. */
  readonly last: number;
  /** Highest seq the cloud acknowledged. */
  readonly acked: number;
  /** Ended by a roll-back: it holds what the cloud had acknowledged by then, for a cloud that is restored. */
  readonly closed: boolean;
}

export interface Batch {
  readonly epoch: string;
  readonly from: number;
  readonly to: number;
  readonly prev: string;
  readonly lost: readonly LostRange[];
  /** Canonical JSON, as hashed and stored: nobody on this side reads it again. */
  readonly entries: readonly string[];
  readonly head: { readonly seq: number; readonly hash: string };
}

/** An entry as it lies there. */
export interface HeldEntry {
  /** Its place: entries with a higher one were recorded later. */
  readonly key: number;
  readonly epoch: string;
  readonly seq: number;
  /** Canonical JSON. */
  readonly body: string;
}

/** Everything of that epoch up to and with `seq`. */
export interface Reached {
  readonly epoch: string;
  readonly seq: number;
}

/**
 * The device's append-only record. Every method that writes returns after its commit reached the disk
 * (one commit, one fsync) or throws: `diskFull`, `storeDamaged`. Synchronous on purpose: the punch path waits
 * for the disk and for nothing else.
 */
export interface Journal {
  /** Appends in one transaction, numbered and chained in the given order. */
  append(drafts: readonly EntryDraft[]): readonly Recorded[];
  /** Every epoch held, oldest first; the current one is last. */
  epochs(): readonly EpochMark[];
  currentEpoch(): string;
  /**
   * The next entries to send of the oldest epoch with something unacked, or null when all is acked. `reached`
   * counts as acked too: what is acked and not yet noted, or on its way. `maxBytes` is for the entries and for
   * naming the holes between them.
   */
  nextBatch(
    limits: { readonly maxEntries: number; readonly maxBytes: number },
    reached?: Reached | null,
  ): Batch | null;
  /** What is held, acked or not, oldest first: up to `limit` after that key; null: from the first. */
  held(after: number | null, limit: number): readonly HeldEntry[];
  /** The newest `limit`, newest first. */
  newest(limit: number): readonly HeldEntry[];
  /** Hash of that entry, also where it was pruned but its hash kept; null when unknown. 64 zeros at 0. */
  hashAt(epoch: string, seq: number): string | null;
  /** Whether that entry itself lies there: it was neither pruned nor lost to damage. */
  holds(epoch: string, seq: number): boolean;
  /** Moves the mark forward; a lower `upTo` changes nothing. The caller compared the hash. */
  acknowledge(epoch: string, upTo: number): void;
  /**
   * Makes the next batch start here again (`resendFrom`); the mark falls back with it, so that what the cloud
   * lacks is not pruned. What is no longer held goes out as `lost`.
   */
  rewind(epoch: string, seq: number): void;
  /**
   * The store was rolled back: opens a new epoch and copies into it everything after the last accepted ack,
   * same ids and raw fields, new seq and hash, then `note`. The old epoch ends at that ack: what it holds is sent
   * again only where the cloud asks for it.
   */
  startEpochAfterRollback(epoch: string, note: EntryDraft): void;
  /** Newest entry's wall time over all epochs, or null: the floor of the clock. */
  newestAt(): number | null;
  /** Drops acked entries recorded before `before` (wall ms); keeps the newest and the hash before the first. */
  prune(before: number): number;
  /**
   * Blanks the taps of one person, those of cards that other taps here say are theirs too; resolves with how many, once
   * nothing of them is left in the files. Null: some are not acknowledged yet, and nothing was changed.
   */
  erase(person: PersonToErase): Promise<ErasedTaps | null>;
  /** Housekeeping that would otherwise lengthen some tap's commit; call it between taps. */
  tidy(): void;
  /** Copies the store, consistent, to `file`; resolves with its size. */
  backup(file: string): Promise<number>;
  /** Throws unless the store answers. The watchdog asks. */
  probe(): void;
  close(): void;
}
