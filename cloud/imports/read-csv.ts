import { type CsvError, parse } from 'csv-parse/sync';
import { errorCodeOf, failure } from '../../shared/runtime/errors.ts';
import type { ImportReport } from '../ports/imports.ts';

/** More than any venue has; a larger file is cut in two. */
const importLimits = { bytes: 5 * 1024 * 1024, lines: 50_000, columns: 100 } as const;

const recordMax = 32 * 1024;

export interface CsvRow {
  /** Where it ends in the file, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvFile {
  readonly encoding: ImportReport['encoding'];
  readonly rows: readonly CsvRow[];
}

/** Reads a CSV file of unknown make: encoding and delimiter are found out. Throws an `import…` error. */
export function readCsv(bytes: Buffer): CsvFile {
  if (bytes.length > importLimits.bytes) {
    throw failure('importTooLarge', { megabytes: importLimits.bytes / 1024 / 1024 });
  }
  const { text, encoding } = decoded(bytes);
  if (text.includes('\0')) throw failure('importNotCsv');
  if (text.trim() === '') throw failure('importEmpty');
  let records: readonly Parsed[];
  try {
    records = parse(text, {
      delimiter: delimiterOf(text),
      info: true,
      max_record_size: recordMax,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      to: importLimits.lines + 2,
      trim: true,
    }) as unknown as readonly Parsed[];
  } catch (err) {
    throw csvFailure(err);
  }
  if (records.length > importLimits.lines + 1) {
    throw failure('importTooLong', { lines: importLimits.lines });
  }
  const rows = records.map(({ record, info }) => ({ line: info.lines, cells: record }));
  const wide = rows.find(({ cells }) => cells.length > importLimits.columns);
  if (wide) {
    throw failure('importTooWide', { line: wide.line, columns: importLimits.columns });
  }
  // A spreadsheet leaves rows of nothing but delimiters behind.
  return { encoding, rows: rows.filter(({ cells }) => cells.some((cell) => cell !== '')) };
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** A byte order mark says it; else it is UTF-8 if it can be, and what old spreadsheets write if it cannot. */
function decoded(bytes: Buffer): { text: string; encoding: CsvFile['encoding'] } {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    const label = first === 0xff ? 'utf-16le' : 'utf-16be';
    return { text: new TextDecoder(label).decode(bytes), encoding: 'utf-16' };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' };
  }
}

/** The one the first line has most of, outside quotes. */
function delimiterOf(text: string): string {
  const [first = ''] = text
    .trimStart()
    .slice(0, recordMax)
    .split(/\r\n|\r|\n/, 1);
  const bare = first.replace(/"(?:[^"]|"")*"/g, '');
  const counts = [';', '\t', ','].map((one) => ({ one, n: bare.split(one).length }));
  return counts.reduce((best, next) => (next.n > best.n ? next : best)).one;
}

function csvFailure(err: unknown): unknown {
  const code = errorCodeOf(err);
  const line = (err as CsvError)['lines'] ?? 1;
  if (code === 'CSV_QUOTE_NOT_CLOSED') return failure('importQuoteOpen', { line }, err);
  if (code === 'CSV_MAX_RECORD_SIZE') {
    return failure('importTooWide', { line, columns: importLimits.columns }, err);
  }
  return code?.startsWith('CSV_') ? failure('importQuoteOpen', { line }, err) : err;
}
