import type { CardState } from './access-list.ts';
import type { RefusalReason } from './refusal.ts';

/** What a person reads: what is so, then what to do about it. Never blames, names no gender. */
export interface RefusalWords {
  readonly title: string;
  readonly advice: string;
}

/** Both languages of a refusal. Languages are those of `place.language`. */
export interface RefusalText {
  readonly fr: RefusalWords;
  readonly en: RefusalWords;
}

/** What the light and the sound beside a reader do; each alone says which of the three it is. */
export const refusalSigns = {
  refused: { led: 'redThreeSlowBlinks', sound: 'oneLongLow' },
  unknown: { led: 'redBlinkPauseBlink', sound: 'lowPauseLow' },
  fault: { led: 'amberSlowPulse', sound: 'lowOnce' },
} as const;
export type RefusalSign = keyof typeof refusalSigns;

export interface RefusalCell extends RefusalText {
  readonly sign: RefusalSign;
}

const cell = (
  sign: RefusalSign,
  fr: readonly [title: string, advice: string],
  en: readonly [title: string, advice: string],
): RefusalCell => ({
  sign,
  fr: { title: fr[0], advice: fr[1] },
  en: { title: en[0], advice: en[1] },
});

/** Every refusal, in one table: its sign, its words, and what to do. */
export const refusalTable: Readonly<Record<RefusalReason, RefusalCell>> = {
  unknownCard: cell(
    'unknown',
    ['Carte inconnue ici', 'Présentez-la à l’accueil pour l’ajouter.'],
    ['Card not known here', 'Show it at the desk to have it added.'],
  ),
  randomUid: cell(
    'unknown',
    ['Ce numéro change à chaque fois', 'Utilisez une carte plutôt que le téléphone.'],
    ['This number changes every time', 'Use a card rather than the phone.'],
  ),
  cardInactive: cell(
    'refused',
    ['Cette carte n’est plus en service', 'Rapportez-la à l’accueil.'],
    ['This card is no longer in use', 'Please take it to the desk.'],
  ),
  notYetValid: cell(
    'refused',
    ['Carte pas encore valable', 'Demandez sa date de début à l’accueil.'],
    ['Card not valid yet', 'Ask at the desk from which day it is.'],
  ),
  expired: cell(
    'refused',
    ['Carte arrivée à échéance', 'Faites-la prolonger à l’accueil.'],
    ['This card has run out', 'Have it renewed at the desk.'],
  ),
  notPermittedHere: cell(
    'refused',
    ['Cette carte n’ouvre pas ici', 'Demandez à l’accueil ce qu’elle ouvre.'],
    ['This card does not open here', 'Ask at the desk what it opens.'],
  ),
  notPermittedNow: cell(
    'refused',
    ['Pas à cette heure', 'Demandez vos heures à l’accueil.'],
    ['Not at this hour', 'Ask at the desk for your hours.'],
  ),
  noTokens: cell(
    'refused',
    ['Plus de jetons', 'Rechargez la carte à l’accueil.'],
    ['No tokens left', 'Top the card up at the desk.'],
  ),
  antiPassback: cell(
    'refused',
    ['Le passage précédent est encore ouvert', 'Présentez d’abord la carte à la sortie.'],
    ['The passage before is still open', 'Tap the card at the exit first.'],
  ),
  placeFull: cell(
    'refused',
    ['C’est complet', 'Attendez une sortie, puis présentez la carte.'],
    ['The place is full', 'Wait until somebody leaves, then tap again.'],
  ),
  lockedDown: cell(
    'refused',
    ['Accès fermé pour l’instant', 'Suivez les consignes de l’équipe.'],
    ['Closed for now', 'Follow what the team says.'],
  ),
  listTooOld: cell(
    'refused',
    ['Ce lecteur est sans nouvelles', 'Prévenez l’équipe\u00a0: il lui faut le réseau.'],
    ['This reader has had no news', 'Tell the team: it needs the network.'],
  ),
  cardNotGenuine: cell(
    'refused',
    ['La carte n’a pas pu être vérifiée', 'Présentez-la encore, bien à plat, ou voyez l’accueil.'],
    ['The card could not be verified', 'Tap it again, held flat, or ask at the desk.'],
  ),
  pinRequired: cell(
    'refused',
    ['Un code est demandé', 'Composez votre code sur l’écran.'],
    ['A code is needed', 'Enter your code on the screen.'],
  ),
  pinWrong: cell(
    'refused',
    ['Ce code ne convient pas', 'Composez-le encore, ou voyez l’accueil.'],
    ['This code does not fit', 'Enter it again, or ask at the desk.'],
  ),
  tooManyAttempts: cell(
    'refused',
    ['Trop d’essais', 'Attendez une minute, puis présentez la carte.'],
    ['Too many tries', 'Wait a minute, then tap again.'],
  ),
  clockUnknown: cell(
    'refused',
    ['Ce lecteur ne sait pas l’heure', 'Prévenez l’équipe\u00a0: il lui faut le réseau.'],
    ['This reader does not know the time', 'Tell the team: it needs the network.'],
  ),
  cannotRecord: cell(
    'fault',
    ['Passage non enregistré', 'Présentez la carte encore une fois, puis prévenez l’équipe.'],
    ['Passage not recorded', 'Tap once more, then tell the team.'],
  ),
};

/** `cardInactive`, in the words of the state it is in. */
export const inactiveCardWords: Readonly<Record<Exclude<CardState, 'active'>, RefusalText>> = {
  lost: {
    fr: { title: 'Carte déclarée perdue', advice: 'Rapportez-la à l’accueil.' },
    en: { title: 'Reported lost', advice: 'Please take it to the desk.' },
  },
  returned: {
    fr: { title: 'Carte déjà rendue', advice: 'Demandez-en une autre à l’accueil.' },
    en: { title: 'Already handed back', advice: 'Ask at the desk for another one.' },
  },
  destroyed: {
    fr: { title: 'Carte déclarée détruite', advice: 'Rapportez-la à l’accueil.' },
    en: { title: 'Reported destroyed', advice: 'Please take it to the desk.' },
  },
};

/** The words for a refusal; `state` is the card's, where it is known. */
export const refusalText = (reason: RefusalReason, state: CardState | null): RefusalText =>
  reason === 'cardInactive' && state !== null && state !== 'active'
    ? inactiveCardWords[state]
    : refusalTable[reason];
