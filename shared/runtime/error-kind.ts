/**
 * Every error a person or a program can meet: what happened, what to do, whether trying again can help.
 *
 * Callers match on `code`; nobody matches prose. `{name}` is filled in from the details given to `failure`.
 */
export interface ErrorKind {
  readonly message: string;
  readonly hint: string;
  readonly retryable: boolean;
  /** HTTP status where the error reaches a request; 500 when left out. */
  readonly status?: number;
}
