import type { ErrorKind } from './error-kind.ts';

/** What the `badgeuse` command can meet. */
export const commandErrors = {
  noSimulatedReader: {
    message: 'There is no simulated reader here: {file} cannot be read.',
    hint: 'Start the device first (`npm start`), as the same person and with the same data folder; with a real reader, tap a card.',
    retryable: true,
  },
  deviceSilent: {
    message: 'No device answers at {url}.',
    hint: 'Start it first (`npm start`), with the same BADGEUSE_TERMINAL_PORT.',
    retryable: true,
  },
  tapRefused: {
    message: 'The device did not take the tap: {detail}',
    hint: '{advice}',
    retryable: false,
  },
  fileUnreadable: {
    message: 'The file {file} cannot be read: {detail}.',
    hint: 'Check its name and who may read it; `-` reads standard input.',
    retryable: false,
  },
  noStore: {
    message: 'There is no cloud store at {path}.',
    hint: 'Name its data folder with BADGEUSE_DATA, or start the cloud once: it makes one.',
    retryable: false,
  },
  storeInUse: {
    message: 'The store {path} is in use.',
    hint: 'Stop the cloud first, then try again.',
    retryable: true,
  },
  deviceRunning: {
    message: 'The device is running: its journal is in use.',
    hint: 'Stop it first (`systemctl stop badgeuse-device`), then try again. Nothing was changed.',
    retryable: true,
  },
  backupUnusable: {
    message: '{file} is not a whole backup: {detail}',
    hint: 'Nothing was changed. Take another backup.',
    retryable: false,
  },
  backupElsewhere: {
    message: 'This cloud keeps its store in PostgreSQL.',
    hint: 'Use {tool}: it is made for it, and knows your server. Keep a copy of {keyFile} with it: devices believe no other key.',
    retryable: false,
  },
  portTaken: {
    message: 'Port {port} on this machine is taken: {what} cannot listen there.',
    hint: 'Stop what uses it (`ss -ltnp` names it), or choose another with {variable}.',
    retryable: true,
  },
  partStopped: {
    message: 'The {part} stopped: {detail}',
    hint: 'Its last lines above say why.',
    retryable: true,
  },
} as const satisfies Record<string, ErrorKind>;
