import type { Batch } from '../../device/ports.ts';
import type { JournalEntry } from '../../shared/wire/entry.ts';

/** What a batch that is to be sent says, read again. */
export const entriesOf = (batch: Batch | null): JournalEntry[] =>
  (batch?.entries ?? []).map((text) => JSON.parse(text) as JournalEntry);
