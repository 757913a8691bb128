import { plural } from '../typography.ts';
import { area } from './area.ts';

/** What every page has around it. */
export const shell = area(
  {
    today: 'Aujourd’hui',
    passages: 'Passages',
    members: 'Membres',
    devices: 'Lecteurs',
    skip: 'Aller au contenu',
    mainMenu: 'Menu principal',
    signOut: 'Se déconnecter',
    language: 'Langue',
    readersListening: (n: number) =>
      plural(n, 'fr', `${n} lecteur à l’écoute`, `${n} lecteurs à l’écoute`),
    readersSilentShort: (n: number) => `${n} sans réponse`,
    readersSilent: (n: number) =>
      plural(n, 'fr', `${n} lecteur ne répond plus`, `${n} lecteurs ne répondent plus`),
  },
  {
    today: 'Today',
    passages: 'Passages',
    members: 'Members',
    devices: 'Devices',
    skip: 'Skip to content',
    mainMenu: 'Main menu',
    signOut: 'Sign out',
    language: 'Language',
    readersListening: (n) => plural(n, 'en', `${n} reader listening`, `${n} readers listening`),
    readersSilentShort: (n) => `${n} silent`,
    readersSilent: (n) => plural(n, 'en', `${n} reader silent`, `${n} readers silent`),
  },
);
