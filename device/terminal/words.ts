import type { RefusalReason } from '../../shared/domain/refusal.ts';

export type Language = 'fr' | 'en';

/** What the screen says of a refusal: what happened, and what to do. It never blames. */
export interface RefusalWords {
  readonly title: string;
  readonly why: string;
  readonly advice: string;
}

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
  readonly refusals: Readonly<Record<RefusalReason, RefusalWords>>;
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
  refusals: {
    unknownCard: {
      title: 'Carte inconnue ici',
      why: 'Nous ne connaissons pas cette carte.',
      advice: 'Essayez votre carte de membre, ou montrez celle-ci à l’accueil.',
    },
    randomUid: {
      title: 'Carte inconnue ici',
      why: 'Ce téléphone change de numéro à chaque fois.',
      advice: 'Présentez une carte plutôt que le téléphone.',
    },
    cardInactive: {
      title: 'Carte désactivée',
      why: 'Elle a été déclarée perdue ou rendue.',
      advice: 'Rapportez-la à l’accueil.',
    },
    notYetValid: {
      title: 'Pas encore',
      why: 'Cette carte n’est pas encore valable.',
      advice: 'Demandez à l’accueil à partir de quel jour elle l’est.',
    },
    expired: {
      title: 'Carte arrivée à échéance',
      why: 'Sa période de validité est terminée.',
      advice: 'L’accueil peut la prolonger.',
    },
    notPermittedHere: {
      title: 'Pas par cette porte',
      why: 'Votre groupe n’entre pas ici.',
      advice: 'Demandez à l’accueil.',
    },
    notPermittedNow: {
      title: 'Pas à cette heure',
      why: 'Votre groupe n’entre pas ici en ce moment.',
      advice: 'Revenez à vos heures, ou demandez à l’accueil.',
    },
    noTokens: {
      title: 'Plus de jetons',
      why: 'Votre solde est à zéro.',
      advice: 'L’accueil peut le recharger.',
    },
    antiPassback: {
      title: 'Entrée déjà notée',
      why: 'Cette carte est déjà à l’intérieur.',
      advice: 'Présentez-la d’abord à la sortie, ou demandez à l’accueil.',
    },
    placeFull: {
      title: 'C’est complet',
      why: 'Le nombre de personnes permis est atteint.',
      advice: 'Attendez qu’une place se libère.',
    },
    lockedDown: {
      title: 'Fermé pour le moment',
      why: 'L’équipe a fermé toutes les portes.',
      advice: 'Suivez les consignes de l’équipe.',
    },
    listTooOld: {
      title: 'Liste trop ancienne',
      why: 'Ce lecteur n’a plus de nouvelles depuis longtemps.',
      advice: 'Prévenez l’accueil\u00a0: il faut rétablir le réseau.',
    },
    cardNotGenuine: {
      title: 'Carte non reconnue',
      why: 'Elle n’a pas pu prouver son numéro.',
      advice: 'Montrez-la à l’accueil.',
    },
    pinRequired: {
      title: 'Code demandé',
      why: 'Cette porte demande un code.',
      advice: 'Saisissez-le, puis présentez la carte.',
    },
    pinWrong: {
      title: 'Code inexact',
      why: 'Le code ne correspond pas.',
      advice: 'Recommencez, ou demandez à l’accueil.',
    },
    tooManyAttempts: {
      title: 'Trop d’essais',
      why: 'Le code a été essayé trop souvent.',
      advice: 'Patientez quelques minutes.',
    },
    clockUnknown: {
      title: 'Heure inconnue',
      why: 'Ce lecteur ne connaît pas l’heure, et cette porte a des horaires.',
      advice: 'Prévenez l’accueil.',
    },
    cannotRecord: {
      title: 'Impossible d’enregistrer',
      why: 'Le disque de ce lecteur ne répond pas.',
      advice: 'Prévenez l’accueil.',
    },
  },
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
  refusals: {
    unknownCard: {
      title: 'Card not known here',
      why: 'We do not know this card.',
      advice: 'Try your member card, or show this one at the desk.',
    },
    randomUid: {
      title: 'Card not known here',
      why: 'This phone changes its number every time.',
      advice: 'Tap a card rather than the phone.',
    },
    cardInactive: {
      title: 'Card switched off',
      why: 'It was reported lost, or returned.',
      advice: 'Please take it to the desk.',
    },
    notYetValid: {
      title: 'Not yet',
      why: 'This card is not valid yet.',
      advice: 'Ask the desk from which day it is.',
    },
    expired: {
      title: 'Card has run out',
      why: 'Its period is over.',
      advice: 'The desk can extend it.',
    },
    notPermittedHere: {
      title: 'Not through this door',
      why: 'Your group does not enter here.',
      advice: 'Ask the desk.',
    },
    notPermittedNow: {
      title: 'Not at this time',
      why: 'Your group does not enter here right now.',
      advice: 'Come back at your hours, or ask the desk.',
    },
    noTokens: {
      title: 'No tokens left',
      why: 'Your balance is zero.',
      advice: 'The desk can top it up.',
    },
    antiPassback: {
      title: 'Already in',
      why: 'This card is already inside.',
      advice: 'Tap it at the exit first, or ask the desk.',
    },
    placeFull: {
      title: 'Full',
      why: 'As many people are in as may be.',
      advice: 'Wait until someone leaves.',
    },
    lockedDown: {
      title: 'Closed for now',
      why: 'The team has closed every door.',
      advice: 'Follow what the team says.',
    },
    listTooOld: {
      title: 'List too old',
      why: 'This reader has had no news for a long time.',
      advice: 'Tell the desk: its network needs mending.',
    },
    cardNotGenuine: {
      title: 'Card not recognised',
      why: 'It could not prove its number.',
      advice: 'Show it at the desk.',
    },
    pinRequired: {
      title: 'Code needed',
      why: 'This door asks for a code.',
      advice: 'Enter it, then tap the card.',
    },
    pinWrong: {
      title: 'Wrong code',
      why: 'The code does not match.',
      advice: 'Try again, or ask the desk.',
    },
    tooManyAttempts: {
      title: 'Too many attempts',
      why: 'The code was tried too often.',
      advice: 'Wait a few minutes.',
    },
    clockUnknown: {
      title: 'Time not known',
      why: 'This reader does not know the time, and this door has hours.',
      advice: 'Tell the desk.',
    },
    cannotRecord: {
      title: 'Cannot be recorded',
      why: 'The disk of this reader does not answer.',
      advice: 'Tell the desk.',
    },
  },
};

export const terminalWords: Readonly<Record<Language, TerminalWords>> = { fr, en };
