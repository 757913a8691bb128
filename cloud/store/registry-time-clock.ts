import { timeClockAsset, timeClockItem } from '../../shared/domain/item.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type {
  AccessPointRecord,
  Asset,
  DeviceRecord,
  ItemRecord,
  Place,
  PointOfSaleRecord,
  PrimaryCard,
  RegistryChange,
} from '../ports/registry.ts';
import { appendAudit } from './audit-log.ts';
import type { Tx } from './database.ts';
import { addItemPrice } from './rates.ts';
import { mustBeAt, mustExist, onlyPlace } from './registry-references.ts';
import { newId, type Rules } from './registry-repository.ts';

const configOf = (placeId: string): readonly RegistryChange[] => [
  { kind: 'config', placeIds: [placeId] },
];

/** When the switch is put on: since when, and the id of the item that the first time makes. */
export function settleSwitch(place: Place, before: Place | null, now: number): Place {
  if (!place.timeClock || before?.timeClock) return place;
  return {
    ...place,
    timeClockSince: now,
    timeClockItemId: place.timeClockItemId ?? newId('item'),
  };
}

/** Makes what the switch promises, once: the row of the place is locked, so two who switch wait for each other. */
export async function makeTimeClock(
  tx: Tx,
  place: Place,
  before: Place | null,
  { by, now }: { by: string; now: number },
): Promise<void> {
  const { id: placeId, timeClockItemId: itemId } = place;
  if (!place.timeClock || itemId === null) return;
  if (before?.timeClockItemId !== itemId) {
    const asset = { id: newId('asset'), place_id: placeId, created_at: now };
    await tx
      .insertInto('asset')
      .values({ ...asset, ...named(timeClockAsset), category: 'BDG', state: 'active' })
      .execute();
    await tx
      .insertInto('item')
      .values({
        id: itemId,
        place_id: placeId,
        asset_id: asset.id,
        category: 'BDG',
        ...named(timeClockItem),
        hundredths_per_hour: 0,
        state: 'active',
        created_at: now,
      })
      .execute();
    const made = { verb: 'created', placeId } as const;
    await appendAudit(tx, by, { ...made, kind: 'asset', id: asset.id, after: timeClockAsset }, now);
    await appendAudit(tx, by, { ...made, kind: 'item', id: itemId, after: timeClockItem }, now);
  }
  await tx
    .updateTable('access_point')
    .set({ item_id: itemId })
    .where('place_id', '=', placeId)
    .where('item_id', 'is', null)
    .execute();
}

const named = ({ name, nameEn }: { name: string; nameEn: string }) => ({ name, name_en: nameEn });

/** What ends with its place: nothing was ever tapped for there. */
export async function removeTimeClock(tx: Tx, placeId: string): Promise<void> {
  for (const table of ['point_of_sale', 'item', 'asset'] as const) {
    await tx.deleteFrom(table).where('place_id', '=', placeId).execute();
  }
}

/** The item every punch of an access point carries: its own, or the place's time clock while that is on. */
export async function itemAt(tx: Tx, point: AccessPointRecord): Promise<string | null> {
  if (point.itemId !== null) {
    await mustBeAt(tx, 'item', point.itemId, point.placeId);
    return point.itemId;
  }
  const place = await tx
    .selectFrom('place')
    .select(['time_clock', 'time_clock_item'])
    .where('id', '=', point.placeId)
    .executeTakeFirst();
  return place?.time_clock === 1 ? place.time_clock_item : null;
}

export async function pointsOfSaleOf(tx: Tx, device: DeviceRecord): Promise<readonly string[]> {
  for (const id of device.pointsOfSale) await mustBeAt(tx, 'point_of_sale', id, device.placeId);
  return device.pointsOfSale;
}

const isTimeClock = async (tx: Tx, column: 'id' | 'asset_id', id: string): Promise<boolean> => {
  const row = await tx
    .selectFrom('item')
    .innerJoin('place', 'place.time_clock_item', 'item.id')
    .select('item.id')
    .where(`item.${column}`, '=', id)
    .executeTakeFirst();
  return row !== undefined;
};

const stays = (what: string) =>
  failure('conflict', {
    detail: `The ${what} of the time clock stays: switch the time clock off.`,
  });

