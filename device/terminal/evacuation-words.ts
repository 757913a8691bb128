import type { Language } from './words.ts';

export interface EvacuationWords {
  readonly who: string;
  readonly short: string;
  readonly tapPrimary: string;
  readonly tapPrimaryDetail: string;
  readonly inside: (count: number, isSure: boolean) => string;
  readonly toldNow: string;
  readonly toldAgo: (age: string) => string;
  readonly toldAt: (moment: string) => string;
  readonly lessThanAMinute: string;
  readonly neverTold: string;
  readonly mayMiss: string;
  readonly maybe: string;
  readonly maybeNote: string;
  readonly noName: string;
  readonly cardNumber: (end: string) => string;
  readonly since: (time: string) => string;
  readonly onlyCards: string;
  readonly print: string;
  readonly madeAt: (moment: string) => string;
}

const fr: EvacuationWords = {
  who: 'Liste d’évacuation',
  short: 'Évacuation',
  tapPrimary: 'Présentez une carte primaire',
  tapPrimaryDetail:
    'La liste des personnes à l’intérieur s’affiche ensuite. Elle marche sans réseau.',
  inside: (count, isSure) =>
    count === 0
      ? isSure
        ? 'Personne à l’intérieur, pour autant qu’on le sache'
        : 'Personne de connu à l’intérieur'
      : `${isSure ? '' : 'Environ '}${count}\u00a0${count === 1 ? 'personne' : 'personnes'} à l’intérieur`,
  toldNow: 'À jour\u00a0: tous les lecteurs entendus à l’instant.',
  toldAgo: (age) => `Dernières nouvelles des autres lecteurs il y a ${age}.`,
  toldAt: (moment) =>
    `Dernières nouvelles des autres lecteurs\u00a0: ${moment}. Éteint depuis, ce lecteur ne sait pas combien de temps a passé.`,
  lessThanAMinute: 'moins d’une\u00a0minute',
  neverTold:
    'Aucune nouvelle des autres lecteurs\u00a0: seules les cartes présentées ici sont connues.',
  mayMiss: 'Qui est passé ailleurs depuis manque ici.',
  maybe: 'peut-être',
  maybeNote: '«\u00a0Peut-être\u00a0»\u00a0: carte présentée ici, entrée ou sortie inconnue.',
  noName: 'Membre sans nom ici',
  cardNumber: (end) => `Carte …${end}`,
  since: (time) => `depuis ${time}`,
  onlyCards: 'Seules les cartes sont comptées\u00a0: demandez aussi qui est venu sans carte.',
  print: 'Imprimer',
  madeAt: (moment) => `Liste faite le ${moment}.`,
};

const en: EvacuationWords = {
  who: 'Evacuation list',
  short: 'Evacuation',
  tapPrimary: 'Tap a primary card',
  tapPrimaryDetail: 'The list of who is inside opens then. It works without a network.',
  inside: (count, isSure) =>
    count === 0
      ? isSure
        ? 'Nobody inside, as far as is known'
        : 'Nobody known to be inside'
      : `${isSure ? '' : 'About '}${count}\u00a0${count === 1 ? 'person' : 'people'} inside`,
  toldNow: 'Up to date: all readers heard just now.',
  toldAgo: (age) => `Last news of the other readers ${age} ago.`,
  toldAt: (moment) =>
    `Last news of the other readers: ${moment}. This reader was off since, and cannot tell how long.`,
  lessThanAMinute: 'less than a minute',
  neverTold: 'No news of the other readers: only cards tapped here are known.',
  mayMiss: 'Who passed elsewhere since then is missing here.',
  maybe: 'maybe',
  maybeNote: '“Maybe”: the card was tapped here, in or out is not known.',
  noName: 'Member without a name here',
  cardNumber: (end) => `Card …${end}`,
  since: (time) => `since ${time}`,
  onlyCards: 'Only cards are counted: ask also who came without one.',
  print: 'Print',
  madeAt: (moment) => `List made on ${moment}.`,
};

export const evacuationWords: Readonly<Record<Language, EvacuationWords>> = { fr, en };
