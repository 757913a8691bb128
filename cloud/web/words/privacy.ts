import { nbsp } from '../typography.ts';
import { area } from './area.ts';

/** What is held of people, for how long, and how they get it or have it erased. */
export const privacy = area(
  {
    totalsSealed: 'Passages effacés après leur durée, sans nom',
    personData: 'Données personnelles',
    personDataOf: (name: string) => `Données personnelles de ${name}`,
    personDataLead:
      'Qui badge ici peut demander une copie de tout ce qui est gardé à son sujet. Remettez-lui l’un de ces fichiers.',
    personDataHolds: `Les deux fichiers disent la même chose${nbsp}: la fiche, les cartes, les groupes, les droits, les passages, chaque lecture et chaque refus, les corrections, les propositions, les lectures transmises aux systèmes connectés et les accords donnés pour cela, et qui a regardé ces données.`,
    personDataCsv: 'Fichier pour tableur (CSV)',
    personDataJson: 'Fichier pour programmes (JSON)',
    personDataToldOnce:
      'Chaque téléchargement est noté dans l’historique. La lecture de tout le journal peut durer quelques secondes.',
    personColumns: 'Quoi|De|À|Lieu|Détails',
    personOwnPage: 'lien vers sa page',
    personExitLink: 'lien d’un courriel, pour dire l’heure d’une sortie oubliée',
  },
  {
    totalsSealed: 'Passages deleted after their time, nameless',
    personData: 'Personal data',
    personDataOf: (name) => `Personal data of ${name}`,
    personDataLead:
      'Whoever badges here may ask for a copy of all that is kept about them. Hand them one of these files.',
    personDataHolds:
      'Both files say the same: the record, cards, groups, rights, passages, every tap and every refusal, corrections, proposals, taps told to connected systems and what was agreed to for that, and who looked at these data.',
    personDataCsv: 'File for a spreadsheet (CSV)',
    personDataJson: 'File for programs (JSON)',
    personDataToldOnce:
      'Each download is written down in the history. Reading the whole journal may take a few seconds.',
    personColumns: 'What|From|To|Place|Details',
    personOwnPage: 'link to their page',
    personExitLink: 'link in a mail, to say when they left',
  },
);
