import { nbsp, plural } from '../typography.ts';
import { area } from './area.ts';

/** What the pages of settings have in common: lists, their forms, and why something was refused. */
export const records = area(
  {
    saidAdded: 'C’est ajouté.',
    saidEnded: 'C’est retiré.',
    valueDoesNotFit: 'Cette réponse ne convient pas.',
    refusedInUse: 'Quelque chose s’en sert encore. Retirez d’abord ce qui en dépend.',
    usedByMore: (n: number) => plural(n, 'fr', `et ${n} autre`, `et ${n} autres`),
    refusedGrantRepeated: `Ce droit existe déjà${nbsp}: même personne ou groupe, mêmes entrées, mêmes horaires. Rien n’a été ajouté.`,
    refusedOverlap: (day: string, first: string, second: string) =>
      `Deux ouvertures se chevauchent, ${day}${nbsp}: ${first} et ${second}. Faites-en une seule, ou changez l’une des deux.`,
    hoursFromTo: (from: string, until: string) => `de ${from} à ${until}`,
    refusedPlaceMismatch: 'Cela se trouve dans un autre lieu. Choisissez ce qui est dans le même.',
    refusedPlaceFixed: `Des passages y sont enregistrés${nbsp}: son lieu ne change plus.`,
    refusedPlaceNeeded: 'Choisissez un lieu.',
    refusedConflict: 'Ce n’est pas possible ainsi. Relisez les réponses, puis réessayez.',
    refusedOther: 'Rien n’a été changé. Relisez les réponses, puis réessayez.',
    anyTime: 'à toute heure',
    everywhere: 'partout',
    nameLabel: 'Nom',
    yes: 'Oui',
    no: 'Non',
  },
  {
    saidAdded: 'Added.',
    saidEnded: 'Removed.',
    valueDoesNotFit: 'This answer does not fit.',
    refusedInUse: 'Something still uses it. Remove what depends on it first.',
    usedByMore: (n) => plural(n, 'en', `and ${n} other`, `and ${n} others`),
    refusedGrantRepeated:
      'That right is there already: the same person or group, entrances and hours. Nothing was added.',
    refusedOverlap: (day, first, second) =>
      `Two openings overlap, ${day}: ${first} and ${second}. Make them one, or change one of the two.`,
    hoursFromTo: (from, until) => `${from} to ${until}`,
    refusedPlaceMismatch: 'That is at another place. Choose what is at the same one.',
    refusedPlaceFixed: 'Passages are recorded there: its place no longer changes.',
    refusedPlaceNeeded: 'Choose a place.',
    refusedConflict: 'That is not possible like this. Read the answers again, then retry.',
    refusedOther: 'Nothing was changed. Read the answers again, then retry.',
    anyTime: 'at any time',
    everywhere: 'everywhere',
    nameLabel: 'Name',
    yes: 'Yes',
    no: 'No',
  },
);
