import { troubleCauses, troubleTable } from './trouble-words.ts';

export type { TroubleCode } from './trouble-words.ts';

/** What a note is about, by name: fills the words, whoever says them. */
export type TroubleDetails = Readonly<Record<string, string>>;

/** What a device says is wrong with it; the rest of a note of its hello. */
export interface TroubleNote {
  readonly code: string;
  /** ISO 8601. */
  readonly since: string;
  /** In English, for a cloud that does not know the code. */
  readonly hint: string;
  readonly details?: TroubleDetails;
  /** Where cards are not read because of it; absent: nobody said, so everywhere. */
  readonly accessPoints?: readonly string[];
}

/** What is wrong and what to do, in a person's language; null for a code that a newer device made up. */
export function troubleText(
  code: string,
  details: TroubleDetails,
  language: 'fr' | 'en',
): string | null {
  const causes: Readonly<Record<string, Readonly<Record<'fr' | 'en', string>>>> = troubleCauses;
  const table: typeof causes = troubleTable;
  const own = (rows: typeof causes, name: string) =>
    Object.hasOwn(rows, name) ? rows[name] : null;
  const row = own(causes, details['cause'] ?? '') ?? own(table, code);
  return row
    ? row[language].replace(/\{(\w+)\}/g, (_, name: string) => details[name] ?? '?')
    : null;
}

const deafening = new Set(['reader.fault', 'reader.lost']);

/** Whether no card is read at that access point because of it. */
export const deafens = (note: TroubleNote, accessPoint: string): boolean =>
  deafening.has(note.code) && (note.accessPoints?.includes(accessPoint) ?? true);

/** Since when (ms) no card is read at that access point; null: it hears, as far as the device knows. */
export function deafSince(notes: readonly TroubleNote[], accessPoint: string): number | null {
  const since = notes
    .filter((note) => deafens(note, accessPoint))
    .map((note) => Date.parse(note.since));
  return since.length > 0 ? Math.min(...since) : null;
}
