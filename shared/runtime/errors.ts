import type { Problem } from '../domain/result.ts';
import type { ErrorKind } from './error-kind.ts';
import { commandErrors } from './errors-of-command.ts';
import { connectorErrors } from './errors-of-connectors.ts';
import { deviceErrors } from './errors-of-device.ts';
import { federationErrors } from './errors-of-federation.ts';
import { importErrors } from './errors-of-imports.ts';
import { requestErrors } from './errors-of-requests.ts';
import { startErrors } from './errors-of-start.ts';

/** The one registry, by area; a code is in one of them only. */
export const errorKinds = {
  ...startErrors,
  ...deviceErrors,
  ...requestErrors,
  ...importErrors,
  ...commandErrors,
  ...connectorErrors,
  ...federationErrors,
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
