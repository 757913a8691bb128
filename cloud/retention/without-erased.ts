import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import type { JournalEntry, PunchEntry, RefusalEntry } from '../../shared/wire/entry.ts';
import { blanked } from '../../shared/wire/erasure.ts';
import type { SpeltEntry } from '../../shared/wire/parse-entry.ts';
import { readings } from '../store/erase-texts.ts';
import type { DeviceFacts } from '../store/journal.ts';
import type { NewDeadLetter } from '../store/journal-mishaps.ts';
import { askRows, type Unit } from '../store/rows.ts';
import { memberIn } from '../store/traces.ts';

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
  const gone = await erasedAmong(unit, named);
  if (gone.size === 0) return entries;
  return entries.map((one) =>
    isTap(one.entry) && one.entry.memberRef !== null && gone.has(one.entry.memberRef)
      ? spelt(one.entry)
      : one,
  );
}

/** The same of those that could not be read: number and reason are kept, and nothing of what they said. */
export async function lettersWithoutErased(
  unit: Unit,
  letters: readonly NewDeadLetter[],
  { someErased }: Pick<DeviceFacts, 'someErased'>,
): Promise<readonly NewDeadLetter[]> {
  if (!someErased || letters.length === 0) return letters;
  const named = letters.map(({ raw }) => readings(raw).flatMap((text) => memberIn(text) ?? []));
  const gone = await erasedAmong(unit, named.flat());
  return letters.map((letter, i) =>
    named[i]?.some((member) => gone.has(member)) ? { ...letter, raw: '{"erased":true}' } : letter,
  );
}

async function erasedAmong(unit: Unit, named: readonly string[]): Promise<ReadonlySet<string>> {
  const members = [...new Set(named)];
  const found = await askRows(
    unit,
    erased,
    members.map((member) => [member]),
  );
  return new Set(members.filter((_, i) => (found[i] ?? []).length > 0));
}

function spelt(tap: PunchEntry | RefusalEntry): SpeltEntry {
  const entry = blanked(tap);
  const { hash: _, ...body } = entry;
  return { entry, text: canonicalJson(body) };
}

const isTap = (entry: JournalEntry): entry is PunchEntry | RefusalEntry =>
  (entry.kind === 'punch' || entry.kind === 'refusal') && !('erased' in entry);
