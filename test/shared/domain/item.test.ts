import { expect, test } from '@jest/globals';
import { itemName, priceText, timeClockItem } from '../../../shared/domain/item.ts';

test.each([
  [0, 'sans frais', 'free of charge'],
  [50, '0,5\u00a0jeton l’heure', '0.5 tokens an hour'],
  [100, '1\u00a0jeton l’heure', '1 token an hour'],
  [150, '1,5\u00a0jeton l’heure', '1.5 tokens an hour'],
  [200, '2\u00a0jetons l’heure', '2 tokens an hour'],
])('%i hundredths an hour', (price, fr, en) => {
  expect([priceText(price, 'fr'), priceText(price, 'en')]).toEqual([fr, en]);
});

test('an item has a name in each language, or one for both', () => {
  expect([itemName(timeClockItem, 'fr'), itemName(timeClockItem, 'en')]).toEqual([
    'Badger',
    'Time-clock machine',
  ]);
  expect(itemName({ name: 'Laser', nameEn: null }, 'en')).toBe('Laser');
});
