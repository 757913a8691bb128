import type { Asked } from './who-asks.ts';

/** `text: ''`: an empty body. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly isEmpty?: boolean;
}

export const answer = (status: number, body: unknown): Answer => ({ status, body });
export const nothing = (status: number): Answer => ({ status, body: null, isEmpty: true });

export const forbidden = answer(403, {
  detail: "Informations d'authentification non fournies.",
});
export const notFound = answer(404, { detail: 'Pas trouvé.' });
export const fieldErrors = (field: string, text: string): Answer =>
  answer(400, { [field]: [text] });
export const refusedBody = (text: string): Answer => fieldErrors('non_field_errors', text);

/** Fields of a JSON body; what is no object has none. */
export function fieldsOf(asked: Asked): Readonly<Record<string, unknown>> {
  const value: unknown = asked.body === '' ? {} : JSON.parse(asked.body);
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export const isUuid = (value: unknown): value is string =>
  typeof value === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value);

/** Answers one path, of which it is given what its groups caught. */
export type Route = readonly [
  method: 'GET' | 'POST',
  path: RegExp,
  answer: (asked: Asked, ...caught: string[]) => Answer,
];
