export type Language = 'fr' | 'en';

export interface TerminalWords {
  readonly tapYourCard: string;
  readonly hello: string;
  readonly seeYouSoon: string;
  readonly entryAt: (time: string) => string;
  readonly exitAt: (time: string) => string;
  readonly at: (time: string) => string;
  readonly recorded: string;
  readonly present: string;
  readonly repeat: string;
  readonly repeatDetail: string;
  readonly doorOpen: string;
  readonly doorShut: string;
  readonly doorFails: string;
  readonly notCounted: string;
  readonly whatToDo: string;
  readonly refusalNumber: (seq: number) => string;
  readonly savedHere: string;
  readonly allSent: string;
  readonly notRead: string;
  readonly notReadDetail: string;
  readonly tryACard: string;
  readonly cardNumber: string;
  readonly accessPoint: string;
  readonly tap: string;
  readonly secondsLeft: string;
}

const fr: TerminalWords = {
  tapYourCard: 'Présentez votre carte',
  hello: 'Bonjour',
  seeYouSoon: 'À bientôt',
  entryAt: (time) => `Entrée à ${time}`,
  exitAt: (time) => `Sortie à ${time}`,
  at: (time) => `À ${time}`,
  recorded: 'Passage enregistré',
  present: 'Présence enregistrée',
  repeat: 'Déjà compté il\u00a0y\u00a0a un\u00a0instant',
  repeatDetail: 'Carte relue\u00a0: ce passage ne compte qu’une fois.',
  doorOpen: 'La porte est ouverte',
  doorShut: 'La porte reste fermée',
  doorFails: 'La porte ne s’ouvre pas\u00a0: prévenez l’accueil',
  notCounted: 'Ce passage n’est pas compté',
  whatToDo: 'Que faire\u202f?',
  refusalNumber: (seq) => `Refus n°\u00a0${seq}, visible par l’accueil`,
  savedHere: 'Enregistré ici, pas encore envoyé',
  allSent: 'Tout est envoyé',
  notRead: 'Les cartes ne sont pas lues',
  notReadDetail: 'Rien de ce qui est enregistré n’est perdu. Prévenez l’accueil.',
  tryACard: 'Essayer sans lecteur',
  cardNumber: 'Numéro de carte',
  accessPoint: 'Point d’accès',
  tap: 'Présenter la carte',
  secondsLeft: 's',
};

const en: TerminalWords = {
  tapYourCard: 'Tap your card',
  hello: 'Hello',
  seeYouSoon: 'See you soon',
  entryAt: (time) => `In at ${time}`,
  exitAt: (time) => `Out at ${time}`,
  at: (time) => `At ${time}`,
  recorded: 'Passage recorded',
  present: 'Presence recorded',
  repeat: 'Counted a moment ago',
  repeatDetail: 'Read again: this passage counts once.',
  doorOpen: 'The door is open',
  doorShut: 'The door stays shut',
  doorFails: 'The door does not open: please tell the desk',
  notCounted: 'This passage is not counted',
  whatToDo: 'What now?',
  refusalNumber: (seq) => `Refusal no. ${seq}, the desk can see it`,
  savedHere: 'Saved here, not sent yet',
  allSent: 'Everything is sent',
  notRead: 'Cards are not being read',
  notReadDetail: 'Nothing recorded is lost. Please tell the desk.',
  tryACard: 'Try without a reader',
  cardNumber: 'Card number',
  accessPoint: 'Access point',
  tap: 'Tap the card',
  secondsLeft: 's',
};

export const terminalWords: Readonly<Record<Language, TerminalWords>> = { fr, en };
