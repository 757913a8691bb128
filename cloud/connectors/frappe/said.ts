import { readFrappeBody, readFrappeTrouble } from '../frappe-answer.ts';
import type { FrappeAnswer } from '../frappe-http.ts';

/** What a site said, read as far as anybody needs it. */
export type Said =
  /** What it holds under `data`, `message` or `docs`. */
  | { readonly is: 'said'; readonly value: unknown }
  /** It says no, in its words and language; `type` is the class of what was thrown, which is never translated. */
  | {
      readonly is: 'refused';
      readonly status: number;
      readonly type: string;
      readonly text: string;
    }
  /** It answered, and not as a site does: a page of a proxy, or another server's. */
  | { readonly is: 'strange'; readonly status: number }
  | { readonly is: 'notSent'; readonly why: 'unreachable' | 'timeout' | 'addressRefused' }
  | { readonly is: 'unanswered'; readonly why: 'unreachable' | 'timeout' };

export function readSaid(asked: FrappeAnswer): Said {
  if (asked.is === 'notSent') return { is: 'notSent', why: asked.why };
  if (!('status' in asked)) return { is: 'unanswered', why: asked.why };
  const { status, text } = asked;
  const body = readFrappeBody(text);
  if (!body) return { is: 'strange', status };
  if (status < 200 || status >= 300) {
    const { type, said } = readFrappeTrouble(text);
    return { is: 'refused', status, type: type ?? '', text: said };
  }
  const held = body['data'] ?? body['message'] ?? body['docs'];
  return held === undefined ? { is: 'strange', status } : { is: 'said', value: held };
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
