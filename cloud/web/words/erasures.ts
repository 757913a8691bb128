import { nbsp, nnbsp } from '../typography.ts';
import { area } from './area.ts';

/** Erasing a person for good, and how far that is. */
export const erasures = area(
  {
    eraseLink: 'Effacer cette personne',
    eraseLead:
      'Si cette personne le demande, effacez tout ce qui la nomme, ici et sur chaque lecteur.',
    eraseTitle: (name: string) => `Effacer ${name} pour toujours${nnbsp}?`,
    eraseWhat:
      'Sa fiche, ses cartes, ses passages, ses lectures et ses refus disparaissent d’ici tout de suite, et de chaque lecteur dès qu’il répond. Les lieux de la fédération en sont priés aussi.',
    eraseStays:
      'Restent des totaux par mois, sans personne. Remettez d’abord une copie de ses données si elle la demande.',
    eraseOwes: (amount: string) =>
      `Reste une dette de ${amount}. Son nom, son adresse et le montant restent visibles des seuls administrateurs, jusqu’à ce que vous la marquiez réglée.`,
    eraseForGood: 'On ne peut pas revenir en arrière.',
    eraseVerb: 'Effacer pour toujours',
    erasuresTitle: 'Personnes effacées',
    erasuresLead:
      'Un effacement est fini quand chaque lecteur a répondu. Qui est effacé le reste, même si une sauvegarde plus ancienne est remise en place.',
    erasuresNone: 'Personne n’a été effacé.',
    saidErased: 'C’est effacé ici. Les lecteurs suivent, dès qu’ils répondent.',
    debtsTitle: 'Dettes à réclamer',
    debtsLead:
      'De personnes effacées. Une dette réglée disparaît, et avec elle le dernier endroit qui les nomme.',
    debtOf: 'Qui',
    debtUnits: 'Jetons dus',
    debtUsed: (day: string) => `dernier usage le ${day}`,
    debtSettleShort: 'Réglée',
    debtSettle: 'Marquer réglée',
    debtSettleOf: (name: string) => `Marquer réglée la dette de ${name}`,
    debtSettleTitle: (name: string, amount: string) =>
      `La dette de ${name}, ${amount}, est-elle réglée${nnbsp}?`,
    debtSettleWhat:
      'Payée ou abandonnée, elle ne se réclame plus. Son nom et son adresse disparaissent d’ici, le montant reste dans les comptes, sans personne.',
    saidSettled: 'La dette est réglée, et personne n’est plus nommé.',
    erasureOf: 'Numéro de fiche',
    erasureState: 'État',
    erasureDevices: 'Lecteurs',
    erasurePartners: 'Autres lieux',
    erasureCardOf: (name: string) => `Carte d’un membre de ${name}`,
    erasurePartner_waiting: 'à qui on le demande encore.',
    erasurePartner_devices: 'où l’on attend ses lecteurs.',
    erasurePartner_done: 'effacé',
    erasurePartner_kept: 'qui a enregistré cette carte chez lui. À demander là-bas.',
    erasurePartner_gone: 'fédération quittée avant sa réponse. À demander là-bas.',
    erasureWaits: 'En cours',
    erasureDone: (moment: string) => `Fini le ${moment}`,
    erasure_waiting: 'en attente.',
    erasure_done: 'effacé',
    erasure_gone: 'retiré ou révoqué : effacez sa carte SD, ou détruisez-la'.replace(
      ' :',
      `${nbsp}:`,
    ),
    erasureWhy_offline: 'Il n’a pas répondu. Vérifiez la prise et le câble.',
    erasureWhy_oldImage: 'Une ancienne image de son disque est revenue. On y efface de nouveau.',
    erasureWhy_unsent: 'Il doit d’abord envoyer ses passages.',
    erasureWhy_onList: 'Il n’a pas encore la nouvelle liste des cartes.',
    erasureWhy_notUnderstood: 'Son logiciel est trop ancien : mettez-le à jour.'.replace(
      ' :',
      `${nbsp}:`,
    ),
  },
  {
    eraseLink: 'Erase this person',
    eraseLead: 'If they ask for it, erase all that names them, here and on every reader.',
    eraseTitle: (name) => `Erase ${name} for good?`,
    eraseWhat:
      'Their record, cards, passages, taps and refusals go from here at once, and from each reader as soon as it answers. Venues of the federation are asked to do the same.',
    eraseStays:
      'Totals by month stay, with nobody in them. Hand them a copy of their data first if they want one.',
    eraseOwes: (amount) =>
      `They owe ${amount}. Their name, address and the amount stay visible to administrators alone, until you mark the debt settled.`,
    eraseForGood: 'This cannot be undone.',
    eraseVerb: 'Erase for good',
    erasuresTitle: 'People erased',
    erasuresLead:
      'An erasure is over once each reader answered. Who is erased stays so, even where an older backup is put back.',
    erasuresNone: 'Nobody was erased.',
    saidErased: 'Erased here. The readers follow as soon as they answer.',
    debtsTitle: 'Debts to claim',
    debtsLead:
      'Of people who were erased. A settled debt goes, and with it the last place that names them.',
    debtOf: 'Who',
    debtUnits: 'Tokens owed',
    debtUsed: (day) => `last used on ${day}`,
    debtSettleShort: 'Settled',
    debtSettle: 'Mark settled',
    debtSettleOf: (name) => `Mark the debt of ${name} settled`,
    debtSettleTitle: (name, amount) => `Is the debt of ${name}, ${amount}, settled?`,
    debtSettleWhat:
      'Paid or let off, it is claimed no more. Their name and address go from here; the amount stays in the accounts, with nobody in it.',
    saidSettled: 'The debt is settled, and nobody is named any more.',
    erasureOf: 'Record number',
    erasureState: 'State',
    erasureDevices: 'Readers',
    erasurePartners: 'Other venues',
    erasureCardOf: (name) => `Card of a member of ${name}`,
    erasurePartner_waiting: 'still being asked.',
    erasurePartner_devices: 'waiting for its readers.',
    erasurePartner_done: 'erased',
    erasurePartner_kept: 'registered this card itself. To be asked there.',
    erasurePartner_gone: 'the federation was left before it answered. To be asked there.',
    erasureWaits: 'Under way',
    erasureDone: (moment) => `Over on ${moment}`,
    erasure_waiting: 'waiting.',
    erasure_done: 'erased',
    erasure_gone: 'retired or revoked: wipe its SD card, or destroy it',
    erasureWhy_offline: 'It did not answer. Check its power and cable.',
    erasureWhy_oldImage: 'An old image of its disk was put back. It is erased there again.',
    erasureWhy_unsent: 'It has to send its passages first.',
    erasureWhy_onList: 'It does not have the new list of cards yet.',
    erasureWhy_notUnderstood: 'Its software is too old: update it.',
  },
);
