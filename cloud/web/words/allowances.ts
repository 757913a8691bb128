import { area } from './area.ts';

/** Tokens that groups are given each month. */
export const allowances = area(
  {
    allowancesTitle: 'Forfaits mensuels',
    allowancesLead: 'Des jetons donnés à chaque membre d’un groupe, au début de chaque mois.',
    allowancesNone: 'Aucun groupe n’a de forfait.',
    allowanceNoneHere: 'Ce groupe n’a pas de forfait.',
    allowanceSays: (amount: string, keeps: boolean) =>
      `Chaque membre reçoit ${amount} au début du mois. ` +
      (keeps
        ? 'Ce qui reste à la fin du mois est gardé.'
        : 'Ce qui en reste à la fin du mois expire.'),
    allowanceStops: 'Plus aucun jeton n’est donné.',
    allowanceFrom: (month: string) => `Dès ${month}.`,
    allowancePaid: (month: string) => `Donné pour ${month}.`,
    allowanceHow:
      'Qui rejoint le groupe en cours de mois reçoit le forfait du mois dans l’heure. Qui est dans plusieurs groupes ' +
      'reçoit le forfait de chacun. Ce qui expire est utilisé en premier.',
    allowanceSet: 'Donner ou changer un forfait',
    allowanceGroup: 'Groupe',
    allowanceAmount: 'Jetons par mois et par membre',
    allowanceAmountHint: '0 arrête le forfait, dès le mois prochain.',
    allowanceErrorAmount: (most: string) =>
      `Jetons\u00a0: un nombre de 0 à ${most}, comme 10 ou 7,50.`,
    allowanceErrorGroup: 'Choisissez un groupe.',
    allowanceRest: 'Ce qui reste à la fin du mois',
    allowanceExpires: 'Expire',
    allowanceExpiresHint: 'Le mois suivant repart avec le forfait et les jetons achetés.',
    allowanceKept: 'Reste au membre',
    allowanceKeptHint: 'Les forfaits s’ajoutent de mois en mois.',
    allowanceSince: 'À partir de',
    allowanceThisMonth: (month: string) => `${month}, donné tout de suite`,
    allowanceSave: 'Enregistrer ce forfait',
    allowanceNoGroups: 'Il n’y a pas encore de groupe.',
    saidAllowance: 'Le forfait est enregistré.',
    settingsAllowances: 'Forfaits mensuels',
    settingsAllowancesMore: 'Jetons donnés à un groupe chaque mois',
  },
  {
    allowancesTitle: 'Monthly allowances',
    allowancesLead: 'Tokens given to each member of a group, at the beginning of each month.',
    allowancesNone: 'No group has an allowance.',
    allowanceNoneHere: 'This group has no allowance.',
    allowanceSays: (amount, keeps) =>
      `Each member gets ${amount} at the beginning of the month. ` +
      (keeps ? 'What is left at its end is kept.' : 'What is left of it at its end expires.'),
    allowanceStops: 'No more tokens are given.',
    allowanceFrom: (month) => `From ${month} on.`,
    allowancePaid: (month) => `Given for ${month}.`,
    allowanceHow:
      'Who joins the group later gets that month’s allowance within the hour. Who is in several groups gets the ' +
      'allowance of each. What expires is used first.',
    allowanceSet: 'Give or change an allowance',
    allowanceGroup: 'Group',
    allowanceAmount: 'Tokens a month for each member',
    allowanceAmountHint: '0 ends the allowance, from next month on.',
    allowanceErrorAmount: (most) => `Tokens: a number from 0 to ${most}, like 10 or 7.50.`,
    allowanceErrorGroup: 'Choose a group.',
    allowanceRest: 'What is left at the end of the month',
    allowanceExpires: 'Expires',
    allowanceExpiresHint:
      'The next month begins with the allowance and the tokens that were bought.',
    allowanceKept: 'Stays theirs',
    allowanceKeptHint: 'Allowances add up from month to month.',
    allowanceSince: 'From',
    allowanceThisMonth: (month) => `${month}, given at once`,
    allowanceSave: 'Save this allowance',
    allowanceNoGroups: 'There is no group yet.',
    saidAllowance: 'The allowance is saved.',
    settingsAllowances: 'Monthly allowances',
    settingsAllowancesMore: 'Tokens a group is given each month',
  },
);
