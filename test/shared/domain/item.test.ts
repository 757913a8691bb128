import { expect, test } from '@jest/globals';
import {
  amountText,
  changeText,
  itemName,
  itemPriceText,
  priceText,
  timeClockItem,
  tokensText,
} from '../../../shared/domain/item.ts';

test.each([
  [0, 'sans frais', 'free of charge'],
  [50, '0,5\u00a0jeton l’heure', '0.5 tokens an hour'],
  [100, '1\u00a0jeton l’heure', '1 token an hour'],
  [150, '1,5\u00a0jeton l’heure', '1.5 tokens an hour'],
  [200, '2\u00a0jetons l’heure', '2 tokens an hour'],
])('%i hundredths an hour', (price, fr, en) => {
  expect([priceText(price, 'fr'), priceText(price, 'en')]).toEqual([fr, en]);
});

test.each([
  [0, 200, '2\u00a0jetons l’heure', '2 tokens an hour'],
  [100, 0, '1\u00a0jeton', '1 token'],
  [
    200,
    50,
    '2\u00a0jetons d’avance, puis 0,5\u00a0jeton l’heure',
    '2 tokens in advance, then 0.5 tokens an hour',
  ],
])('%i hundredths in advance, %i an hour', (prepaidUnits, hundredthsPerHour, fr, en) => {
  const price = { prepaidUnits, hundredthsPerHour };
  expect([itemPriceText(price, 'fr'), itemPriceText(price, 'en')]).toEqual([fr, en]);
});

test('an item has a name in each language, or one for both', () => {
  expect([itemName(timeClockItem, 'fr'), itemName(timeClockItem, 'en')]).toEqual([
    'Badger',
    'Time-clock machine',
  ]);
  expect(itemName({ name: 'Laser', nameEn: null }, 'en')).toBe('Laser');
});

test.each([
  [-50, '\u22120,5\u00a0jeton', '\u22120.5 tokens'],
  [-100, '\u22121\u00a0jeton', '\u22121 token'],
  [-150, '\u22121,5\u00a0jeton', '\u22121.5 tokens'],
  [-200, '\u22122\u00a0jetons', '\u22122 tokens'],
  [-123_450, '\u22121\u202f234,5\u00a0jetons', '\u22121,234.5 tokens'],
])('%i hundredths, owed', (owed, fr, en) => {
  expect([tokensText(owed, 'fr'), tokensText(owed, 'en')]).toEqual([fr, en]);
});

test.each([
  [0, '0,00', '0.00', '0,00'],
  [150, '1,50', '1.50', '+1,50'],
  [-5, '\u22120,05', '\u22120.05', '\u22120,05'],
  [123_450, '1\u202f234,50', '1,234.50', '+1\u202f234,50'],
])('%i hundredths in a column', (units, fr, en, change) => {
  expect([amountText(units, 'fr'), amountText(units, 'en'), changeText(units, 'fr')]).toEqual([
    fr,
    en,
    change,
  ]);
});
