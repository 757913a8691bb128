import type { Asset, ItemRecord, PointOfSaleRecord, PrimaryCard } from '../ports/registry.ts';
import { flag, json, type Mapping, plain } from './registry-mapping.ts';

const named = {
  id: plain('id'),
  placeId: plain('place_id'),
  name: plain('name'),
  state: plain('state'),
};

export const assets: Mapping<Asset> = {
  what: 'asset',
  kind: 'asset',
  table: 'asset',
  prefix: 'asset',
  stamped: true,
  columns: { ...named, nameEn: plain('name_en'), category: plain('category') },
  defaults: { placeId: '', name: '', nameEn: null, category: 'TIM', state: 'active' },
};

export const items: Mapping<ItemRecord> = {
  what: 'item',
  kind: 'item',
  table: 'item',
  prefix: 'item',
  stamped: true,
  columns: {
    ...named,
    assetId: plain('asset_id'),
    category: plain('category'),
    nameEn: plain('name_en'),
    hundredthsPerHour: plain('hundredths_per_hour'),
  },
  defaults: {
    placeId: '',
    assetId: '',
    // Its asset's, once that is known.
    category: 'BDG',
    name: '',
    nameEn: null,
    hundredthsPerHour: 0,
    state: 'active',
  },
};

export const pointsOfSale: Mapping<PointOfSaleRecord> = {
  what: 'point of sale',
  kind: 'pointOfSale',
  table: 'point_of_sale',
  prefix: 'pos',
  stamped: true,
  columns: { ...named, showPrices: flag('show_prices'), items: json('items') },
  defaults: { placeId: '', name: '', showPrices: true, items: [], state: 'active' },
};

export const primaryCards: Mapping<PrimaryCard> = {
  what: 'primary card',
  kind: 'primaryCard',
  table: 'primary_card',
  prefix: 'primary',
  stamped: true,
  columns: {
    id: plain('id'),
    cardId: plain('card_id'),
    pointsOfSale: json('points_of_sale'),
  },
  defaults: { cardId: '', pointsOfSale: [] },
};
