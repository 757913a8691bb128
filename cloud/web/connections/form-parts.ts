import type { FieldErrors } from '../pages/form.tsx';
import type { PageContext } from '../pages/page-context.ts';

export type Settings = Readonly<Record<string, unknown>>;

/** What the fields of one kind are drawn from: as they are kept, or as they were typed. */
export interface KindFields {
  readonly context: PageContext;
  readonly settings: Settings;
  readonly errors: FieldErrors;
}

export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
