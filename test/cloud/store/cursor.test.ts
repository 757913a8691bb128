import { expect, test } from '@jest/globals';
import { cursorAfter, cursorParts } from '../../../cloud/store/cursor.ts';

test('a cursor carries what it was given through an address, and the API takes it back', () => {
  for (const parts of [['m_1'], ['01a20021-1ea7-719d', 'device-8pmbrqz543'], ['17', 'é: 😀']]) {
    const cursor = cursorAfter(...parts);
    expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(cursorParts(cursor)).toEqual(parts);
  }
});

test('what nobody gave out is read without harm', () => {
  expect(cursorParts('')).toEqual(['']);
  expect(cursorParts('___')).toHaveLength(1);
});