async function mayEndAsset(tx: Tx, id: string): Promise<void> {
  if (await isTimeClock(tx, 'asset_id', id)) throw stays('asset');
  const used = await tx
    .selectFrom('item')
    .select('id')
    .where('asset_id', '=', id)
    .where('state', '=', 'active')
    .executeTakeFirst();
  if (used) throw failure('inUse', { what: 'asset', id });
}

async function mayEndItem(tx: Tx, id: string): Promise<void> {
  if (await isTimeClock(tx, 'id', id)) throw stays('item');
  const point = await tx
    .selectFrom('access_point')
    .select('id')
    .where('item_id', '=', id)
    .executeTakeFirst();
  if (point) throw failure('inUse', { what: 'item', id });
}

export const assetRules: Rules<Asset> = {
  async settle(tx, asset, before) {
    if (before && before.category !== asset.category) {
      throw failure('conflict', { detail: `The asset ${asset.id} keeps its category.` });
    }
    if (before && asset.state === 'retired') await mayEndAsset(tx, asset.id);
    const placeId = asset.placeId || (await onlyPlace(tx));
    await mustExist(tx, 'place', placeId);
    return { ...asset, placeId };
  },
  async beforeRemove(tx, asset) {
    await mayEndAsset(tx, asset.id);
    return { state: 'retired' };
  },
  changes: (before, after) => configOf((after ?? before)?.placeId ?? ''),
};

/** What its tile says an hour costs is what is taken. */
export const itemRules = (now: () => number): Rules<ItemRecord> => ({
  async afterWrite(tx, item, before, by) {
    if (item.hundredthsPerHour === (before?.hundredthsPerHour ?? 0)) return;
    await addItemPrice(tx, item, { madeAt: now(), madeBy: by });
  },
  async settle(tx, item, before) {
    const asset = await tx
      .selectFrom('asset')
      .select(['id', 'place_id', 'category', 'state'])
      .where('id', '=', item.assetId)
      .executeTakeFirst();
    if (!asset) throw failure('unknownReference', { what: 'asset', id: item.assetId });
    if (item.placeId !== '' && item.placeId !== asset.place_id) {
      throw failure('placeMismatch', { what: `asset ${asset.id}` });
    }
    if (!before && asset.state === 'retired') {
      throw failure('conflict', { detail: `The asset ${asset.id} was ended.` });
    }
    if (asset.category === 'BDG' && item.hundredthsPerHour > 0) {
      throw failure('badRequest', {
        detail: 'an item of the time clock is free of charge: only one of a TIM asset costs tokens',
      });
    }
    if (before && item.state === 'retired') await mayEndItem(tx, item.id);
    return { ...item, placeId: asset.place_id, category: asset.category };
  },
  async beforeRemove(tx, item) {
    await mayEndItem(tx, item.id);
    return { state: 'retired' };
  },
  changes: (before, after) => configOf((after ?? before)?.placeId ?? ''),
});

export const pointOfSaleRules: Rules<PointOfSaleRecord> = {
  async settle(tx, pos, before) {
    if (before && before.placeId !== pos.placeId) {
      throw failure('conflict', { detail: `The point of sale ${pos.id} stays at its place.` });
    }
    const placeId = pos.placeId || (await onlyPlace(tx));
    await mustExist(tx, 'place', placeId);
    for (const id of pos.items) await mustBeAt(tx, 'item', id, placeId);
    return { ...pos, placeId };
  },
  beforeRemove: async () => ({ state: 'retired' }),
  changes: (before, after) => configOf((after ?? before)?.placeId ?? ''),
};

export const primaryCardRules: Rules<PrimaryCard> = {
  async reached(tx, { pointsOfSale }) {
    if (pointsOfSale.length === 0) return [];
    const opened = await tx
      .selectFrom('point_of_sale')
      .select('place_id')
      .distinct()
      .where('id', 'in', pointsOfSale)
      .execute();
    return opened.map((pos) => pos.place_id);
  },
  async settle(tx, primary, before) {
    if (before && before.cardId !== primary.cardId) {
      throw failure('conflict', { detail: 'Another card is another primary card.' });
    }
    await mustExist(tx, 'card', primary.cardId);
    for (const id of primary.pointsOfSale) await mustExist(tx, 'point_of_sale', id);
    return primary;
  },
  async changes(before, after, tx) {
    const card = await tx
      .selectFrom('card')
      .select('uid')
      .where('id', '=', (after ?? before)?.cardId ?? '')
      .executeTakeFirst();
    return [{ kind: 'access', placeIds: '*', uids: card?.uid ? [card.uid] : [] }];
  },
};
