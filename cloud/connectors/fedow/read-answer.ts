import type { Static, TSchema } from 'typebox';
import type { Validator } from 'typebox/compile';
import { failure } from '../../../shared/runtime/errors.ts';
import type { HttpAnswer } from '../../../shared/runtime/http-call.ts';
import { firstMisfit } from '../../../shared/wire/first-misfit.ts';

/** Their own words about a refusal, short enough for a line. */
const shortened = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 200);

/**
 * What was answered, as its schema says. Throws `fedowUnreachable`, `fedowRefused`, `fedowTroubled`, `fedowSaysNo`,
 * `fedowAnswerStrange`.
 */
export function readAnswer<S extends TSchema>(
  server: URL,
  answer: HttpAnswer,
  validator: Validator<Record<never, never>, S>,
): Static<S> {
  const { host } = server;
  if (answer.is !== 'answered') {
    throw failure('fedowUnreachable', { server: host, why: answer.why });
  }
  const { status, text } = answer;
  if (status === 403 || status === 401) throw failure('fedowRefused', { server: host });
  if (status >= 500 || status === 429) throw failure('fedowTroubled', { server: host, status });
  const value = jsonOrUndefined(text);
  if (status >= 400 && value !== undefined) {
    throw failure('fedowSaysNo', { server: host, detail: shortened(text), status });
  }
  if (status < 200 || status >= 300 || value === undefined) {
    const detail = status === 200 ? 'it sent no JSON.' : `it answered ${status}.`;
    throw failure('fedowAnswerStrange', { server: host, detail });
  }
  if (validator.Check(value)) return value as Static<S>;
  throw failure('fedowAnswerStrange', {
    server: host,
    detail: firstMisfit(validator, value, 'the answer'),
  });
}

export function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
