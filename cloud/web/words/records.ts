import { nbsp } from '../typography.ts';
import { area } from './area.ts';

/** What the pages of settings have in common: lists, their forms, and why something was refused. */
export const records = area(
  {
    saidAdded: 'C’est ajouté.',
    saidEnded: 'C’est retiré.',
    valueDoesNotFit: 'Cette réponse ne convient pas.',
    refusedInUse: 'Quelque chose s’en sert encore. Retirez d’abord ce qui en dépend.',
    refusedPlaceMismatch: 'Cela se trouve dans un autre lieu. Choisissez ce qui est dans le même.',
    refusedPlaceFixed: `Des passages y sont enregistrés${nbsp}: son lieu ne change plus.`,
    refusedPlaceNeeded: 'Choisissez un lieu.',
    refusedConflict: 'Ce n’est pas possible ainsi. Relisez les réponses, puis réessayez.',
    refusedOther: 'Rien n’a été changé. Relisez les réponses, puis réessayez.',
    anyTime: 'à toute heure',
    everywhere: 'partout',
    atPlaceLabel: 'Lieu',
    nameLabel: 'Nom',
    yes: 'Oui',
    no: 'Non',
  },
  {
    saidAdded: 'Added.',
    saidEnded: 'Removed.',
    valueDoesNotFit: 'This answer does not fit.',
    refusedInUse: 'Something still uses it. Remove what depends on it first.',
    refusedPlaceMismatch: 'That is at another place. Choose what is at the same one.',
    refusedPlaceFixed: 'Passages are recorded there: its place no longer changes.',
    refusedPlaceNeeded: 'Choose a place.',
    refusedConflict: 'That is not possible like this. Read the answers again, then retry.',
    refusedOther: 'Nothing was changed. Read the answers again, then retry.',
    anyTime: 'at any time',
    everywhere: 'everywhere',
    atPlaceLabel: 'Place',
    nameLabel: 'Name',
    yes: 'Yes',
    no: 'No',
  },
);
