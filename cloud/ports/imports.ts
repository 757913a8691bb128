import type { Writer } from './registry.ts';

/** What a file may hold. */
export const importKinds = ['members', 'cards', 'credits', 'knownAs'] as const;
export type ImportKind = (typeof importKinds)[number];

/** Where one line that is refused stops all the others, unless it is left out by choice. */
export const stopsAtRefused = (kind: ImportKind): boolean =>
  kind === 'credits' || kind === 'knownAs';

/** Why a line is refused, or what else to know of it; each has its words in both languages. */
export const importNotes = [
  'cardNotActive',
  'cardNumbersMissing',
  'cardOfOther',
  'cardUnknown',
  'cellsTooMany',
  'dayInvalid',
  'daysReversed',
  'emailInvalid',
  'groupNew',
  'homeUnknown',
  'idUnknown',
  'keyTaken',
  'knownAsShared',
  'knownAsTooLong',
  'memberAmbiguous',
  'memberTwice',
  'memberUnknown',
  'nameMissing',
  'nameTooLong',
  'numberMissing',
  'numberTaken',
  'numberTooLong',
  'placeMissing',
  'placeUnknown',
  'sameAsLine',
  'stateUnknown',
  'tagInvalid',
  'tagMismatch',
  'tagShared',
  'tokensInvalid',
  'tokensTooMany',
  'uidInvalid',
  'uidRandom',
  'wordsMissing',
] as const;
export type ImportNoteCode = (typeof importNotes)[number];

export interface ImportNote {
  readonly code: ImportNoteCode;
  /** The value it is about: a name, a number, a line. */
  readonly value: string;
}

/** `adopt`: a card that waited for its first tap gets its uid. */
export type ImportVerb = 'create' | 'change' | 'adopt' | 'same' | 'refuse';

export interface ImportLine {
  /** In the file, from 1. */
  readonly line: number;
  readonly verb: ImportVerb;
  /** Whom or what it is about: a name, a printed number or a masked uid. */
  readonly about: string;
  readonly changes: readonly {
    readonly field: string;
    readonly before: string;
    readonly after: string;
  }[];
  readonly notes: readonly ImportNote[];
}

export interface ImportReport {
  readonly kind: ImportKind;
  readonly counts: Readonly<Record<ImportVerb, number>>;
  readonly lines: readonly ImportLine[];
  /** Columns nobody here knows; they are left out. */
  readonly columnsIgnored: readonly string[];
  readonly encoding: 'utf-8' | 'utf-16' | 'windows-1252';
  /** TiBillet's card batch: its history, balances and QR links stay where they are. */
  readonly isTibillet: boolean;
  /** Whether it was done, or only looked at. */
  readonly isDone: boolean;
  /** Of names in another system: which one. */
  readonly connection?: { readonly id: string; readonly name: string };
}

export type ImportProgress = (done: number, of: number) => void;

/**
 * Reads members or cards from a CSV file. Both say line by line what is created, changed, refused and why; `run` then
 * writes the lines that are right in one transaction. The same file again changes nothing. Both throw an `import…`
 * error for a file that cannot be read, and change nothing then.
 */
export interface Imports {
  preview(
    kind: ImportKind,
    file: Buffer,
    progress?: ImportProgress,
    how?: Pick<ImportHow, 'connectionId'>,
  ): Promise<ImportReport>;
  /** Throws too, and changes nothing, where a line puts somebody into a group that is not the writer's to change. */
  run(
    kind: ImportKind,
    file: Buffer,
    by: string | Writer,
    progress?: ImportProgress,
    how?: ImportHow,
  ): Promise<ImportReport>;
}

export interface ImportHow {
  /**
   * Of credits, and of names in another system: lines that are refused are left out. Otherwise one of them is enough
   * for `importLinesRefused`, and nothing is written.
   */
  readonly skipRefused?: boolean;
  /** Of members and cards: home places that the file changes were a mistake (see `Writer`). */
  readonly homeWasWrong?: boolean;
  /** Of names in another system: which one. Both throw `notFound` without it. */
  readonly connectionId?: string;
}
