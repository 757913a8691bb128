import { nbsp, plural } from '../typography.ts';
import { area } from './area.ts';

/** The list for the meeting point. */
export const evacuation = area(
  {
    evacuation: 'Liste d’évacuation',
    evacuationLead: (n: number, known: boolean) =>
      n === 0
        ? 'Personne à l’intérieur, pour autant qu’on le sache.'
        : `${plural(n, 'fr', 'Une personne', `${n} personnes`)} à l’intérieur${known ? '' : ', à peu près'}.`,
    evacuationAsOf: (moment: string) => `Liste faite le ${moment}.`,
    evacuationKnown: (moment: string) => `Tout ce qui s’est passé jusqu’à ${moment} y est.`,
    evacuationNever: 'Un lecteur n’a jamais donné signe de vie. La liste peut être incomplète.',
    evacuationSilent: (name: string, moment: string) =>
      `${name} ne répond plus depuis ${moment}${nbsp}: qui y est passé ensuite manque ici.`,
    evacuationSilentEver: (name: string) => `${name} n’a encore rien envoyé.`,
    evacuationUnsent: (n: number) =>
      plural(
        n,
        'fr',
        'Un enregistrement n’est pas encore arrivé des lecteurs.',
        `${n} enregistrements ne sont pas encore arrivés des lecteurs.`,
      ),
    evacuationOnlyCards:
      'Seules les cartes sont comptées. Demandez aussi qui est venu sans carte, ou avec quelqu’un.',
    evacuationPrint: 'Imprimez cette page ou gardez-la ouverte. Elle se lit sans réseau.',
    evacuationWho: 'Nom',
    evacuationWhere: 'Dernière entrée',
    evacuationSince: 'Depuis',
    evacuationSeen: 'Vu dehors',
  },
  {
    evacuation: 'Evacuation list',
    evacuationLead: (n, known) =>
      n === 0
        ? 'Nobody inside, as far as is known.'
        : `${plural(n, 'en', 'One person', `${n} people`)} inside${known ? '' : ', more or less'}.`,
    evacuationAsOf: (moment) => `List made on ${moment}.`,
    evacuationKnown: (moment) => `Everything that happened until ${moment} is in it.`,
    evacuationNever: 'A reader was never heard. The list may be incomplete.',
    evacuationSilent: (name, moment) =>
      `${name} has been silent since ${moment}: who passed there later is missing here.`,
    evacuationSilentEver: (name) => `${name} has sent nothing yet.`,
    evacuationUnsent: (n) =>
      `${plural(n, 'en', 'One entry has', `${n} entries have`)} not arrived from the readers yet.`,
    evacuationOnlyCards:
      'Only cards are counted. Ask also who came without a card, or with somebody.',
    evacuationPrint: 'Print this page or keep it open. It is read without a network.',
    evacuationWho: 'Name',
    evacuationWhere: 'Last entry',
    evacuationSince: 'Since',
    evacuationSeen: 'Seen outside',
  },
);
