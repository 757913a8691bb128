import { type Level, pino } from 'pino';

/** Structured log. Fields first, then a sentence; never a secret, never a whole card uid (`maskUid`). */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Logger;
}

export type LogLevel = Extract<Level, 'debug' | 'info' | 'warn' | 'error'> | 'silent';

export const createLogger = (level: LogLevel, name: string): Logger => pino({ level, name });

/** Says nothing; for tests and for commands whose output is data. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLogger,
};

/** Enough to follow one card through a log, too little to copy it: `04A1…E5F6`. */
export const maskUid = (uid: string): string => `${uid.slice(0, 4)}…${uid.slice(-4)}`;
