import type { AssetCategory } from '../../../shared/domain/item.ts';

/** What is tapped for, and where it is chosen. Lists are JSON text, in their order; what ended stays, `retired`. */
export interface TimeClockTables {
  asset: {
    id: string;
    place_id: string;
    name: string;
    /** Null: the same in English. */
    name_en: string | null;
    category: AssetCategory;
    state: 'active' | 'retired';
    created_at: number;
  };
  item: {
    id: string;
    place_id: string;
    asset_id: string;
    /** Its asset's. */
    category: AssetCategory;
    name: string;
    name_en: string | null;
    /** Hundredths of a token; 0: free of charge. */
    hundredths_per_hour: number;
    state: 'active' | 'retired';
    created_at: number;
  };
  point_of_sale: {
    id: string;
    place_id: string;
    name: string;
    show_prices: number;
    items: string;
    state: 'active' | 'retired';
    created_at: number;
  };
  primary_card: {
    id: string;
    card_id: string;
    points_of_sale: string;
    created_at: number;
  };
}
