interface EventText {
  readonly fr: string;
  readonly en: string;
}

/** What a door goes through, as its journal names it: one row an event. */
export const doorEventWords = {
  unlocked: { fr: 'Déverrouillée', en: 'Unlocked' },
  secured: { fr: 'Verrouillée', en: 'Locked' },
  opened: { fr: 'Ouverte', en: 'Opened' },
  closed: { fr: 'Fermée', en: 'Closed' },
  forced: { fr: 'Ouverte sans carte ni bouton', en: 'Opened without a card or a button' },
  heldOpen: { fr: 'Restée ouverte', en: 'Left open' },
  exitButton: { fr: 'Bouton de sortie', en: 'Exit button' },
  fire: { fr: 'Alarme incendie', en: 'Fire alarm' },
} as const satisfies Record<string, EventText>;

/** What happens to a device. What is not here goes by its name in the journal: a newer device made it up. */
export const deviceEventWords = {
  boot: { fr: 'Lecteur démarré', en: 'Reader started' },
  clockSynced: { fr: 'Heure sûre', en: 'Clock trusted' },
  clockStep: { fr: 'Heure changée d’un coup', en: 'Clock changed at once' },
  readerLost: { fr: 'Lecteur de cartes perdu', en: 'Card reader lost' },
  readerBack: { fr: 'Lecteur de cartes revenu', en: 'Card reader back' },
  storeSalvaged: { fr: 'Journal abîmé, reconstruit', en: 'Damaged journal rebuilt' },
  storeRolledBack: { fr: 'Ancienne image remise', en: 'Old image put back' },
  diskFull: { fr: 'Disque plein', en: 'Disk full' },
  newEpoch: { fr: 'Journal recommencé', en: 'Journal begun anew' },
  commanded: { fr: 'Ordre de l’équipe reçu', en: 'Order of the team received' },
  doorNotUnlocked: { fr: 'Ne s’est pas déverrouillée', en: 'Did not unlock' },
  lockAnswered: { fr: 'Réponse de la serrure', en: 'Answer of the lock' },
  lockNotSecured: {
    fr: 'La serrure n’a pas pu être refermée',
    en: 'The lock could not lock again',
  },
  emergencySignedIn: {
    fr: 'Page de secours ouverte par un code',
    en: 'Emergency page opened by a code',
  },
  emergencyCodeWrong: { fr: 'Code de secours refusé', en: 'Emergency code refused' },
  emergencyUnlock: {
    fr: 'Ouverture demandée par la page de secours',
    en: 'Unlocking asked for on the emergency page',
  },
  emergencyExport: {
    fr: 'Journal emporté par la page de secours',
    en: 'Journal taken away from the emergency page',
  },
} as const satisfies Record<string, EventText>;

/** An event in a person's language. */
export function eventText(event: string, language: 'fr' | 'en'): string {
  const rows: Readonly<Record<string, EventText>> = { ...doorEventWords, ...deviceEventWords };
  return (Object.hasOwn(rows, event) ? rows[event]?.[language] : undefined) ?? event;
}
