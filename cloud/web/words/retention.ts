import { nbsp, nnbsp, plural } from '../typography.ts';
import { area } from './area.ts';

/** For how long what is kept, and what was deleted when that was over. */
export const retention = area(
  {
    retentionPage: 'Durées de conservation',
    settingsRetention: 'Durées de conservation',
    settingsRetentionMore: 'Combien de temps quoi est gardé, et ce qui est déjà effacé',
    retentionLead:
      'Chaque nuit, ce qui a dépassé sa durée est effacé ici et sur les lecteurs. Restent des totaux par mois, sans personne.',
    retentionByPlace: 'Dans chaque lieu',
    retentionTitle: 'Combien de temps c’est gardé',
    retentionHint:
      'En mois. Au-delà, passages, lectures et refus sont effacés chaque nuit ; les totaux par mois restent, sans nom.'.replace(
        ' ;',
        `${nnbsp};`,
      ),
    accessKeptMonths: 'Mouvements',
    accessKeptMonthsHint:
      'Refus, portes, et passages de lecteurs qui servent à savoir qui a ouvert. La CNIL dit trois mois au plus.',
    usageKeptMonths: 'Visites et heures',
    usageKeptMonthsHint: 'D’ordinaire douze mois.',
    worktimeKeptMonths: 'Temps de travail',
    worktimeKeptMonthsHint: 'Soixante mois, soit cinq ans, pour un employeur en France.',
    keptAccess: (months: string) => `Les mouvements sont gardés ${months}.`,
    keptUsage: (months: string) => `Les visites, ${months}.`,
    keptWorktime: (months: string) => `Le temps de travail, ${months}.`,
    nMonths: (n: number) => plural(n, 'fr', `${n}${nbsp}mois`, `${n}${nbsp}mois`),
    nYears: (n: number) => plural(n, 'fr', `${n}${nbsp}an`, `${n}${nbsp}ans`),
    purposeAsArea: 'Comme son espace, ou son lieu',
    purposeAsPlace: 'Comme là où la carte passe',
    purposeOfGroupHint:
      'Vaut pour tous ses membres, où qu’ils badgent, et passe avant le lieu et le lecteur. Décide combien de temps leurs passages sont gardés ; le temps de travail ne se voit qu’avec le droit de le voir.'.replace(
        ' ;',
        `${nnbsp};`,
      ),
    purposeOfPointHint:
      'Décide combien de temps les passages de ce lecteur sont gardés ; le temps de travail ne se voit qu’avec le droit de le voir.'.replace(
        ' ;',
        `${nnbsp};`,
      ),
    oldStoresTitle: 'Anciennes bases',
    oldStoresLead:
      'Une sauvegarde a été remise en place ; la base d’avant est restée à côté. Qui est effacé depuis y figure encore, jusqu’à ce qu’elle parte à son tour.'.replace(
        ' ;',
        `${nnbsp};`,
      ),
    oldStore: (name: string, day: string) => `${name}, effacée la nuit après le ${day}.`,
    sealsTitle: 'Ce qui est effacé',
    sealsLead:
      'Une ligne par nuit où quelque chose a été effacé. Chaque ligne scelle celle d’avant.',
    sealsBroken:
      'Une ligne ne suit pas celle d’avant : ce registre a été altéré. Gardez une copie de la base, et cherchez qui y a accès.'.replace(
        ' :',
        `${nbsp}:`,
      ),
    sealsNone: 'Rien n’a encore dépassé sa durée.',
    sealWhy: 'Pourquoi',
    sealCounts: 'Effacé',
    sealWhy_retention: 'Durée dépassée',
    sealWhy_erasure: 'Effacement demandé',
    sealed_passages: (n: number, said: string) =>
      plural(n, 'fr', `${said} passage`, `${said} passages`),
    sealed_passagesAfar: (n: number, said: string) =>
      plural(n, 'fr', `${said} passage ailleurs`, `${said} passages ailleurs`),
    sealed_punches: (n: number, said: string) =>
      plural(n, 'fr', `${said} lecture`, `${said} lectures`),
    sealed_refusals: (n: number, said: string) => plural(n, 'fr', `${said} refus`, `${said} refus`),
    sealed_doorEvents: (n: number, said: string) =>
      plural(n, 'fr', `${said} mouvement de porte`, `${said} mouvements de porte`),
    sealed_deviceEvents: (n: number, said: string) =>
      plural(n, 'fr', `${said} note d’appareil`, `${said} notes d’appareils`),
    sealed_corrections: (n: number, said: string) =>
      plural(n, 'fr', `${said} correction`, `${said} corrections`),
    sealed_proposals: (n: number, said: string) =>
      plural(n, 'fr', `${said} proposition`, `${said} propositions`),
    sealed_mishaps: (n: number, said: string) =>
      plural(n, 'fr', `${said} incident`, `${said} incidents`),
    sealed_sessions: (n: number, said: string) =>
      plural(n, 'fr', `${said} session`, `${said} sessions`),
    sealed_certificates: (n: number, said: string) =>
      plural(n, 'fr', `${said} empreinte d’attestation`, `${said} empreintes d’attestations`),
  },
  {
    retentionPage: 'How long it is kept',
    settingsRetention: 'How long it is kept',
    settingsRetentionMore: 'For how long what is kept, and what is deleted already',
    retentionLead:
      'Each night, what is past its time is deleted here and on the readers. Totals by month stay, with nobody in them.',
    retentionByPlace: 'At each place',
    retentionTitle: 'How long it is kept',
    retentionHint:
      'In months. After that, passages, taps and refusals are deleted each night; totals by month stay, nameless.',
    accessKeptMonths: 'Movements',
    accessKeptMonthsHint:
      'Refusals, doors, and passages at readers for knowing who opened. The French CNIL says three months at most.',
    usageKeptMonths: 'Visits and hours',
    usageKeptMonthsHint: 'Twelve months as a rule.',
    worktimeKeptMonths: 'Working time',
    worktimeKeptMonthsHint: 'Sixty months, which is five years, for an employer in France.',
    keptAccess: (months) => `Movements are kept for ${months}.`,
    keptUsage: (months) => `Visits, for ${months}.`,
    keptWorktime: (months) => `Working time, for ${months}.`,
    nMonths: (n) => plural(n, 'en', `${n} month`, `${n} months`),
    nYears: (n) => plural(n, 'en', `${n} year`, `${n} years`),
    purposeAsArea: 'As its area, or its place',
    purposeAsPlace: 'As where the card is tapped',
    purposeOfGroupHint:
      'Holds for all its members, wherever they badge, before the place and the reader. Decides for how long their passages are kept; working time shows to those alone who may see it.',
    purposeOfPointHint:
      'Decides for how long passages at this reader are kept; working time shows to those alone who may see it.',
    oldStoresTitle: 'Former stores',
    oldStoresLead:
      'A backup was put back; the store of before was left beside it. Who was erased since is still in it, until it goes as well.',
    oldStore: (name, day) => `${name}, deleted in the night after ${day}.`,
    sealsTitle: 'What is deleted',
    sealsLead:
      'A line for each night on which something was deleted. Each line seals the one before.',
    sealsBroken:
      'A line does not follow from the one before: this record was altered. Keep a copy of the database, and find out who can reach it.',
    sealsNone: 'Nothing is past its time yet.',
    sealWhy: 'Why',
    sealCounts: 'Deleted',
    sealWhy_retention: 'Past its time',
    sealWhy_erasure: 'Erasure asked for',
    sealed_passages: (n, said) => plural(n, 'en', `${said} passage`, `${said} passages`),
    sealed_passagesAfar: (n, said) =>
      plural(n, 'en', `${said} passage elsewhere`, `${said} passages elsewhere`),
    sealed_punches: (n, said) => plural(n, 'en', `${said} tap`, `${said} taps`),
    sealed_refusals: (n, said) => plural(n, 'en', `${said} refusal`, `${said} refusals`),
    sealed_doorEvents: (n, said) =>
      plural(n, 'en', `${said} door movement`, `${said} door movements`),
    sealed_deviceEvents: (n, said) =>
      plural(n, 'en', `${said} device note`, `${said} device notes`),
    sealed_corrections: (n, said) => plural(n, 'en', `${said} correction`, `${said} corrections`),
    sealed_proposals: (n, said) => plural(n, 'en', `${said} proposal`, `${said} proposals`),
    sealed_mishaps: (n, said) => plural(n, 'en', `${said} incident`, `${said} incidents`),
    sealed_sessions: (n, said) => plural(n, 'en', `${said} session`, `${said} sessions`),
    sealed_certificates: (n, said) =>
      plural(n, 'en', `${said} certificate digest`, `${said} certificate digests`),
  },
);
