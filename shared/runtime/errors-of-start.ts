import type { ErrorKind } from './error-kind.ts';

/** Settings and stores: what either shell can meet before it does anything. */
export const startErrors = {
  settingsInvalid: {
    message: 'Some settings are not usable:\n{problems}',
    hint: 'Correct each of them in the settings file or the environment, then start again.',
    retryable: false,
  },
  nodeTooOld: {
    message: 'This is Node {version}; Badgeuse needs Node 26 or newer.',
    hint: 'Start it with `npm start` or `npx badgeuse`: they use the Node that comes along.',
    retryable: false,
  },
  storeNotDurable: {
    message: 'The store {path} does not run with {pragma}.',
    hint: 'Put the data folder on a local disk that supports SQLite in WAL mode, not on a network share.',
    retryable: false,
  },
  storeDamaged: {
    message: 'The store {path} is damaged: {detail}',
    hint: 'Keep the file. A device rebuilds its store at start; a cloud is restored with `badgeuse restore`.',
    retryable: false,
  },
  storeNewer: {
    message: 'The store {path} was written by a newer version of Badgeuse.',
    hint: 'Install that version again, or restore a backup made before it.',
    retryable: false,
  },
  diskFull: {
    message: 'The disk of {path} is full.',
    hint: 'Free some space; nothing that was acknowledged is lost.',
    retryable: true,
  },
} as const satisfies Record<string, ErrorKind>;
