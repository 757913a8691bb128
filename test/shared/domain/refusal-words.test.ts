import { describe, expect, test } from '@jest/globals';
import { cardStates } from '../../../shared/domain/access-list.ts';
import { refusalReasons } from '../../../shared/domain/refusal.ts';
import {
  inactiveCardWords,
  refusalSigns,
  refusalTable,
  refusalText,
} from '../../../shared/domain/refusal-words.ts';

const inactive = cardStates.filter((state) => state !== 'active');

test('there are eighteen reasons, and the table has exactly these', () => {
  expect(refusalReasons).toHaveLength(18);
  expect(Object.keys(refusalTable).sort()).toEqual([...refusalReasons].sort());
  expect(Object.keys(inactiveCardWords).sort()).toEqual([...inactive].sort());
});

describe.each([
  ...refusalReasons.map((reason) => [reason, refusalTable[reason]] as const),
  ...inactive.map((state) => [`cardInactive, ${state}`, inactiveCardWords[state]] as const),
])('%s', (_name, cell) => {
  test.each(['fr', 'en'] as const)('says in %s what is so, and what to do', (language) => {
    const { title, advice } = cell[language];
    expect(title).toMatch(/^\p{Lu}.{3,40}$/u);
    expect(advice).toMatch(/^\p{Lu}.{8,70}\.$/u);
    // A title is set large: no full stop; no capitals for emphasis, no straight apostrophe, no blame.
    expect(title).not.toMatch(/[.!]$/);
    for (const text of [title, advice]) {
      expect(text).not.toMatch(/['"]|forgot|oublié|erreur|interdit|forbidden/i);
      expect(text).not.toMatch(/\p{Lu}{2}/u);
    }
  });

  test('French punctuation keeps its space', () => {
    for (const text of [cell.fr.title, cell.fr.advice]) expect(text).not.toMatch(/[^\u00a0]:/);
  });
});

test('every sign has a light and a sound of its own, and an unknown card is told apart', () => {
  const cells = Object.values(refusalSigns);
  expect(new Set(cells.map((c) => c.led)).size).toBe(cells.length);
  expect(new Set(cells.map((c) => c.sound)).size).toBe(cells.length);
  for (const reason of refusalReasons)
    expect(refusalSigns).toHaveProperty(refusalTable[reason].sign);
  expect(refusalTable.unknownCard.sign).toBe('unknown');
  expect(refusalTable.cannotRecord.sign).toBe('fault');
});

test('an inactive card is told in the words of its state', () => {
  expect(refusalText('cardInactive', 'lost').fr).toEqual({
    title: 'Carte déclarée perdue',
    advice: 'Rapportez-la à l’accueil.',
  });
  expect(refusalText('cardInactive', null)).toBe(refusalTable.cardInactive);
  expect(refusalText('cardInactive', 'active')).toBe(refusalTable.cardInactive);
  expect(refusalText('expired', 'lost')).toBe(refusalTable.expired);
});
