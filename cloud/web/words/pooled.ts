import { nbsp, plural } from '../typography.ts';
import { area } from './area.ts';

/** The report of an asset that venues share through FEDOW. */
export const pooled = area(
  {
    pooledScope: 'Quels lieux',
    pooledMine: 'Mes lieux',
    pooledOf: (asset: string) => `Partagé par FEDOW${nbsp}: ${asset}`,
    pooledAll: (asset: string, place: string) =>
      `${asset} vient de ${place}. FEDOW vous dit les passages de tous les lieux qui le partagent.`,
    pooledOwnOnly: (asset: string, origin: string) =>
      `${asset} vient de ${origin}, et FEDOW dit à ce lieu seul les passages de tous. À vous, il dit les vôtres.`,
    pooledReadAt: (when: string) => `Dernière lecture${nbsp}: ${when}.`,
    pooledNever: 'FEDOW n’a pas encore été relu jusqu’au bout.',
    pooledProblem:
      'La dernière lecture n’a pas abouti, ce qui est ici est plus ancien. Elle est refaite toutes les cinq minutes.',
    pooledForks: (n: number) =>
      plural(n, 'fr', 'Une bifurcation dans sa chaîne.', `${n} bifurcations dans sa chaîne.`),
    pooledBroken: (n: number) =>
      plural(
        n,
        'fr',
        'Un passage n’y est plus celui qui fut écrit.',
        `${n} passages n’y sont plus ceux qui furent écrits.`,
      ),
    pooledIncidents: 'Voir ce qui est à regarder',
    pooledReception: `Heure incertaine${nbsp}: l’autre lieu ne l’a pas dite, c’est celle où FEDOW l’a reçue.`,
    pooledForeign: 'autre lieu',
    pooledVenue: (name: string) => `${name} (autre lieu)`,
    pooledTag: (tag: string) => `Carte ${tag}`,
    pooledNoCard: 'Sans carte',
  },
  {
    pooledScope: 'Which places',
    pooledMine: 'My places',
    pooledOf: (asset) => `Shared by FEDOW: ${asset}`,
    pooledAll: (asset, place) =>
      `${asset} comes from ${place}. FEDOW tells you the passages of every venue that shares it.`,
    pooledOwnOnly: (asset, origin) =>
      `${asset} comes from ${origin}, and FEDOW tells that venue alone the passages of all. You are told your own.`,
    pooledReadAt: (when) => `Last read: ${when}.`,
    pooledNever: 'FEDOW was not yet read back to the end.',
    pooledProblem:
      'The last reading failed, and what is here is older. It is done again every five minutes.',
    pooledForks: (n) => plural(n, 'en', 'One fork in its chain.', `${n} forks in its chain.`),
    pooledBroken: (n) =>
      plural(
        n,
        'en',
        'One tap there is not what was written.',
        `${n} taps there are not what was written.`,
      ),
    pooledIncidents: 'See what is to be looked at',
    pooledReception:
      'Uncertain time: the other venue did not tell it, this is when FEDOW received it.',
    pooledForeign: 'other venue',
    pooledVenue: (name) => `${name} (other venue)`,
    pooledTag: (tag) => `Card ${tag}`,
    pooledNoCard: 'Without a card',
  },
);
