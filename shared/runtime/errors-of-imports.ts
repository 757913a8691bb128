import type { ErrorKind } from './error-kind.ts';

/** Why a file cannot be imported at all; nothing was changed then. */
export const importErrors = {
  importNotCsv: {
    message: 'This file is no CSV: it holds bytes that no text has.',
    hint: 'In Excel or LibreOffice, save it as “CSV UTF-8” and send that file.',
    retryable: false,
    status: 400,
  },
  recoveredUnusable: {
    message: 'Line {line} of the file cannot be taken: {detail}.',
    hint: 'Nothing was stored. Take the file as `badgeuse device reset` wrote it, unchanged.',
    retryable: false,
    status: 400,
  },
  importTooLarge: {
    message: 'The file is larger than {megabytes} MB.',
    hint: 'Cut it into several files, each with the line of column names.',
    retryable: false,
    status: 413,
  },
  importTooLong: {
    message: 'The file has more than {lines} lines.',
    hint: 'Cut it into several files, each with the line of column names.',
    retryable: false,
    status: 413,
  },
  importTooWide: {
    message: 'Line {line} has more than {columns} columns, or a cell that never ends.',
    hint: 'Look for a quote (") that is opened and never closed, and keep the columns that are needed.',
    retryable: false,
    status: 400,
  },
  importQuoteOpen: {
    message: 'A quote (") that is opened near line {line} is never closed.',
    hint: 'Close it, or leave it out, and send the file again.',
    retryable: false,
    status: 400,
  },
  importEmpty: {
    message: 'The file has no line to import.',
    hint: 'It needs a line of column names and, below it, a line for each.',
    retryable: false,
    status: 400,
  },
  importLinesRefused: {
    message: '{lines} lines of the file are refused, so that nothing was written.',
    hint: 'Correct them and send the file again, or say that they are to be left out (skipRefused).',
    retryable: false,
    status: 409,
  },
  importColumnsMissing: {
    message: 'No column of the file is called {wanted}.',
    hint: 'Its first line must name the columns, for example: {example}',
    retryable: false,
    status: 400,
  },
} as const satisfies Record<string, ErrorKind>;
