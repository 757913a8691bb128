import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

/**
 * The schema's validator, compiled at the first question: each end of the wire reads a few kinds of messages only,
 * and a validator has its size.
 */
export function compiledOnce<S extends TSchema>(schema: S) {
  const compile = () => Compile(schema);
  let compiled: ReturnType<typeof compile> | null = null;
  return () => {
    compiled ??= compile();
    return compiled;
  };
}
