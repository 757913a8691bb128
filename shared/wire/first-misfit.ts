import type { Validator } from 'typebox/compile';

/** Where a value departs from its schema, and how, in one sentence: `/card/uid must match pattern "…".` */
export const firstMisfit = (validator: Validator, value: unknown, whole: string): string =>
  validator
    .Errors(value)
    .slice(0, 1)
    .map((error) => `${error.instancePath || whole} ${error.message}.`)
    .join('');
