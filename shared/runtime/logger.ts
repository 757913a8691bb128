import { type Level, type Logger as PinoLogger, pino } from 'pino';
import { readableLine } from './readable-line.ts';

/**
 * Structured log. Fields first, then a sentence; never a secret. A card uid in a field named `uid`
 * is masked here.
 */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Logger;
}

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = Extract<Level, (typeof logLevels)[number]> | 'silent';

/** Where lines go: standard output, or a test. */
export interface LogSink {
  write(line: string): void;
}

/**
 * One JSON object a line, for journald and machines; on a terminal a line a person reads. `name`
 * says which part of the product speaks.
 */
export function createLogger(level: LogLevel, name: string, sink?: LogSink): Logger {
  const options = {
    level,
    name,
    base: { name },
    formatters: { level: (label: string) => ({ level: label }), log: maskUids },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['password', '*.password', 'token', '*.token', 'secret', '*.secret'] },
  };
  if (sink) return masking(pino(options, sink));
  if (!process.stdout.isTTY) return masking(pino(options));
  return masking(pino(options, { write: (line) => process.stdout.write(readableLine(line)) }));
}

/** Lines are masked by the formatter; the fields a child carries do not pass it. */
const masking = (log: PinoLogger): Logger => ({
  debug: (fields, message) => log.debug(fields, message),
  info: (fields, message) => log.info(fields, message),
  warn: (fields, message) => log.warn(fields, message),
  error: (fields, message) => log.error(fields, message),
  child: (fields) => masking(log.child(maskUids({ ...fields }))),
});

/** Says nothing; for tests and for commands whose output is data. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLogger,
};

/** Enough to follow one card through a log, too little to copy it: `04A1…E5F6`. */
export const maskUid = (uid: string): string =>
  uid.length > 8 ? `${uid.slice(0, 4)}…${uid.slice(-4)}` : `${uid.slice(0, 2)}…${uid.slice(-2)}`;

/** 4, 7 or 10 bytes in hex: what a reader can say. */
const uidPattern = /^(?:[0-9a-f]{8}|[0-9a-f]{14}|[0-9a-f]{20})$/i;

/** Fields named `uid`, at any depth a log line has. A list of uids is a list of keys. */
function maskUids(fields: Record<string, unknown>): Record<string, unknown> {
  const masked: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) masked[key] = maskField(key, value, 4);
  return masked;
}

function maskField(key: string, value: unknown, depth: number): unknown {
  if (typeof value === 'string') {
    return /uids?$/i.test(key) && uidPattern.test(value) ? maskUid(value) : value;
  }
  if (depth === 0 || typeof value !== 'object' || value === null || value instanceof Error) {
    return value;
  }
  if (Array.isArray(value)) return value.map((item) => maskField(key, item, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, maskField(k, v, depth - 1)]));
}
