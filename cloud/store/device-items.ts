import type { SignedConfig } from '../../shared/wire/signed.ts';
import type { Tx } from './database.ts';

/** The items of a place, as its devices are told. */
export async function itemsOf(tx: Tx, place: string): Promise<SignedConfig['items']> {
  const rows = await tx
    .selectFrom('item')
    .selectAll()
    .where('place_id', '=', place)
    .where('state', '=', 'active')
    .orderBy('id')
    .execute();
  return rows.map((item) => ({
    id: item.id,
    asset: item.asset_id,
    category: item.category,
    name: item.name,
    nameEn: item.name_en,
    hundredthsPerHour: item.hundredths_per_hour,
  }));
}

/** Those a device runs, in its order, each with its items in theirs; what ended is left out. */
export async function pointsOfSaleOf(
  tx: Tx,
  place: string,
  listed: string,
): Promise<SignedConfig['pointsOfSale']> {
  const ids = JSON.parse(listed) as readonly string[];
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom('point_of_sale')
    .selectAll()
    .where('id', 'in', ids)
    .where('place_id', '=', place)
    .where('state', '=', 'active')
    .execute();
  const items = new Set((await itemsOf(tx, place)).map((item) => item.id));
  return ids.flatMap((id) => {
    const row = rows.find((one) => one.id === id);
    if (!row) return [];
    const chosen = (JSON.parse(row.items) as string[]).filter((item) => items.has(item));
    return [{ id, name: row.name, showPrices: row.show_prices !== 0, items: chosen }];
  });
}
