import type { AuditKind } from '../ports/audit.ts';
import type { PresenceTables } from './schema/presence.ts';
import type { RegistryTables } from './schema/registry.ts';
import type { TimeClockTables } from './schema/time-clock.ts';

/** How a field lies in its column: as it is, as 0 or 1, or as JSON text. */
type Codec = 'plain' | 'flag' | 'json';

export interface ColumnOf {
  readonly column: string;
  readonly codec: Codec;
}

/** One table of the registry and the record people see of it. */
export interface Mapping<T extends { readonly id: string }> {
  /** The word for it in messages. */
  readonly what: string;
  /** What the audit calls it. */
  readonly kind: AuditKind;
  readonly table: keyof RegistryTables | keyof TimeClockTables | keyof PresenceTables;
  /** Starts a generated id, so that a person reading one knows what it is of. */
  readonly prefix: string;
  /** Whether the row keeps when it was made. */
  readonly stamped: boolean;
  readonly columns: { readonly [K in keyof T]?: ColumnOf };
  /** What a new one has where nothing is said. */
  readonly defaults: Omit<T, 'id'>;
}

export const plain = (column: string): ColumnOf => ({ column, codec: 'plain' });
export const flag = (column: string): ColumnOf => ({ column, codec: 'flag' });
export const json = (column: string): ColumnOf => ({ column, codec: 'json' });

/** The columns of what `fields` says; a field left out is left alone. */
export function columnsOf<T extends { readonly id: string }>(
  mapping: Mapping<T>,
  fields: Partial<T>,
): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(fields)) {
    const to = mapping.columns[field as keyof T];
    if (to && value !== undefined) row[to.column] = encode(to.codec, value);
  }
  return row;
}

export function recordOf<T extends { readonly id: string }>(
  mapping: Mapping<T>,
  row: Readonly<Record<string, unknown>>,
): T {
  const record: Record<string, unknown> = {};
  for (const [field, from] of Object.entries(mapping.columns) as [string, ColumnOf][]) {
    record[field] = decode(from.codec, row[from.column]);
  }
  return record as T;
}

function encode(codec: Codec, value: unknown): unknown {
  if (codec === 'flag') return value === true ? 1 : 0;
  return codec === 'json' ? JSON.stringify(value) : value;
}

function decode(codec: Codec, stored: unknown): unknown {
  if (codec === 'flag') return stored === 1;
  return codec === 'json' ? JSON.parse(String(stored)) : stored;
}
