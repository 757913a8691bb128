import type { DoorTold } from '../../shared/domain/door-state.ts';
import { tokensText } from '../../shared/domain/item.ts';

export type Language = 'fr' | 'en';
/** What lasts and keeps cards from opening, besides the reader: the disk takes nothing, a door is not driven. */
export type TerminalTrouble = 'journal' | 'strike';

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
  readonly presentAlready: string;
  readonly presentAlreadyDetail: string;
  readonly doorOpen: string;
  readonly doorAsked: string;
  readonly doorShut: string;
  readonly doorFails: string;
  readonly notCounted: string;
  readonly whatToDo: string;
  readonly refusalNumber: (seq: number) => string;
  readonly savedHere: string;
  readonly allSent: string;
  readonly toSend: (count: number) => string;
  readonly offline: (count: number) => string;
  readonly offlineSince: (time: string | null) => string;
  readonly offlineDetail: (count: number) => string;
  readonly lockedDown: (time: string) => string;
  readonly lockedDownDetail: string;
  readonly doorTold: Readonly<
    Record<DoorTold['what'], { readonly title: (doors: string) => string; readonly detail: string }>
  >;
  readonly troubles: Readonly<
    Record<TerminalTrouble, { readonly title: string; readonly detail: string }>
  >;
  readonly today: string;
  readonly soFarToday: string;
  readonly balance: string;
  readonly balanceLow: string;
  readonly balanceNone: string;
  readonly exitToSettle: string;
  readonly tokens: (hundredths: number) => string;
  readonly which: string;
  readonly openedBy: (name: string) => string;
  readonly close: string;
  readonly clear: string;
  readonly validate: string;
  readonly validateFirst: string;
  readonly chooseItem: string;
  readonly chosen: (item: string) => string;
  readonly noItems: string;
  readonly forItem: (item: string) => string;
  readonly whichever: string;
  readonly back: string;
  readonly noneHere: string;
  readonly noneHereDetail: string;
  readonly punchAnyway: string;
  readonly enterCode: string;
  readonly enterCodeAt: (accessPoint: string) => string;
  readonly codeThenCard: string;
  readonly codeWanted: string;
  readonly codeWrong: string;
  readonly code: string;
  readonly codeLength: string;
  readonly eraseDigit: string;
  readonly emergency: string;
  readonly otherLanguage: string;
  readonly soundOn: string;
  readonly soundOff: string;
  readonly lostLink: string;
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
  presentAlready: 'Présence déjà comptée',
  presentAlreadyDetail:
    'Carte relue\u00a0: une présence suffit, il n’y\u00a0a rien de plus à faire.',
  doorOpen: 'La porte est ouverte',
  doorAsked: 'La porte va s’ouvrir',
  doorShut: 'La porte reste fermée',
  doorFails: 'La porte ne s’ouvre pas\u00a0: prévenez l’accueil',
  notCounted: 'Ce passage n’est pas compté',
  whatToDo: 'Que faire\u202f?',
  refusalNumber: (seq) => `Refus n°\u00a0${seq}, visible par l’accueil`,
  savedHere: 'Enregistré ici, pas encore envoyé',
  allSent: 'Tout est envoyé',
  toSend: (count) =>
    count === 1 ? '1\u00a0enregistrement à envoyer' : `${count}\u00a0enregistrements à envoyer`,
  offline: (count) => (count === 0 ? 'Hors ligne' : `Hors ligne, ${count}\u00a0à envoyer`),
  offlineSince: (time) => (time === null ? 'Hors ligne.' : `Hors ligne depuis ${time}.`),
  offlineDetail: (count) =>
    count === 0
      ? 'Les cartes fonctionnent et rien ne se perd.'
      : `Les cartes fonctionnent. Rien ne se perd\u00a0: ${count === 1 ? '1\u00a0enregistrement partira' : `${count}\u00a0enregistrements partiront`} au retour du réseau.`,
  lockedDown: (time) => `Lieu fermé par l’équipe depuis ${time}.`,
  lockedDownDetail: 'Personne n’entre pour le moment\u202f; on peut toujours sortir.',
  doorTold: {
    fire: {
      title: (doors) => `Alarme incendie\u00a0: ${doors}.`,
      detail: 'Suivez les consignes d’évacuation.',
    },
    forced: {
      title: (doors) => `Ouverte sans carte ni bouton\u00a0: ${doors}.`,
      detail: 'Allez voir, refermez, et prévenez l’accueil.',
    },
    heldOpen: {
      title: (doors) => `Restée ouverte\u00a0: ${doors}.`,
      detail: 'Refermez la porte, s’il vous plaît.',
    },
    preAlarm: {
      title: (doors) => `Encore ouverte\u00a0: ${doors}.`,
      detail: 'Refermez la porte, avant que l’alarme sonne.',
    },
  },
  troubles: {
    journal: {
      title: 'Rien ne peut être enregistré.',
      detail: 'Les cartes n’ouvrent pas. Prévenez l’accueil.',
    },
    strike: {
      title: 'Une porte n’obéit plus.',
      detail: 'Prévenez l’accueil.',
    },
  },
  today: 'aujourd’hui',
  soFarToday: 'déjà aujourd’hui',
  balance: 'dans votre solde',
  balanceLow: 'il en reste peu, voyez l’accueil',
  balanceNone: 'solde à recharger à l’accueil',
  exitToSettle: 'Une sortie reste à régler, voyez l’accueil.',
  tokens: (hundredths) => tokensText(hundredths, 'fr'),
  which: 'Quel point de vente\u202f?',
  openedBy: (name) => `ouvert par ${name}`,
  close: 'Fermer',
  clear: 'Effacer',
  validate: 'Valider, puis la carte',
  validateFirst: 'Validez d’abord, puis présentez la carte. Rien n’est enregistré.',
  chooseItem: 'Choisissez un article',
  chosen: (item) => `Choisi\u00a0: ${item}`,
  noItems:
    'Ce point de vente est vide. Ajoutez-y un article sur les pages de l’équipe\u00a0: Points de vente.',
  forItem: (item) => `Pour\u00a0: ${item}`,
  whichever: 'La prochaine carte présentée compte, quelle qu’elle soit.',
  back: 'Revenir',
  noneHere: 'Cette carte n’ouvre rien ici',
  noneHereDetail:
    'C’est une carte primaire, mais d’aucun point de vente de cet écran. À régler sur les pages de l’équipe\u00a0: Points de vente, puis la carte\u00a0; ou Lecteurs, puis les points de vente de celui-ci.',
  punchAnyway: 'Compter mon passage',
  enterCode: 'Composez votre code',
  enterCodeAt: (accessPoint) => `Composer un code\u00a0: ${accessPoint}`,
  codeThenCard: 'Validez, puis présentez votre carte.',
  codeWanted: 'Cette porte demande un code. Composez-le, puis présentez la carte.',
  codeWrong: 'Ce code n’est pas celui de la carte. Composez-le encore, ou voyez l’accueil.',
  code: 'Code',
  codeLength: '4 à 8 chiffres',
  eraseDigit: 'Effacer un chiffre',
  emergency: 'Secours',
  otherLanguage: 'English',
  soundOn: 'Son',
  soundOff: 'Son coupé',
  lostLink: 'Cet écran ne reçoit plus rien de son lecteur. Rien n’est perdu. Prévenez l’accueil.',
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
  presentAlready: 'Presence already counted',
  presentAlreadyDetail: 'Read again: once is enough, there is nothing more to do.',
  doorOpen: 'The door is open',
  doorAsked: 'The door is about to open',
  doorShut: 'The door stays shut',
  doorFails: 'The door does not open: please tell the desk',
  notCounted: 'This passage is not counted',
  whatToDo: 'What now?',
  refusalNumber: (seq) => `Refusal no. ${seq}, the desk can see it`,
  savedHere: 'Saved here, not sent yet',
  allSent: 'Everything is sent',
  toSend: (count) => (count === 1 ? '1 record to send' : `${count} records to send`),
  offline: (count) => (count === 0 ? 'Offline' : `Offline, ${count} to send`),
  offlineSince: (time) => (time === null ? 'Offline.' : `Offline since ${time}.`),
  offlineDetail: (count) =>
    count === 0
      ? 'Cards work, and nothing is lost.'
      : `Cards work. Nothing is lost: ${count === 1 ? '1 record goes' : `${count} records go`} out when the network is back.`,
  lockedDown: (time) => `Closed by the team since ${time}.`,
  lockedDownDetail: 'Nobody comes in for now; everybody may leave.',
  doorTold: {
    fire: {
      title: (doors) => `Fire alarm: ${doors}.`,
      detail: 'Follow the evacuation instructions.',
    },
    forced: {
      title: (doors) => `Opened without a card or a button: ${doors}.`,
      detail: 'Go and look, shut it, and tell the desk.',
    },
    heldOpen: {
      title: (doors) => `Left open: ${doors}.`,
      detail: 'Please shut the door.',
    },
    preAlarm: {
      title: (doors) => `Still open: ${doors}.`,
      detail: 'Please shut the door before the alarm sounds.',
    },
  },
  troubles: {
    journal: {
      title: 'Nothing can be recorded.',
      detail: 'Cards open nothing. Please tell the desk.',
    },
    strike: {
      title: 'A door no longer obeys.',
      detail: 'Please tell the desk.',
    },
  },
  today: 'today',
  soFarToday: 'so far today',
  balance: 'in your balance',
  balanceLow: 'not much left, ask at the desk',
  balanceNone: 'the desk can top it up',
  exitToSettle: 'Exit to be settled, see the desk.',
  tokens: (hundredths) => tokensText(hundredths, 'en'),
  which: 'Which point of sale?',
  openedBy: (name) => `opened by ${name}`,
  close: 'Close',
  clear: 'Clear',
  validate: 'Validate, then the card',
  validateFirst: 'Validate first, then tap the card. Nothing is recorded.',
  chooseItem: 'Choose an item',
  chosen: (item) => `Chosen: ${item}`,
  noItems: 'This point of sale is empty. Give it an item on the staff pages: Points of sale.',
  forItem: (item) => `For: ${item}`,
  whichever: 'The next card tapped counts, whichever it is.',
  back: 'Back',
  noneHere: 'This card opens nothing here',
  noneHereDetail:
    'It is a primary card, but of no point of sale on this screen. Set it on the staff pages: Points of sale, then the card; or Readers, then the points of sale of this one.',
  punchAnyway: 'Count my passage',
  enterCode: 'Enter your code',
  enterCodeAt: (accessPoint) => `Enter a code: ${accessPoint}`,
  codeThenCard: 'Validate, then tap your card.',
  codeWanted: 'This door asks for a code. Enter it, then tap the card.',
  codeWrong: 'This code is not the card’s. Enter it again, or ask at the desk.',
  code: 'Code',
  codeLength: '4 to 8 digits',
  eraseDigit: 'Erase one digit',
  emergency: 'Emergency',
  otherLanguage: 'Français',
  soundOn: 'Sound',
  soundOff: 'Muted',
  lostLink:
    'This screen hears nothing from its reader any more. Nothing is lost. Please tell the desk.',
  notRead: 'Cards are not being read',
  notReadDetail: 'Nothing recorded is lost. Please tell the desk.',
  tryACard: 'Try without a reader',
  cardNumber: 'Card number',
  accessPoint: 'Access point',
  tap: 'Tap the card',
  secondsLeft: 's',
};

export const terminalWords: Readonly<Record<Language, TerminalWords>> = { fr, en };
