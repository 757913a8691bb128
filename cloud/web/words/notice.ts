import { nbsp, nnbsp } from '../typography.ts';
import { area } from './area.ts';

/** The notice for the wall and the entry of the register, to be printed. */
export const notice = area(
  {
    noticeTitle: 'Vos données ici',
    noticeLink: 'Affiche pour le mur',
    registerLink: 'Fiche de registre',
    noticePrint: 'À imprimer depuis le navigateur. Relisez, et complétez à la main ce qui manque.',
    noticeOf: (place: string, day: string) => `${place}, d’après les réglages du ${day}.`,
    noticeWho: (place: string) =>
      `À ${place}, les cartes sont lues pour ouvrir des portes et compter des passages.`,
    noticeWhat: 'Ce qui est noté',
    noticeWhatText:
      'Le numéro de la carte, la personne à qui elle est, l’heure, le lecteur, et si la porte s’est ouverte. Ni photo, ni vidéo, ni empreinte.',
    noticeWhy: 'Pourquoi, et combien de temps',
    noticeWhy_access: 'Savoir qui peut entrer et qui a ouvert, pour la sécurité des lieux.',
    noticeWhy_usage: 'Compter les visites et les heures, pour l’abonnement.',
    noticeWhy_worktime: 'Compter le temps de travail, comme la loi le demande.',
    noticeKept: (time: string) => `Gardé ${time}.`,
    noticeAfter: 'Passé ce délai, c’est effacé. Restent des totaux par mois, sans aucun nom.',
    noticeSeen: 'Qui peut le voir',
    noticeSeenText:
      'L’équipe du lieu, chacun selon son rôle ; les heures de travail, l’administration seulement. Chaque consultation est notée.'.replace(
        ' ;',
        `${nnbsp};`,
      ),
    noticeRights: 'Vos droits',
    noticeRightsText:
      'Vous pouvez voir ce qui est noté, en avoir une copie, le faire corriger ou effacer, et vous y opposer. Vous pouvez aussi vous plaindre à la CNIL, cnil.fr.',
    noticeContact: `À qui écrire${nbsp}:`,
    registerTitle: 'Registre des traitements : contrôle des accès et comptage'.replace(
      ' :',
      `${nbsp}:`,
    ),
    registerName: 'Traitement',
    registerNameText: (place: string) =>
      `Lecture de cartes, ouverture de portes et comptage à ${place}.`,
    registerController: 'Responsable et contact',
    registerToFill: 'À compléter.',
    registerPurposes: 'Finalités',
    registerBasis: 'Base légale',
    registerBasis_access: 'Intérêt légitime : la sécurité des lieux.'.replace(' :', `${nbsp}:`),
    registerBasis_usage: 'Contrat : l’abonnement ou l’adhésion.'.replace(' :', `${nbsp}:`),
    registerBasis_worktime: 'Obligation légale de l’employeur.',
    registerPeople: 'Personnes concernées',
    registerPeopleText: 'Membres, personnes salariées, et leurs invités.',
    registerData: 'Données',
    registerDataText:
      'Nom, adresse e-mail s’il y en a une, numéros de cartes, heures et lecteurs des passages et des refus, corrections et leurs raisons.',
    registerRecipients: 'Destinataires',
    registerTransfers: 'Hors de l’Union européenne',
    registerTransfersText:
      'Aucun transfert par ce logiciel. Vérifiez où votre serveur est hébergé.',
    registerKept: 'Conservation',
    registerKept_access: 'Mouvements, refus et portes,',
    registerKept_usage: 'Visites et heures,',
    registerKept_worktime: 'Temps de travail,',
    registerSecurity: 'Sécurité',
    registerSecurityText:
      'Comptes personnels et rôles, mot de passe redemandé pour les exports et les effacements, historique des consultations, liaison chiffrée, numéros de cartes masqués dans les journaux techniques, copies chaque nuit gardées sept jours.',
  },
  {
    noticeTitle: 'Your data here',
    noticeLink: 'Notice for the wall',
    registerLink: 'Register entry',
    noticePrint: 'Print it from the browser. Read it again, and fill in by hand what is missing.',
    noticeOf: (place, day) => `${place}, by the settings of ${day}.`,
    noticeWho: (place) => `At ${place}, cards are read to open doors and to count passages.`,
    noticeWhat: 'What is recorded',
    noticeWhatText:
      'The number of the card, whose it is, the time, the reader, and whether the door opened. No photo, no video, no fingerprint.',
    noticeWhy: 'What for, and for how long',
    noticeWhy_access: 'To know who may come in and who opened, for the safety of the premises.',
    noticeWhy_usage: 'To count visits and hours, for the subscription.',
    noticeWhy_worktime: 'To count working time, as the law demands.',
    noticeKept: (time) => `Kept for ${time}.`,
    noticeAfter: 'After that it is deleted. Totals by month stay, without any name.',
    noticeSeen: 'Who can see it',
    noticeSeenText:
      'The staff of the place, each by their role; working hours, administrators only. Each look is written down.',
    noticeRights: 'Your rights',
    noticeRightsText:
      'You may see what is recorded, have a copy of it, have it corrected or erased, and object to it. You may also complain to the CNIL, cnil.fr.',
    noticeContact: 'Whom to write to:',
    registerTitle: 'Register of processing: access control and counting',
    registerName: 'Processing',
    registerNameText: (place) => `Reading cards, opening doors and counting at ${place}.`,
    registerController: 'Controller and contact',
    registerToFill: 'To be filled in.',
    registerPurposes: 'Purposes',
    registerBasis: 'Legal basis',
    registerBasis_access: 'Legitimate interest: the safety of the premises.',
    registerBasis_usage: 'Contract: the subscription or membership.',
    registerBasis_worktime: 'Legal obligation of the employer.',
    registerPeople: 'People concerned',
    registerPeopleText: 'Members, employees, and their guests.',
    registerData: 'Data',
    registerDataText:
      'Name, e-mail address where there is one, card numbers, times and readers of passages and refusals, corrections and their reasons.',
    registerRecipients: 'Recipients',
    registerTransfers: 'Outside the European Union',
    registerTransfersText: 'No transfer by this software. Check where your server is hosted.',
    registerKept: 'Retention',
    registerKept_access: 'Movements, refusals and doors:',
    registerKept_usage: 'Visits and hours:',
    registerKept_worktime: 'Working time:',
    registerSecurity: 'Security',
    registerSecurityText:
      'Personal accounts and roles, the password asked again for exports and erasures, a history of who looked, encrypted links, card numbers masked in technical logs, nightly copies kept for seven days.',
  },
);
