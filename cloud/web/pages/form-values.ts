import type { FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { body } from '../api/schemas.ts';

/** What a form sent, by the name of the field; a field may come several times. */
export interface FormValues {
  /** Trimmed; empty where nothing was sent. */
  text(name: string): string;
  /** Null where nothing was typed. */
  textOrNull(name: string): string | null;
  /** A number; what is no number stays text, so that its check refuses it. */
  number(name: string): number | string;
  many(name: string): readonly string[];
  has(name: string): boolean;
}

export function valuesOf(request: FastifyRequest): FormValues {
  const sent = (request.body ?? {}) as Record<string, unknown>;
  const many = (name: string) =>
    [sent[name]].flat().flatMap((value) => (typeof value === 'string' ? [value.trim()] : []));
  const text = (name: string) => (many(name)[0] ?? '').slice(0, 2000);
  return {
    text,
    textOrNull: (name) => text(name) || null,
    number(name) {
      const typed = text(name).replace(',', '.');
      return typed !== '' && Number.isFinite(Number(typed)) ? Number(typed) : typed;
    },
    many,
    has: (name) => sent[name] !== undefined,
  };
}

/** The fields that do not fit, by the API's own schema: a form and a program are judged alike. */
export function misfits(
  schema: Readonly<Record<string, TSchema>>,
  values: Readonly<Record<string, unknown>>,
): readonly string[] {
  const wanted = Object.fromEntries(
    Object.keys(values).flatMap((name) => (schema[name] ? [[name, schema[name]]] : [])),
  );
  const parser = Compile(body(wanted));
  if (parser.Check(values)) return [];
  const wrong = [...parser.Errors(values)].map((error) => {
    const params = error.params as { readonly additionalProperties?: readonly string[] };
    return error.instancePath.split('/')[1] ?? params.additionalProperties?.[0] ?? '';
  });
  return [...new Set(wrong)].filter((name) => name !== '');
}
