import type { Problem } from '../domain/result.ts';

/**
 * Every error a person or a program can meet: what happened, what to do, whether trying again can help.
 *
 * Callers match on `code`; nobody matches prose. `{name}` is filled in from the details given to `failure`.
 */
interface ErrorKind {
  readonly message: string;
  readonly hint: string;
  readonly retryable: boolean;
  /** HTTP status where the error reaches a request; 500 when left out. */
  readonly status?: number;
}

export const errorKinds = {
  // start-up and settings
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
  // storage
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
  // parts in the wall
  tapForbidden: {
    message: 'This request may not tap: {detail} is not the right one.',
    hint: 'Use the terminal page of this machine, or `npm run tap -- <uid>` as the user who started the device.',
    retryable: false,
    status: 403,
  },
  noAccessPoint: {
    message: 'This device serves no access point for that tap ({accessPoint}).',
    hint: 'Wait until the device has its config, or name one of its access points.',
    retryable: true,
    status: 409,
  },
  readerPresent: {
    message: 'A reader is plugged in: cards are held to it.',
    hint: 'To tap without cards, start the device with BADGEUSE_READER=simulated.',
    retryable: false,
    status: 409,
  },
  readerServiceAbsent: {
    message: 'The card service pcscd does not answer on {socket}.',
    hint: 'Install and start it: `sudo apt install pcscd && sudo systemctl enable --now pcscd.socket`.',
    retryable: true,
  },
  readerServiceRefused: {
    message: 'The card service pcscd refuses this process: {detail}',
    hint: 'Copy systemd/50-badgeuse.rules to /etc/polkit-1/rules.d/ and run as the user badgeuse.',
    retryable: true,
  },
  readerLibraryMissing: {
    message: 'The reader library cannot be loaded: {detail}',
    hint: 'Install libpcsclite-dev and a compiler, then run `npm rebuild nfc-pcsc @pokusew/pcsclite`.',
    retryable: true,
  },
  readerNotFound: {
    message: 'The card service runs, but no reader is plugged in.',
    hint: 'Plug in a PC/SC reader. For an ACR122U, install systemd/badgeuse-nfc.conf in /etc/modprobe.d.',
    retryable: true,
  },
  readerLost: {
    message: 'The reader {reader} is gone.',
    hint: 'Check its cable and its power; it is heard again as soon as it is back.',
    retryable: true,
  },
  readerRestarting: {
    message: 'The reader process stopped and is being started again: {detail}',
    hint: 'If this lasts, look at `journalctl -u pcscd` and unplug the reader once.',
    retryable: true,
  },
  keeperRestarting: {
    message: 'The process that drives the doors stopped and is being started again: {detail}',
    hint: 'Every line was put back to locked. If this lasts, run `badgeuse doctor`.',
    retryable: true,
  },
  linesUnavailable: {
    message: 'No GPIO lines can be driven here: {detail}',
    hint: 'Use a Raspberry Pi whose kernel shows /sys/class/gpio, or set BADGEUSE_GPIO=simulated.',
    retryable: false,
  },
  lineUnusable: {
    message: 'GPIO line {line} cannot be used for {name}: {detail}',
    hint: 'Choose a free line of the header (BCM number), and check that the user is in the group gpio.',
    retryable: false,
  },
  // joining a cloud
  identityUnusable: {
    message: 'The file {path} is not usable: {detail}.',
    hint: 'Restore it from a backup, or move it away: the device then asks to be taken in again and keeps its journal.',
    retryable: false,
  },
  cloudUrlInsecure: {
    message: 'The cloud {url} could be overheard.',
    hint: 'Use an https:// address; plain http:// is for a cloud on this very machine.',
    retryable: false,
  },
  cloudAnswerUnusable: {
    message: 'The cloud cannot be understood: {detail}.',
    hint: 'Check BADGEUSE_CLOUD_URL, and that cloud and device run the same version.',
    retryable: true,
  },
  // link
  brokerUnreachable: {
    message: 'The broker {url} does not answer.',
    hint: 'Check the address and the network; everything is kept and sent later.',
    retryable: true,
  },
  signingKeyUnusable: {
    message: 'The file {file} holds no usable signing key.',
    hint: 'Restore it from a backup. With a new key every device has to be claimed again.',
    retryable: false,
  },
  // requests
  badRequest: {
    message: 'The request is not usable: {detail}',
    hint: 'Compare it with /api/v1/openapi.json.',
    retryable: false,
    status: 400,
  },
  notFound: {
    message: 'There is no {what} {id}.',
    hint: 'It may have been removed; look at the list again.',
    retryable: false,
    status: 404,
  },
  conflict: {
    message: '{detail}',
    hint: 'Read the present state, then decide again.',
    retryable: false,
    status: 409,
  },
  uidRandom: {
    message: 'This number is new at each reading: a phone, or a card that protects its holder.',
    hint: 'Give the member a card; such a number would never be known again.',
    retryable: false,
    status: 400,
  },
  unknownReference: {
    message: 'There is no {what} {id} to refer to.',
    hint: 'Create it first, or correct the id.',
    retryable: false,
    status: 400,
  },
  inUse: {
    message: 'The {what} {id} is still used.',
    hint: 'End what hangs on it first; what was recorded there keeps it for ever.',
    retryable: false,
    status: 409,
  },
  placeMismatch: {
    message: 'The {what} is at another place.',
    hint: "An access point's place is its device's; doors, areas and grants belong to the same place.",
    retryable: false,
    status: 409,
  },
  placeFixed: {
    message: 'The access point {id} has punches: its place is fixed.',
    hint: 'Make a new access point at the other place.',
    retryable: false,
    status: 409,
  },
  placeNeeded: {
    message: 'Which place is this grant for?',
    hint: 'Add a `placeId`: `"*"` means every access point of one place.',
    retryable: false,
    status: 400,
  },
  bodyTooLarge: {
    message: 'The request is larger than {limitBytes} bytes.',
    hint: 'Send less at once.',
    retryable: false,
    status: 413,
  },
  mediaTypeUnknown: {
    message: 'The content type {contentType} is not understood here.',
    hint: 'Send JSON with `Content-Type: application/json`.',
    retryable: false,
    status: 415,
  },
  notJson: {
    message: 'The body is not JSON.',
    hint: 'Send one JSON object, encoded in UTF-8.',
    retryable: false,
    status: 400,
  },
  tooManyRequests: {
    message: 'Too many tries.',
    hint: 'Wait {seconds} seconds, then try again.',
    retryable: true,
    status: 429,
  },
  authorizationPending: {
    message: 'Staff have not approved this device yet.',
    hint: 'Ask again after the interval.',
    retryable: true,
    status: 400,
  },
  crossSite: {
    message: 'The request did not come from one of our own pages.',
    hint: 'Open the page again and send the form from there.',
    retryable: false,
    status: 403,
  },
  internal: {
    message: 'Something went wrong on our side.',
    hint: 'Nothing was changed. The log of the aggregator says more, under {reference}.',
    retryable: true,
    status: 500,
  },
  notSignedIn: {
    message: 'Nobody is signed in.',
    hint: 'Sign in, or send a token as `Authorization: Bearer …` (see `badgeuse token create`).',
    retryable: false,
    status: 401,
  },
  notAllowed: {
    message: 'The role {role} may not do this.',
    hint: 'Ask someone with the role {needed}.',
    retryable: false,
    status: 403,
  },
  // the command
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
  backupUnusable: {
    message: '{file} is not a whole backup: {detail}',
    hint: 'Nothing was changed. Take another backup.',
    retryable: false,
  },
  backupElsewhere: {
    message: 'This cloud keeps its store in PostgreSQL.',
    hint: 'Use {tool}: it is made for it, and knows your server.',
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

export type ErrorCode = keyof typeof errorKinds;

/** An error of the registry. `details` fill the message; they must hold no secret and no full card uid. */
export class BadgeuseError extends Error {
  override readonly name = 'BadgeuseError';
  readonly code: ErrorCode;
  readonly hint: string;
  readonly retryable: boolean;
  readonly status: number;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, details: Record<string, unknown>, cause?: unknown) {
    const kind: ErrorKind = errorKinds[code];
    super(fill(kind.message, details), cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = fill(kind.hint, details);
    this.retryable = kind.retryable;
    this.status = kind.status ?? 500;
    this.details = details;
  }

  toProblem(): Problem {
    return { code: this.code, message: this.message, hint: this.hint };
  }
}

/** Makes an error of the registry: `throw failure('notFound', { what: 'member', id })`. */
export const failure = (
  code: ErrorCode,
  details: Record<string, unknown> = {},
  cause?: unknown,
): BadgeuseError => new BadgeuseError(code, details, cause);

/** Reads `err.code` without trusting its class: under Jest `instanceof SqliteError` lies. */
export const errorCodeOf = (err: unknown): string | undefined => {
  if (typeof err !== 'object' || err === null || !('code' in err)) return undefined;
  return typeof err.code === 'string' ? err.code : undefined;
};

const fill = (text: string, details: Record<string, unknown>): string =>
  text.replace(/\{(\w+)\}/g, (all, name: string) =>
    name in details ? String(details[name]) : all,
  );
