import { type Level, type Logger as PinoLogger, pino } from 'pino';
import { maskUidsIn } from './mask-uids.ts';
import { readableLine } from './readable-line.ts';

/** Structured log. Fields first, then a sentence; never a secret. Numbers of cards are masked, wherever they stand. */
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

/** Fields are masked by the formatter; messages, and the fields a child carries, do not pass it. */
const masking = (log: PinoLogger): Logger => ({
  debug: (fields, message) => log.debug(fields, maskUidsIn(message)),
  info: (fields, message) => log.info(fields, maskUidsIn(message)),
  warn: (fields, message) => log.warn(fields, maskUidsIn(message)),
  error: (fields, message) => log.error(fields, maskUidsIn(message)),
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

/** A line that nests deeper is cut off there: it may go round in a circle. */
const deepest = 6;

/** Everything a line has, the names of fields too. */
function maskUids(fields: Record<string, unknown>): Record<string, unknown> {
  const masked: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields))
    masked[maskUidsIn(key)] = maskValue(value, deepest);
  return masked;
}

function maskValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return maskUidsIn(value);
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (value instanceof Error) return maskValue(pino.stdSerializers.err(value), depth);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '…';
  if (Array.isArray(value)) return value.map((item) => maskValue(item, depth - 1));
  return Object.fromEntries(
    Object.entries(value).map(([k, v]) => [maskUidsIn(k), maskValue(v, depth - 1)]),
  );
}
