import { nbsp, nnbsp, plural } from '../typography.ts';
import { area } from './area.ts';

/** What venues owe each other for each other's people. */
export const settlement = area(
  {
    settleHome: 'Lieu de référence',
    settleVisited: 'Lieu visité',
    settleNoHome: 'Sans lieu de référence',
    settleHalfDays: 'Demi-journées',
    settleDays: 'Jours',
    settleUnconfirmed: 'Sans sortie confirmée',
    settleRatePer: 'Convenu par',
    settleRateAmount: 'Montant convenu',
    settleUnit: 'Unité',
    settleOwed: 'Dû',
    settleTokens: 'jetons',
    settleSealed: 'Conservé sans nom',
    settlePer_hour: 'heure',
    settlePer_halfDay: 'demi-journée',
    settlePer_day: 'jour',
    settlePer_passage: 'passage',
    settleRate_hour: (amount: string) => `${amount} l’heure`,
    settleRate_halfDay: (amount: string) => `${amount} la demi-journée`,
    settleRate_day: (amount: string) => `${amount} le jour`,
    settleRate_passage: (amount: string) => `${amount} le passage`,
    settleNUnconfirmed: (n: number, text: string, time: string) =>
      plural(
        n,
        'fr',
        `Dont ${text} passage sans sortie confirmée (${time}).`,
        `Dont ${text} passages sans sortie confirmée (${time}).`,
      ),
    settleAgreed: 'Convenu',
    settleNoRate: 'Rien n’est convenu',
    settlePeopleAt: (home: string, visited: string) => `Les personnes de ${home} à ${visited}`,
    settleOwes: (home: string, visited: string) => `${home} doit à ${visited}`,
    settleNet: (from: string, to: string) => `Solde${nbsp}: ${from} doit à ${to}`,
    settleEven: `Solde${nbsp}: les lieux sont quittes`,
    settlePaperTitle: 'Compensation entre lieux',
    settlePaperLead: (month: string) =>
      `Passages de ${month}, comptés au lieu visité par le lieu de référence de chaque carte.`,
    settleHowDays: `Le temps d’une personne dans un lieu, un même jour, fait une demi-journée jusqu’à quatre heures, un jour au-delà. Deux demi-journées valent un jour. Un passage après minuit compte au jour de son entrée.`,
    settleNoTill: 'Ce relevé n’encaisse rien. Il est recalculé quand un passage est corrigé.',
    settleHidesWorktime: `Les passages qui comptent du temps de travail ne sont pas montrés ici${nnbsp}; il faut un droit de plus pour les voir.`,
    settleGone: (n: number, text: string, place: string) =>
      plural(
        n,
        'fr',
        `${text} passage à ${place} n’est plus conservé${nbsp}: on ne sait plus de qui.`,
        `${text} passages à ${place} ne sont plus conservés${nbsp}: on ne sait plus de qui.`,
      ),
  },
  {
    settleHome: 'Home place',
    settleVisited: 'Place visited',
    settleNoHome: 'No home place',
    settleHalfDays: 'Half-days',
    settleDays: 'Days',
    settleUnconfirmed: 'Without a confirmed end',
    settleRatePer: 'Agreed per',
    settleRateAmount: 'Amount agreed',
    settleUnit: 'Unit',
    settleOwed: 'Owed',
    settleTokens: 'tokens',
    settleSealed: 'Kept without names',
    settlePer_hour: 'hour',
    settlePer_halfDay: 'half-day',
    settlePer_day: 'day',
    settlePer_passage: 'passage',
    settleRate_hour: (amount) => `${amount} an hour`,
    settleRate_halfDay: (amount) => `${amount} a half-day`,
    settleRate_day: (amount) => `${amount} a day`,
    settleRate_passage: (amount) => `${amount} a passage`,
    settleNUnconfirmed: (n, text, time) =>
      plural(
        n,
        'en',
        `Of these, ${text} passage without a confirmed end (${time}).`,
        `Of these, ${text} passages without a confirmed end (${time}).`,
      ),
    settleAgreed: 'Agreed',
    settleNoRate: 'Nothing is agreed',
    settlePeopleAt: (home, visited) => `People of ${home} at ${visited}`,
    settleOwes: (home, visited) => `${home} owes ${visited}`,
    settleNet: (from, to) => `Net: ${from} owes ${to}`,
    settleEven: 'Net: the places are even',
    settlePaperTitle: 'Settlement between venues',
    settlePaperLead: (month) =>
      `Passages of ${month}, counted at the place visited by the home place of each card.`,
    settleHowDays:
      'A person’s time at a place on one day is a half-day up to four hours, and a day above. Two half-days are worth a day. A passage over midnight counts on the day of its entry.',
    settleNoTill:
      'This statement takes no money. It is computed again when a passage is corrected.',
    settleHidesWorktime:
      'Passages that count working time are not shown here; it takes another right to see them.',
    settleGone: (n, text, place) =>
      plural(
        n,
        'en',
        `${text} passage at ${place} is kept no longer: nobody knows any more whose it was.`,
        `${text} passages at ${place} are kept no longer: nobody knows any more whose they were.`,
      ),
  },
);
