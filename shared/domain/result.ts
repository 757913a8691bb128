/**
 * What a parser at the edge returns: a value, or what was wrong with the input.
 *
 * Parsers never throw on bad input, because bad input is ordinary; they throw only on our own mistakes.
 */
export type Result<T, P = Problem> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: P };

/** What is wrong, in a word for programs (`code`), a sentence for people, and what to do about it. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

export const bad = (
  code: string,
  message: string,
  hint: string,
): { readonly ok: false; readonly problem: Problem } => ({
  ok: false,
  problem: { code, message, hint },
});
