import { type Expression, type SqlBool, sql } from 'kysely';

/** Where a page of `known_entry as k` ended: ids hold the time, and two devices may use one. */
export type EntryKey = readonly [id: string, device: string];

/** What comes after it, newest first. */
export const olderThan = ([id, device]: EntryKey): Expression<SqlBool> =>
  sql<SqlBool>`(k.id < ${id} OR (k.id = ${id} AND k.device < ${device}))`;
