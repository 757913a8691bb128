import type { ErasedEntry, JournalEntry, PunchEntry, RefusalEntry } from './entry.ts';

/** Whose taps an erasure blanks: those that name the member, and those of their cards that name nobody. */
export interface PersonToErase {
  readonly memberRef: string;
  readonly uids: readonly string[];
}

export function isOfPerson(
  entry: JournalEntry,
  { memberRef, uids }: PersonToErase,
): entry is PunchEntry | RefusalEntry {
  if ((entry.kind !== 'punch' && entry.kind !== 'refusal') || 'erased' in entry) return false;
  return (
    entry.memberRef === memberRef || (entry.memberRef === null && uids.includes(entry.card.uid))
  );
}

/** What stays: links still verify by the hash, and without its salt nobody can guess what it was made from. */
export const blanked = (entry: PunchEntry | RefusalEntry): ErasedEntry => ({
  seq: entry.seq,
  id: entry.id,
  at: entry.at,
  monoMs: entry.monoMs,
  boot: entry.boot,
  clock: entry.clock,
  hash: entry.hash,
  kind: entry.kind,
  erased: true,
});
