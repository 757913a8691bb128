import { nbsp } from '../typography.ts';
import { area } from './area.ts';

/** How a passage is told, wherever it is shown. */
export const passage = area(
  {
    untrustedClock: 'Heure incertaine',
    unknownTime: 'inconnue',
    nextDay: (n: string) => `+${n}${nbsp}j`,
    since: (what: string) => `depuis ${what}`,
    lessThanAMinute: `<${nbsp}1${nbsp}min`,
    cardNumber: (number: string) => `Carte n°${nbsp}${number}`,
    cardNameless: 'Carte',
    noMember: 'sans membre',
  },
  {
    untrustedClock: 'Uncertain time',
    unknownTime: 'unknown',
    nextDay: (n) => `+${n}${nbsp}d`,
    since: (what) => `since ${what}`,
    lessThanAMinute: `<${nbsp}1${nbsp}min`,
    cardNumber: (number) => `Card no.${nbsp}${number}`,
    cardNameless: 'Card',
    noMember: 'no member',
  },
);
