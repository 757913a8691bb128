import { describe, expect, test } from '@jest/globals';
import { cardStates } from '../../../shared/domain/access-list.ts';
import { refusalReasons } from '../../../shared/domain/refusal.ts';
import { inactiveCardWords, refusalText } from '../../../shared/domain/refusal-text.ts';
import { refusalSigns, refusalTable } from '../../../shared/domain/refusal-words.ts';

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
  test.each(['fr', 'en'] as const)('says in %s what is so, why, and what to do', (language) => {
    const { title, why, advice } = cell[language];
    // Set large: few letters, no full stop.
    expect(title).toMatch(/^\p{Lu}.{2,28}[^.!]$/u);
    expect(why).toMatch(/^\p{Lu}.{8,70}\.$/u);
    expect(advice).toMatch(/^\p{Lu}.{8,70}\.$/u);
    for (const text of [title, why, advice]) {
      // No straight apostrophe, no capitals for emphasis, no blame, nobody's gender.
      expect(text).not.toMatch(/['"]|forgot|oublié|erreur|interdit|forbidden|wrong|autorisé/i);
      expect(text).not.toMatch(/\p{Lu}{2}/u);
    }
  });

  test('French punctuation keeps its space', () => {
    const { title, why, advice } = cell.fr;
    for (const text of [title, why, advice]) expect(text).not.toMatch(/[^\u00a0]:|[^\u202f][?!;]/);
  });
});

test('every sign is used, and an unknown card and a fault are told apart', () => {
  const used = new Set(refusalReasons.map((reason) => refusalTable[reason].sign));
  expect([...used].sort()).toEqual([...refusalSigns].sort());
  expect(refusalTable.unknownCard.sign).toBe('unknown');
  expect(refusalTable.cannotRecord.sign).toBe('fault');
});

test('an inactive card is told in the words of its state', () => {
  expect(refusalText('cardInactive', 'lost').fr).toEqual({
    title: 'Carte déclarée perdue',
    why: 'Elle n’ouvre plus rien.',
    advice: 'Rapportez-la à l’accueil.',
  });
  expect(refusalText('cardInactive', null)).toBe(refusalTable.cardInactive);
  expect(refusalText('cardInactive', 'active')).toBe(refusalTable.cardInactive);
  expect(refusalText('expired', 'lost')).toBe(refusalTable.expired);
});
