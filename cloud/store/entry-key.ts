import type { JournalEntry } from '../../shared/wire/entry.ts';

/**
 * One integer names an entry of any journal, in the order of the journal: the journal's number (`mark.journal`), then
 * the entry's seq. It stands for a device, an epoch and a seq, some fifty bytes, wherever one entry is named by another
 * row, and it lets SQLite keep entries by rowid: a body in the key of a tree makes every page above it large.
 */
export const seqsOfJournal = 2 ** 32;
/** More would not fit a safe integer. A device has one journal, and one more each time it loses its store. */
export const mostJournals = 2 ** 21;

export const entryKey = (journal: number, seq: number): number => journal * seqsOfJournal + seq;

/** The same in SQL. */
export const journalIn = (key: string): string => `${key} / ${seqsOfJournal}`;
export const seqIn = (key: string): string => `${key} % ${seqsOfJournal}`;

/** The entry of a row: its hash is kept beside what was hashed. */
export const entryIn = ({ hash, body }: { hash: string; body: string }): JournalEntry => ({
  ...JSON.parse(body),
  hash,
});
