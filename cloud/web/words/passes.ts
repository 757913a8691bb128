import { nbsp, nnbsp, plural } from '../typography.ts';
import { area } from './area.ts';

/** Day passes and half-day passes: given, used, and days without one. */
export const passes = area(
  {
    pass_day: 'pass journée',
    pass_halfDay: 'pass demi-journée',
    pass_morning: 'matin',
    pass_afternoon: 'après-midi',
    passesLeft: 'reste',
    passUsed: 'pass utilisé',
    passTitle: 'Pass',
    passesOf: (name: string) => `Pass de ${name}`,
    passCount: (n: number, kind: 'day' | 'halfDay') =>
      `${n} pass ${kind === 'day' ? 'journée' : 'demi-journée'}`,
    passLeft: (some: string) => `Il reste ${some}.`,
    passNoneLeft: 'Il ne reste aucun pass.',
    passNever: 'Aucun pass pour le moment.',
    passHow:
      'Une journée prend son pass au premier passage. Une journée entière prend un pass journée, une demi-journée ' +
      `un pass demi-journée${nnbsp}; s’il n’y en a plus de la bonne sorte, l’autre sert. Le pass paie les heures de ce ` +
      `jour-là dans ce lieu${nnbsp}; ce qui est choisi sur la borne, une salle par exemple, se paie en jetons.`,
    passCarnets: 'Carnets',
    passCarnetUsed: (used: number, left: number) =>
      used === 0
        ? `aucun utilisé, reste ${left}`
        : `${used} ${plural(used, 'fr', 'utilisé', 'utilisés')}, reste ${left}`,
    passFrom: (day: string) => `à partir du ${day}`,
    passUntil: (day: string) => `jusqu’au ${day}`,
    passEnded: (day: string) => `terminé depuis le ${day}`,
    passTakenBack: (day: string) => `repris le ${day}`,
    passGivenOn: (day: string, by: string, words: string) =>
      `Donné le ${day} ${by}, «${nbsp}${words}${nbsp}»`,
    passTakeBack: 'Reprendre',
    passTakeBackTitle: (some: string) => `Reprendre ce carnet de ${some}${nnbsp}?`,
    passTakeBackUnused: 'Aucun n’a servi.',
    passTakeBackUsed: (n: number) =>
      n === 1
        ? '1 pass de ce carnet a servi. Ce jour-là prendra un autre pass s’il en reste, sinon il comptera sans pass.'
        : `${n} pass de ce carnet ont servi. Ces jours-là prendront un autre pass s’il en reste, sinon ils ` +
          'compteront sans pass.',
    passTakeBackStays: 'Le carnet reste écrit, avec ce motif.',
    passTakeBackVerb: 'Reprendre ce carnet',
    passGive: 'Donner des pass',
    passGiveVerb: 'Donner ces pass',
    passKind: 'Sorte',
    passHowMany: 'Combien',
    passSince: 'À partir du',
    passSinceHint: 'Un jour passé, pour régler des jours venus sans pass.',
    passLast: 'Dernier jour',
    passLastHint: 'Vide, sans fin.',
    passWhy: 'Motif',
    passWhyHint: 'Par exemple carnet de 10, payé en chèque.',
    passErrorHowMany: (most: number) => `Écrivez un nombre de 1 à ${most}.`,
    passErrorSince: 'Choisissez un jour du calendrier.',
    passErrorLast: 'Le dernier jour ne peut pas venir avant le premier.',
    passErrorWhy: 'Écrivez un motif.',
    saidPassGiven: 'Les pass sont donnés.',
    saidPassBack: 'Le carnet est repris.',
    passDays: 'Derniers jours',
    passDaysNone: 'Aucun pass n’a servi ces trois derniers mois.',
    passDay: 'Jour',
    passWhat: 'Pass',
    passWithout: 'sans pass',
    passWithoutHalf: (half: string) => `${half} sans pass`,
    passMonthLead: 'Les jours que des pass ont payés, et ceux où il n’en restait plus.',
    passMonthUsed: (month: string, day: number, halfDay: number) =>
      `${day} pass journée et ${halfDay} pass demi-journée ont servi en ${month}.`,
    passOverUse: 'Jours sans pass',
    passOverUseLead:
      'Ces membres ont eu des pass et sont venus alors qu’il n’en restait plus. Personne n’a été refusé. Un pass donné ' +
      'à partir de ce jour-là le règle.',
    passOverUseNone: 'Aucun jour sans pass ce mois-là.',
    passMember: 'Membre',
    passCarnet: 'Carnet',
    passSplit: 'Demi-journées',
    passSplitNow: (place: string, time: string) =>
      `À ${place}, l’après-midi commence à ${time} pour les pass.`,
    passSplitChoose: 'Elles dépendent du lieu. Choisissez-en un en haut de la page.',
    passSplitLabel: 'À partir d’aujourd’hui, l’après-midi commence à',
    passSplitVerb: 'Changer cette heure',
    passErrorSplit: 'Écrivez une heure après minuit, par exemple midi et demi.',
    saidPassSplit: 'L’heure est changée.',
    settingsPasses: 'Pass journée et demi-journée',
    settingsPassesMore: 'Jours payés par un pass, jours où il n’en restait plus',
    ownPasses: (some: string) => `Il vous reste ${some}.`,
    ownPassesNone: 'Il ne vous reste aucun pass.',
    ownPassUntil: (some: string, day: string) => `${some} jusqu’au ${day}`,
  },
  {
    pass_day: 'day pass',
    pass_halfDay: 'half-day pass',
    pass_morning: 'morning',
    pass_afternoon: 'afternoon',
    passesLeft: 'left',
    passUsed: 'pass used',
    passTitle: 'Passes',
    passesOf: (name) => `Passes of ${name}`,
    passCount: (n, kind) =>
      `${n} ${kind === 'day' ? plural(n, 'en', 'day pass', 'day passes') : plural(n, 'en', 'half-day pass', 'half-day passes')}`,
    passLeft: (some) => `Left: ${some}.`,
    passNoneLeft: 'No pass is left.',
    passNever: 'No passes yet.',
    passHow:
      'A day takes its pass at the first passage. A whole day takes a day pass, half a day a half-day pass; where ' +
      'none of the fitting kind is left, the other one serves. A pass pays the hours of its day at this place; what ' +
      'is chosen on the terminal, a room for example, costs tokens.',
    passCarnets: 'Carnets',
    passCarnetUsed: (used, left) => `${used === 0 ? 'none' : used} used, ${left} left`,
    passFrom: (day) => `from ${day}`,
    passUntil: (day) => `until ${day}`,
    passEnded: (day) => `ended on ${day}`,
    passTakenBack: (day) => `taken back on ${day}`,
    passGivenOn: (day, by, words) => `Given on ${day} ${by}, “${words}”`,
    passTakeBack: 'Take back',
    passTakeBackTitle: (some) => `Take this carnet of ${some} back?`,
    passTakeBackUnused: 'None of it was used.',
    passTakeBackUsed: (n) =>
      n === 1
        ? '1 pass of this carnet was used. That day will take another pass if one is left, else it counts without one.'
        : `${n} passes of this carnet were used. Those days will take other passes if any are left, else they count ` +
          'without one.',
    passTakeBackStays: 'The carnet stays on record, with this reason.',
    passTakeBackVerb: 'Take this carnet back',
    passGive: 'Give passes',
    passGiveVerb: 'Give these passes',
    passKind: 'Kind',
    passHowMany: 'How many',
    passSince: 'From',
    passSinceHint: 'A day that is past, to settle days without a pass.',
    passLast: 'Last day',
    passLastHint: 'Empty, without end.',
    passWhy: 'Reason',
    passWhyHint: 'For example carnet of 10, paid by cheque.',
    passErrorHowMany: (most) => `Write a number from 1 to ${most}.`,
    passErrorSince: 'Choose a day of the calendar.',
    passErrorLast: 'The last day cannot come before the first.',
    passErrorWhy: 'Write a reason.',
    saidPassGiven: 'The passes are given.',
    saidPassBack: 'The carnet is taken back.',
    passDays: 'Last days',
    passDaysNone: 'No pass was used in these three months.',
    passDay: 'Day',
    passWhat: 'Pass',
    passWithout: 'without a pass',
    passWithoutHalf: (half) => `${half} without a pass`,
    passMonthLead: 'Days that passes paid, and those when none was left.',
    passMonthUsed: (month, day, halfDay) =>
      `${plural(day, 'en', '1 day pass', `${day} day passes`)} and ` +
      `${plural(halfDay, 'en', '1 half-day pass', `${halfDay} half-day passes`)} were used in ${month}.`,
    passOverUse: 'Days without a pass',
    passOverUseLead:
      'These members have had passes and came when none was left. Nobody was denied. A pass given from that day on ' +
      'settles it.',
    passOverUseNone: 'No day without a pass in that month.',
    passMember: 'Member',
    passCarnet: 'Carnet',
    passSplit: 'Half-days',
    passSplitNow: (place, time) => `At ${place}, the afternoon begins at ${time} for passes.`,
    passSplitChoose: 'They depend on the place. Choose one at the top of the page.',
    passSplitLabel: 'From today on, the afternoon begins at',
    passSplitVerb: 'Change this time',
    passErrorSplit: 'Write a time after midnight, for example 12:30.',
    saidPassSplit: 'The time is changed.',
    settingsPasses: 'Day passes and half-day passes',
    settingsPassesMore: 'Days a pass paid, days when none was left',
    ownPasses: (some) => `You have ${some} left.`,
    ownPassesNone: 'You have no pass left.',
    ownPassUntil: (some, day) => `${some} until ${day}`,
  },
);
