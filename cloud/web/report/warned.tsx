import type { Warning } from '../../../shared/domain/place-rules.ts';
import type { JournalReader } from '../../ports/journal.ts';
import type { PassageRow } from '../../ports/report.ts';
import type { Words } from '../language.ts';

/** By passage, what its taps were let in in spite of; a passage without any is not there. */
export type WarningsByPassage = ReadonlyMap<string, readonly Warning[]>;

export async function warningsOfRows(
  journal: Pick<JournalReader, 'warningsOf'>,
  rows: readonly PassageRow[],
): Promise<WarningsByPassage> {
  const punchesOf = ({ entry, exit }: PassageRow) =>
    [entry?.punchId, exit?.punchId].flatMap((id) => id ?? []);
  const warned = await journal.warningsOf(rows.flatMap(punchesOf));
  if (warned.size === 0) return new Map();
  return new Map(
    rows.flatMap((row) => {
      const found = new Set(punchesOf(row).flatMap((id) => warned.get(id) ?? []));
      return found.size > 0 ? [[row.id, [...found]] as const] : [];
    }),
  );
}

/** Beside the status of a passage, each in words. */
export const Warned = ({
  warnings = [],
  words,
}: {
  warnings: readonly Warning[] | undefined;
  words: Words;
}) => (
  <>
    {warnings.map((warning) => (
      <span class="chip chip-warned">{words[`warned_${warning}`]}</span>
    ))}
  </>
);
