import type { JournalEntry } from '../../shared/wire/entry.ts';
import { seqsOfJournal } from '../store/entry-key.ts';
import type { DeviceFacts } from '../store/journal.ts';

/** Why an entry, sound by itself, cannot be kept from this device; null: it can. */
export function whyRefused(entry: JournalEntry, facts: DeviceFacts): string | null {
  if ('accessPoint' in entry && !facts.accessPoints.has(entry.accessPoint))
    return `The access point ${entry.accessPoint} was never assigned to this device.`;
  return entry.seq < seqsOfJournal ? null : `No journal comes as far as ${entry.seq}.`;
}
