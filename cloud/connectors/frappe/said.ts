import type { Asked } from './frappe-http.ts';

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
  | Extract<Asked, { readonly is: 'notSent' }>
  | Extract<Asked, { readonly is: 'unanswered' }>;

const longestText = 200;

export function readSaid(asked: Asked): Said {
  if (asked.is !== 'answered') return asked;
  const { status, text } = asked;
  const value = objectOrNull(text);
  if (!value) return { is: 'strange', status };
  if (status >= 200 && status < 300) {
    const held = value['data'] ?? value['message'] ?? value['docs'];
    return held === undefined ? { is: 'strange', status } : { is: 'said', value: held };
  }
  return { is: 'refused', status, type: typeIn(value), text: wordsIn(value) };
}

function objectOrNull(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textIn = (value: Record<string, unknown>, key: string): string => {
  const of = value[key];
  return typeof of === 'string' ? of : '';
};

/** `frappe.exceptions.ValidationError: …` and `ValidationError` are one class. */
const typeIn = (value: Record<string, unknown>): string =>
  textIn(value, 'exc_type') || (/^[\w.]*?(\w+):/.exec(textIn(value, 'exception'))?.[1] ?? '');

/** Tracebacks say the most and may be switched off, and messages are lists of JSON in JSON, of HTML. */
const wordsIn = (value: Record<string, unknown>): string => {
  const [first] = listIn(textIn(value, '_server_messages'));
  const message = objectOrNull(String(first ?? ''));
  const [trace] = listIn(textIn(value, 'exc'));
  const lastLine =
    String(trace ?? '')
      .trim()
      .split('\n')
      .at(-1) ?? '';
  const said = (message && textIn(message, 'message')) || textIn(value, 'exception') || lastLine;
  return said
    .replace(/<[^>]*>/g, ' ')
    .replace(/^[\w.]+Error: /, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, longestText);
};

function listIn(text: string): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}
