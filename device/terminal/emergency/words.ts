import type { Language } from '../words.ts';

export interface EmergencyWords {
  readonly title: string;
  readonly lead: string;
  readonly code: string;
  readonly codeHint: string;
  readonly signIn: string;
  readonly noSheet: string;
  readonly wrong: string;
  readonly notACode: string;
  readonly wait: (seconds: number) => string;
  readonly cannotRecord: string;
  readonly refused: string;
  readonly overheard: string;
  readonly until: (minutes: number, left: number) => string;
  readonly doors: string;
  readonly noDoors: string;
  readonly unlock: (door: string) => string;
  readonly opened: (door: string) => string;
  readonly failed: (door: string) => string;
  readonly unknown: (door: string) => string;
  readonly journal: string;
  readonly lastEntries: string;
  readonly noEntries: string;
  readonly exportIt: string;
  readonly exportHint: string;
  readonly end: string;
  readonly back: string;
  readonly otherLanguage: string;
  readonly punch: Readonly<Record<'in' | 'out' | 'toggle' | 'presence', string>>;
  readonly erased: string;
  readonly unreadable: string;
}

const fr: EmergencyWords = {
  title: 'Page de secours',
  lead: 'Pour ouvrir une porte de ce lecteur et lire son journal, sans réseau ni cloud.',
  code: 'Code de secours',
  codeHint: '12\u00a0caractères de la feuille imprimée. Chaque code sert une fois.',
  signIn: 'Entrer',
  noSheet:
    'Aucune feuille de codes n’a été faite pour ce lecteur. Sur sa machine\u00a0: badgeuse emergency-codes',
  wrong: 'Ce code n’est pas valable, ou il a déjà servi. Prenez le suivant de la feuille.',
  notACode: 'Un code a 12\u00a0caractères, par exemple 7K2M-4QXA-9TCD. Vérifiez la saisie.',
  wait: (seconds) =>
    `Trop d’essais. Le prochain code sera lu dans ${seconds}\u00a0s. Celui-ci n’a pas servi.`,
  cannotRecord:
    'Le journal ne peut rien écrire\u00a0: rien ne s’ouvre sans trace. Utilisez une clé, et prévenez qui s’occupe de la machine.',
  refused: 'Cette demande ne vient pas de cette page. Ouvrez-la par l’adresse de la machine.',
  overheard:
    'Cette page n’est pas chiffrée. Ne l’ouvrez que sur un réseau que vous connaissez, et cliquez sur «\u00a0Terminer\u00a0» après usage.',
  until: (minutes, left) =>
    `Ouverte encore ${minutes}\u00a0min. ${left === 0 ? 'C’était le dernier code de la feuille\u00a0: imprimez-en une autre.' : left === 1 ? 'Il reste 1\u00a0code.' : `Il reste ${left}\u00a0codes.`}`,
  doors: 'Portes',
  noDoors: 'Ce lecteur ne commande aucune porte.',
  unlock: (door) => `Ouvrir\u00a0: ${door}`,
  opened: (door) => `${door}\u00a0: la porte est déverrouillée.`,
  failed: (door) => `${door}\u00a0: la porte ne s’est pas ouverte. Utilisez une clé.`,
  unknown: (door) => `${door}\u00a0: la serrure n’a pas répondu. Regardez la porte.`,
  journal: 'Journal',
  lastEntries: 'Les 20\u00a0dernières lignes',
  noEntries: 'Rien pour le moment.',
  exportIt: 'Exporter le journal (CSV)',
  exportHint:
    'Tout ce que ce lecteur garde encore. Les numéros de carte y sont masqués\u00a0: ils voyageraient en clair.',
  end: 'Terminer',
  back: 'Écran du lecteur',
  otherLanguage: 'English',
  punch: { in: 'Entrée', out: 'Sortie', toggle: 'Passage', presence: 'Présence' },
  erased: 'Ligne effacée à la demande de la personne',
  unreadable: 'Ligne illisible',
};

const en: EmergencyWords = {
  title: 'Emergency page',
  lead: 'Opens a door of this reader and shows its journal, without network or cloud.',
  code: 'Emergency code',
  codeHint: '12 characters of the printed sheet. Each code works once.',
  signIn: 'Sign in',
  noSheet:
    'No sheet of codes has been made for this reader. On its machine: badgeuse emergency-codes',
  wrong: 'This code is not valid, or was used before. Take the next one on the sheet.',
  notACode: 'A code has 12 characters, for example 7K2M-4QXA-9TCD. Check what you typed.',
  wait: (seconds) =>
    `Too many tries. The next code is looked at in ${seconds} s. This one has not been used.`,
  cannotRecord:
    'The journal cannot write: nothing opens without a trace. Use a key, and tell whoever looks after the machine.',
  refused: 'This request does not come from this page. Open it by the address of the machine.',
  overheard:
    'This page is not encrypted. Open it only on a network you know, and press “Finish” when you are done.',
  until: (minutes, left) =>
    `Open for ${minutes} more min. ${left === 0 ? 'That was the last code of the sheet: print another one.' : left === 1 ? '1 code is left.' : `${left} codes are left.`}`,
  doors: 'Doors',
  noDoors: 'This reader drives no door.',
  unlock: (door) => `Unlock: ${door}`,
  opened: (door) => `${door}: the door is unlocked.`,
  failed: (door) => `${door}: the door did not unlock. Use a key.`,
  unknown: (door) => `${door}: the lock did not answer. Look at the door.`,
  journal: 'Journal',
  lastEntries: 'The last 20 entries',
  noEntries: 'Nothing yet.',
  exportIt: 'Export the journal (CSV)',
  exportHint:
    'Everything this reader still holds. Card numbers are masked: they would travel in the clear.',
  end: 'Finish',
  back: 'Reader’s screen',
  otherLanguage: 'Français',
  punch: { in: 'Entry', out: 'Exit', toggle: 'Passage', presence: 'Presence' },
  erased: 'Entry erased as the person asked',
  unreadable: 'Unreadable entry',
};

export const emergencyWords: Readonly<Record<Language, EmergencyWords>> = { fr, en };
