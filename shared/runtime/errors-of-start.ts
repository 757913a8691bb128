import type { ErrorKind } from './error-kind.ts';

/** Settings and stores: what either shell can meet before it does anything. */
export const startErrors = {
  settingsInvalid: {
    message: 'Some settings are not usable:\n{problems}',
    hint: 'Correct each of them in the settings file or the environment, then start again.',
    retryable: false,
  },
  dataFolderUnusable: {
    message: 'The data folder {path} cannot be written to ({detail}).',
    hint: 'Name another folder with BADGEUSE_DATA, or give this account the right to write there.',
    retryable: false,
  },
  listenUnusable: {
    message: 'This machine cannot listen on {listen} ({detail}).',
    hint: 'BADGEUSE_LISTEN is one of its addresses: 127.0.0.1 for itself alone, 0.0.0.0 for the whole network.',
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
  storeNearlyFull: {
    message:
      'The disk is nearly full: {freeMiB} MiB are free in {folder}, and nothing more of devices is stored.',
    hint: 'Free some space: devices keep what they recorded, and send it then.',
    retryable: true,
  },
  // the key devices trust
  signingKeyUnusable: {
    message: 'The file {file} holds no usable signing key.',
    hint: 'Put it back from a backup. Or start once with `badgeuse cloud --new-signing-key`: every device then has to be claimed again.',
    retryable: false,
  },
  signingKeyLost: {
    message: 'The signing key {file} is missing, and devices believe no other.',
    hint: 'Put the file back from a backup, or copy it from the other aggregator. Or start once with `badgeuse cloud --new-signing-key`: every device then has to be claimed again.',
    retryable: false,
  },
  signingKeyOther: {
    message: 'The signing key {file} is {found}, not the {known} that devices believe.',
    hint: 'Put the right file back from a backup, or copy it from the other aggregator. Or start once with `badgeuse cloud --new-signing-key`: every device then has to be claimed again.',
    retryable: false,
  },
  portForbidden: {
    message: 'This account may not listen on port {port}.',
    hint: 'Choose a port above 1023 with {variable}, and let a web server in front serve the low one.',
    retryable: false,
  },
  folderUnusable: {
    message: 'The folder {folder} cannot be used: {detail}.',
    hint: 'Give it to the account that runs this, or name another with BADGEUSE_DATA.',
    retryable: false,
  },
  // the database server
  databaseUnreachable: {
    message: 'The database {where} does not answer: {detail}.',
    hint: 'Check that PostgreSQL runs there, and the host and port in BADGEUSE_DATABASE_URL.',
    retryable: true,
  },
  databaseRefused: {
    message: 'The database {where} refuses the user {user}: {detail}.',
    hint: 'Check the user and the password in BADGEUSE_DATABASE_URL.',
    retryable: false,
  },
  databaseMissing: {
    message: 'The server has no database {where}.',
    hint: 'Create it (`createdb`), or correct its name in BADGEUSE_DATABASE_URL.',
    retryable: false,
  },
} as const satisfies Record<string, ErrorKind>;
