import { withMinus } from './amount.ts';

/** What an item belongs to: `BDG` the time clock, `TIM` time tokens. There are no others: this is no till. */
export const assetCategories = ['BDG', 'TIM'] as const;
export type AssetCategory = (typeof assetCategories)[number];

/** What the switch makes; the first name is French, the second English. */
export const timeClockAsset = { name: 'Badgeuse', nameEn: 'Time-clock machine' } as const;
export const timeClockItem = { name: 'Badger', nameEn: 'Time-clock machine' } as const;

/** Something to tap for. */
export interface Item {
  readonly id: string;
  readonly category: AssetCategory;
  readonly name: string;
  /** Null: the same in English. */
  readonly nameEn: string | null;
  /** Hundredths of a token; 0: free of charge. */
  readonly hundredthsPerHour: number;
}

/** Where items are chosen on a terminal; without a screen, what a tap there is for. */
export interface PointOfSale {
  readonly id: string;
  readonly name: string;
  readonly showPrices: boolean;
  /** Items, in the order of their tiles. */
  readonly items: readonly string[];
}

export const itemName = (item: Pick<Item, 'name' | 'nameEn'>, language: 'fr' | 'en'): string =>
  language === 'en' ? (item.nameEn ?? item.name) : item.name;

/** `2 jetons l'heure`, `free of charge`: what a tile says where prices are shown. */
export function priceText(hundredthsPerHour: number, language: 'fr' | 'en'): string {
  if (hundredthsPerHour === 0) return language === 'fr' ? 'sans frais' : 'free of charge';
  return `${tokensText(hundredthsPerHour, language)} ${language === 'fr' ? 'l’heure' : 'an hour'}`;
}

/** `1 token in advance, then 2 tokens an hour`: what choosing an item takes, and what follows. */
export function itemPriceText(
  price: { readonly prepaidUnits: number; readonly hundredthsPerHour: number },
  language: 'fr' | 'en',
): string {
  const { prepaidUnits, hundredthsPerHour } = price;
  if (prepaidUnits === 0) return priceText(hundredthsPerHour, language);
  const advance = tokensText(prepaidUnits, language);
  if (hundredthsPerHour === 0) return advance;
  const beyond = priceText(hundredthsPerHour, language);
  return language === 'fr'
    ? `${advance} d’avance, puis ${beyond}`
    : `${advance} in advance, then ${beyond}`;
}

/** An amount of time tokens, for people. */
export function tokensText(hundredths: number, language: 'fr' | 'en'): string {
  const tokens = hundredths / 100;
  const amount = withMinus(
    new Intl.NumberFormat(language === 'fr' ? 'fr-FR' : 'en-GB').format(tokens),
  );
  // French counts from two, English everything but one.
  if (language === 'fr') return `${amount}\u00a0${Math.abs(tokens) < 2 ? 'jeton' : 'jetons'}`;
  return `${amount} ${Math.abs(tokens) === 1 ? 'token' : 'tokens'}`;
}

/** The same in a column of its own, where figures stand below each other: `1 234,50`, `−1.50`. */
export const amountText = (hundredths: number, language: 'fr' | 'en'): string =>
  withMinus(amounts[language].format(hundredths / 100));

/** With its sign: what came is `+5,00`. */
export const changeText = (hundredths: number, language: 'fr' | 'en'): string =>
  hundredths > 0 ? `+${amountText(hundredths, language)}` : amountText(hundredths, language);

const twoDecimals = { minimumFractionDigits: 2, maximumFractionDigits: 2 } as const;
const amounts = {
  fr: new Intl.NumberFormat('fr-FR', twoDecimals),
  en: new Intl.NumberFormat('en-GB', twoDecimals),
} as const;
