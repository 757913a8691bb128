import { Type } from 'typebox';
import { InvalidInput } from '../validation.ts';

export const InstantText = Type.String({
  minLength: 17,
  maxLength: 40,
  description: 'ISO 8601 with an offset or Z, for example 2026-03-12T17:48:00+01:00',
});

/** Epoch ms of an instant a person or program wrote; throws `InvalidInput` naming the field. */
export function instantOf(field: string, text: string): number {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    const expected = 'must be an instant, for example 2026-03-12T17:48:00+01:00';
    throw new InvalidInput('body', [{ field, expected }]);
  }
}

export const isoOf = (epochMs: number): string => new Date(epochMs).toISOString();
