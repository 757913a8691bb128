import { expect, test } from '@jest/globals';
import { anomalies, passageStatuses } from '../../../shared/domain/passage.ts';
import {
  anomalyWords,
  correctedWord,
  languages,
  statusWords,
} from '../../../shared/domain/status-words.ts';

test('the words of the design', () => {
  expect(statusWords.fr).toEqual({
    closed: 'Terminé',
    open: 'Sur place',
    missing_exit: 'Sortie oubliée',
    auto_closed: 'Clos à la fermeture',
    missing_entry: 'Entrée manquante',
    presence: 'Présence',
  });
  expect(statusWords.en).toEqual({
    closed: 'Closed',
    open: 'In now',
    missing_exit: 'Missing exit',
    auto_closed: 'Closed at closing time',
    missing_entry: 'Missing entry',
    presence: 'Presence',
  });
  expect(correctedWord).toEqual({ fr: 'corrigé', en: 'corrected' });
});

test.each(languages)('in %s everything has a word', (language) => {
  expect(Object.keys(statusWords[language]).toSorted()).toEqual(passageStatuses.toSorted());
  expect(Object.keys(anomalyWords[language]).toSorted()).toEqual(anomalies.toSorted());
});
