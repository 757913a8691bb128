import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import type { JournalEntry, PunchEntry, RefusalEntry } from '../../shared/wire/entry.ts';
import { blanked } from '../../shared/wire/erasure.ts';
import type { SpeltEntry } from '../../shared/wire/parse-entry.ts';
import type { DeviceFacts } from '../store/journal.ts';
import { askRows, type Unit } from '../store/rows.ts';

const erased = {
  parameters: { member: 'text' },
  sql: 'SELECT 1 AS one FROM erasure WHERE member_id = @member',
} as const;

/**
 * Taps of people who were erased since, of a device whose old image was put back, or which had more to say than
 * anybody knew: number, time and hash are stored, and nothing that names them.
 */
export async function withoutErased(
  unit: Unit,
  entries: readonly SpeltEntry[],
  { someErased }: Pick<DeviceFacts, 'someErased'>,
): Promise<readonly SpeltEntry[]> {
  if (!someErased) return entries;
  const named = entries.flatMap(({ entry }) => (isTap(entry) ? (entry.memberRef ?? []) : []));
  const members = [...new Set(named)];
  const found = await askRows(
    unit,
    erased,
    members.map((member) => [member]),
  );
  const gone = new Set(members.filter((_, i) => (found[i] ?? []).length > 0));
  if (gone.size === 0) return entries;
  return entries.map((one) =>
    isTap(one.entry) && one.entry.memberRef !== null && gone.has(one.entry.memberRef)
      ? spelt(one.entry)
      : one,
  );
}

function spelt(tap: PunchEntry | RefusalEntry): SpeltEntry {
  const entry = blanked(tap);
  const { hash: _, ...body } = entry;
  return { entry, text: canonicalJson(body) };
}

const isTap = (entry: JournalEntry): entry is PunchEntry | RefusalEntry =>
  (entry.kind === 'punch' || entry.kind === 'refusal') && !('erased' in entry);
