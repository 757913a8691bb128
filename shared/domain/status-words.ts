import type { Anomaly, PassageStatus } from './passage.ts';

/** The languages of everything a person reads. */
export const languages = ['fr', 'en'] as const;
export type Language = (typeof languages)[number];

/** A passage's status in a word. */
export const statusWords: Readonly<Record<Language, Readonly<Record<PassageStatus, string>>>> = {
  fr: {
    closed: 'Terminé',
    open: 'Sur place',
    missing_exit: 'Sortie oubliée',
    auto_closed: 'Clos à la fermeture',
    missing_entry: 'Entrée manquante',
    presence: 'Présence',
  },
  en: {
    closed: 'Closed',
    open: 'In now',
    missing_exit: 'Missing exit',
    auto_closed: 'Closed at closing time',
    missing_entry: 'Missing entry',
    presence: 'Presence',
  },
};

/** What is to be cleared up about a passage. */
export const anomalyWords: Readonly<Record<Language, Readonly<Record<Anomaly, string>>>> = {
  fr: {
    missing_exit: 'Sortie oubliée',
    missing_entry: 'Entrée manquante',
    untrusted_clock: 'Heure incertaine',
  },
  en: {
    missing_exit: 'Missing exit',
    missing_entry: 'Missing entry',
    untrusted_clock: 'Uncertain time',
  },
};

/** Beside a passage on which staff had a word. */
export const correctedWord: Readonly<Record<Language, string>> = {
  fr: 'corrigé',
  en: 'corrected',
};
