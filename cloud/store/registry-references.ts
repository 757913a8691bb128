import { failure } from '../../shared/runtime/errors.ts';
import type { Tx } from './database.ts';

/** What a record may name, and must be there. */
type Referenced =
  | 'place'
  | 'area'
  | 'door'
  | 'member'
  | 'member_group'
  | 'schedule'
  | 'access_point'
  | 'card'
  | 'item'
  | 'point_of_sale';
const wordOf = (table: Referenced): string =>
  table === 'member_group' ? 'group' : table.replaceAll('_', ' ');

export async function mustExist(tx: Tx, table: Referenced, id: string): Promise<void> {
  const row = await tx.selectFrom(table).select('id').where('id', '=', id).executeTakeFirst();
  if (!row) throw failure('unknownReference', { what: wordOf(table), id });
}

/** A place is also the id of its own area: the two never share one. */
export async function mustNotExist(tx: Tx, table: 'place' | 'area', id: string): Promise<void> {
  const row = await tx.selectFrom(table).select('id').where('id', '=', id).executeTakeFirst();
  if (row) throw failure('conflict', { detail: `The id ${id} is a ${table}'s already.` });
}

export async function mustBeAt(
  tx: Tx,
  table: 'area' | 'door' | 'access_point' | 'item' | 'point_of_sale',
  id: string | null,
  placeId: string,
): Promise<void> {
  if (id === null) return;
  const row = await tx.selectFrom(table).select('place_id').where('id', '=', id).executeTakeFirst();
  if (!row) throw failure('unknownReference', { what: wordOf(table), id });
  if (row.place_id !== placeId) throw failure('placeMismatch', { what: `${wordOf(table)} ${id}` });
}

/** A schedule is one place's, or everybody's. */
export async function scheduleMustHoldAt(
  tx: Tx,
  id: string | null,
  placeId: string,
): Promise<void> {
  if (id === null) return;
  const row = await tx
    .selectFrom('schedule')
    .select('place_id')
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw failure('unknownReference', { what: 'schedule', id });
  if (row.place_id !== null && row.place_id !== placeId) {
    throw failure('placeMismatch', { what: `schedule ${id}` });
  }
}

/** Where nothing is said: the only place there is. */
export async function onlyPlace(tx: Tx): Promise<string> {
  const places = await tx.selectFrom('place').select('id').limit(2).execute();
  const [only] = places;
  if (!only || places.length > 1) throw failure('placeNeeded');
  return only.id;
}
