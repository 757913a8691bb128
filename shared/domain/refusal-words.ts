import type { RefusalReason } from './refusal.ts';

/** What a person reads: what is so, why, and what to do about it. Never blames, names no gender. */
export interface RefusalWords {
  /** A few words, set large. */
  readonly title: string;
  readonly why: string;
  readonly advice: string;
}

/** Both languages of a refusal: those of `place.language`. */
export interface RefusalText {
  readonly fr: RefusalWords;
  readonly en: RefusalWords;
}

/**
 * What is drawn, lit and sounded; each alone says which of the three it is. `refused`: an octagon with a bar,
 * three slow red blinks, one long low note. `unknown`: a hollow octagon with `?`, red with a pause between, low,
 * pause, low. `fault`: a triangle with `!`, amber pulsing slowly, one low note. Which refusal it is follows: see
 * `refusal-rhythm.ts`.
 */
export const refusalSigns = ['refused', 'unknown', 'fault'] as const;
export type RefusalSign = (typeof refusalSigns)[number];

export interface RefusalCell extends RefusalText {
  readonly sign: RefusalSign;
}

/** Every refusal, in one table: its sign, its words, and what to do. */
export const refusalTable: Readonly<Record<RefusalReason, RefusalCell>> = {
  unknownCard: {
    sign: 'unknown',
    fr: {
      title: 'Carte inconnue ici',
      why: 'Nous ne connaissons pas cette carte.',
      advice: 'Essayez votre carte de membre, ou montrez celle-ci à l’accueil.',
    },
    en: {
      title: 'Card not known here',
      why: 'We do not know this card.',
      advice: 'Try your member card, or show this one at the desk.',
    },
  },
  randomUid: {
    sign: 'unknown',
    fr: {
      title: 'Carte inconnue ici',
      why: 'Ce téléphone change de numéro à chaque fois.',
      advice: 'Présentez une carte plutôt que le téléphone.',
    },
    en: {
      title: 'Card not known here',
      why: 'This phone changes its number every time.',
      advice: 'Tap a card rather than the phone.',
    },
  },
  cardInactive: {
    sign: 'refused',
    fr: {
      title: 'Carte plus en service',
      why: 'Elle a été déclarée perdue ou rendue.',
      advice: 'Rapportez-la à l’accueil.',
    },
    en: {
      title: 'Card no longer in use',
      why: 'It was reported lost, or handed back.',
      advice: 'Please take it to the desk.',
    },
  },
  notYetValid: {
    sign: 'refused',
    fr: {
      title: 'Pas encore',
      why: 'Cette carte n’est pas encore valable.',
      advice: 'Demandez à l’accueil à partir de quel jour elle l’est.',
    },
    en: {
      title: 'Not yet',
      why: 'This card is not valid yet.',
      advice: 'Ask at the desk from which day it is.',
    },
  },
  expired: {
    sign: 'refused',
    fr: {
      title: 'Carte arrivée à échéance',
      why: 'Sa période de validité est terminée.',
      advice: 'L’accueil peut la prolonger.',
    },
    en: {
      title: 'Card has run out',
      why: 'Its period is over.',
      advice: 'The desk can extend it.',
    },
  },
  notPermittedHere: {
    sign: 'refused',
    fr: {
      title: 'Pas par ici',
      why: 'Cette carte n’ouvre pas cet accès.',
      advice: 'Demandez à l’accueil ce qu’elle ouvre.',
    },
    en: {
      title: 'Not through here',
      why: 'This card does not open this way.',
      advice: 'Ask at the desk what it opens.',
    },
  },
  notPermittedNow: {
    sign: 'refused',
    fr: {
      title: 'Pas à cette heure',
      why: 'Cette carte n’ouvre pas ici en ce moment.',
      advice: 'Revenez à vos heures, ou demandez à l’accueil.',
    },
    en: {
      title: 'Not at this time',
      why: 'This card does not open here right now.',
      advice: 'Come back at your hours, or ask at the desk.',
    },
  },
  noTokens: {
    sign: 'refused',
    fr: {
      title: 'Plus de jetons',
      why: 'Le solde est à zéro.',
      advice: 'L’accueil peut le recharger.',
    },
    en: { title: 'No tokens left', why: 'The balance is zero.', advice: 'The desk can top it up.' },
  },
  antiPassback: {
    sign: 'refused',
    fr: {
      title: 'Entrée déjà notée',
      why: 'Le passage précédent est encore ouvert.',
      advice: 'Présentez la carte d’abord à la sortie, ou voyez l’accueil.',
    },
    en: {
      title: 'Already in',
      why: 'The passage before is still open.',
      advice: 'Tap the card at the exit first, or ask at the desk.',
    },
  },
  placeFull: {
    sign: 'refused',
    fr: {
      title: 'C’est complet',
      why: 'Le nombre de personnes permis est atteint.',
      advice: 'Attendez qu’une place se libère.',
    },
    en: {
      title: 'Full',
      why: 'As many people are in as may be.',
      advice: 'Wait until someone leaves, then tap again.',
    },
  },
  lockedDown: {
    sign: 'refused',
    fr: {
      title: 'Fermé pour le moment',
      why: 'L’équipe a fermé toutes les portes.',
      advice: 'Suivez les consignes de l’équipe.',
    },
    en: {
      title: 'Closed for now',
      why: 'The team has closed every door.',
      advice: 'Follow what the team says.',
    },
  },
  listTooOld: {
    sign: 'refused',
    fr: {
      title: 'Lecteur sans nouvelles',
      why: 'Ce lecteur est hors réseau depuis trop longtemps.',
      advice: 'Prévenez l’accueil\u00a0: il faut rétablir le réseau.',
    },
    en: {
      title: 'Reader without news',
      why: 'This reader has been off the network for too long.',
      advice: 'Tell the desk: its network needs mending.',
    },
  },
  cardNotGenuine: {
    sign: 'refused',
    fr: {
      title: 'Carte non vérifiée',
      why: 'Elle n’a pas pu prouver son numéro.',
      advice: 'Présentez-la encore, bien à plat, ou voyez l’accueil.',
    },
    en: {
      title: 'Card not verified',
      why: 'It could not prove its number.',
      advice: 'Tap it again, held flat, or ask at the desk.',
    },
  },
  pinRequired: {
    sign: 'refused',
    fr: {
      title: 'Code demandé',
      why: 'Cette porte demande un code.',
      advice: 'Composez-le, puis présentez la carte.',
    },
    en: {
      title: 'Code needed',
      why: 'This door asks for a code.',
      advice: 'Enter it, then tap the card.',
    },
  },
  pinWrong: {
    sign: 'refused',
    fr: {
      title: 'Code différent',
      why: 'Ce code n’est pas celui de la carte.',
      advice: 'Composez-le encore, ou voyez l’accueil.',
    },
    en: {
      title: 'Another code',
      why: 'This code is not the card’s.',
      advice: 'Enter it again, or ask at the desk.',
    },
  },
  tooManyAttempts: {
    sign: 'refused',
    fr: {
      title: 'Trop d’essais',
      why: 'Le code a été essayé trop souvent.',
      advice: 'Patientez quelques minutes, puis présentez la carte.',
    },
    en: {
      title: 'Too many tries',
      why: 'The code was tried too often.',
      advice: 'Wait a few minutes, then tap again.',
    },
  },
  clockUnknown: {
    sign: 'refused',
    fr: {
      title: 'Heure inconnue',
      why: 'Ce lecteur ne sait pas l’heure, et cet accès a des horaires.',
      advice: 'Prévenez l’accueil\u00a0: il faut rétablir le réseau.',
    },
    en: {
      title: 'Time not known',
      why: 'This reader does not know the time, and this way has hours.',
      advice: 'Tell the desk: its network needs mending.',
    },
  },
  cannotRecord: {
    sign: 'fault',
    fr: {
      title: 'Passage non enregistré',
      why: 'Le disque de ce lecteur ne répond pas.',
      advice: 'Présentez la carte encore une fois, puis prévenez l’accueil.',
    },
    en: {
      title: 'Passage not recorded',
      why: 'The disk of this reader does not answer.',
      advice: 'Tap once more, then tell the desk.',
    },
  },
};
