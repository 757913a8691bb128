import { nbsp, plural } from '../typography.ts';
import { area } from './area.ts';

/** The dashboard. */
export const today = area(
  {
    nobodyIn: 'Personne n’est là.',
    peopleIn: (n: number, about: boolean) =>
      about
        ? plural(n, 'fr', `Environ ${n} personne est là.`, `Environ ${n} personnes sont là.`)
        : plural(n, 'fr', `${n} personne est là.`, `${n} personnes sont là.`),
    exitsUnknown: (name: string, since: string) => `Sorties de ${name} inconnues depuis ${since}.`,
    filled: (n: number, capacity: number, about: boolean) => {
      const said = `${about ? 'environ ' : ''}${n} sur ${capacity}.`;
      if (n > capacity) return `Au-delà de la capacité${nbsp}: ${said}`;
      return n === capacity ? `Complet${nbsp}: ${said}` : `Capacité${nbsp}: ${said}`;
    },
    filledAt: (place: string, said: string) => `${place}. ${said}`,
    lastRefusals: 'Derniers refus',
    noRefusals: 'Aucune carte refusée depuis sept jours.',
    refusedTimes: (n: number) => `${n} fois`,
    refusedAt: (when: string, where: string) => `${when}, ${where}`,
    cardRead: (number: string) => `Carte ${number}`,
    cardErased: 'Carte effacée',
    passagesToday: (n: number, formatted: string) =>
      n === 0
        ? 'Aucun passage aujourd’hui.'
        : plural(
            n,
            'fr',
            `${formatted} passage aujourd’hui.`,
            `${formatted} passages aujourd’hui.`,
          ),
    occupancy: 'Occupation, heure par heure',
    usualDay: (weekday: string) => `un ${weekday} habituel`,
    todayLine: 'aujourd’hui',
    hourColumn: 'Heure',
    fromTo: (low: string, high: string) => `${low} à ${high}`,
    moreThanUsual: (weekday: string, range: string) =>
      `Plus qu’un ${weekday} habituel (${range} à cette heure).`,
    lessThanUsual: (weekday: string, range: string) =>
      `Moins qu’un ${weekday} habituel (${range} à cette heure).`,
    asUsual: (weekday: string, range: string) =>
      `Comme un ${weekday} habituel (${range} à cette heure).`,
    usualUnknown: 'Trop peu de jours pour dire ce qui est habituel.',
    refresh: 'Actualiser',
    softwareVersion: (version: string) => `logiciel ${version}`,
    clock_synced: 'heure sûre',
    clock_unsynced: 'heure incertaine',
    clock_floor: 'heure incertaine',
    nToCheck: (n: number) => `${n} à vérifier`,
    seePassages: 'Voir les passages',
    whoIsIn: 'Qui est là',
    readers: 'Les lecteurs',
    listening: 'À l’écoute',
    silentSince: (time: string) => `Ne répond plus depuis ${time}`,
    neverHeard: 'Jamais entendu',
    trouble_reader: 'Les cartes ne sont pas lues',
    trouble_door: 'La porte ne s’ouvre pas',
    trouble_record: 'Les passages ne sont pas enregistrés',
    trouble_unbound: 'Un lecteur n’a pas de point d’accès',
    trouble_alarm: 'Alarme de porte',
    trouble_openHours: 'Porte déverrouillée',
    trouble_other: 'À regarder',
    store_diskNearlyFull: 'Le disque du serveur est presque plein',
    store_diskNearlyFull_do:
      'Les lecteurs gardent leurs passages et les enverront dès qu’il y aura de la place. Libérez de l’espace sur le serveur.',
    store_storeDamaged: 'Les données du serveur sont abîmées',
    store_storeDamaged_do: `Les lecteurs gardent leurs passages. Reprenez la dernière sauvegarde sur le serveur${nbsp}: badgeuse restore.`,
    store_copyFailed: 'La copie de nuit du serveur a échoué',
    store_copyFailed_do:
      'Tout le reste continue. Vérifiez la place sur le disque du serveur. Son journal dit pourquoi.',
    lastHeard: (time: string) => `dernier signe de vie ${time}`,
    atTime: (time: string) => `à ${time}`,
    nothingUnsent: 'Tout est envoyé',
    unsent: (n: number) =>
      plural(
        n,
        'fr',
        `${n} enregistrement pas encore envoyé`,
        `${n} enregistrements pas encore envoyés`,
      ),
    noReaders: 'Aucun lecteur n’est encore relié.',
    noReadersMore: 'Un lecteur apparaît ici dès que vous l’avez approuvé.',
    readerGone: `Rien n’est perdu${nbsp}: un lecteur alimenté enregistre et envoie tout à son retour. Vérifiez la prise et le câble réseau.`,
    direction_in: 'entrée',
    direction_out: 'sortie',
    direction_toggle: 'entrée et sortie',
    direction_presence: 'présence',
  },
  {
    nobodyIn: 'Nobody is in.',
    peopleIn: (n, about) => {
      const people = plural(n, 'en', `${n} person is in.`, `${n} people are in.`);
      return about ? `About ${people}` : people;
    },
    exitsUnknown: (name, since) => `Exits at ${name} unknown since ${since}.`,
    filled: (n, capacity, about) => {
      const said = `${about ? 'about ' : ''}${n} of ${capacity}.`;
      if (n > capacity) return `Over capacity: ${said}`;
      return n === capacity ? `Full: ${said}` : `Capacity: ${said}`;
    },
    filledAt: (place, said) => `${place}. ${said}`,
    lastRefusals: 'Last refusals',
    noRefusals: 'No card was refused in the last seven days.',
    refusedTimes: (n) => plural(n, 'en', 'once', `${n} times`),
    refusedAt: (when, where) => `${when}, ${where}`,
    cardRead: (number) => `Card ${number}`,
    cardErased: 'Card erased',
    passagesToday: (n, formatted) =>
      n === 0
        ? 'No passages today.'
        : plural(n, 'en', `${formatted} passage today.`, `${formatted} passages today.`),
    occupancy: 'Occupancy, hour by hour',
    usualDay: (weekday) => `a usual ${weekday}`,
    todayLine: 'today',
    hourColumn: 'Hour',
    fromTo: (low, high) => `${low} to ${high}`,
    moreThanUsual: (weekday, range) => `More than a usual ${weekday} (${range} at this hour).`,
    lessThanUsual: (weekday, range) => `Less than a usual ${weekday} (${range} at this hour).`,
    asUsual: (weekday, range) => `Like a usual ${weekday} (${range} at this hour).`,
    usualUnknown: 'Too few days to say what is usual.',
    refresh: 'Refresh',
    softwareVersion: (version) => `software ${version}`,
    clock_synced: 'trusted clock',
    clock_unsynced: 'uncertain clock',
    clock_floor: 'uncertain clock',
    nToCheck: (n) => `${n} to clear up`,
    seePassages: 'See the passages',
    whoIsIn: 'Who is in',
    readers: 'The readers',
    listening: 'Listening',
    silentSince: (time) => `Silent since ${time}`,
    neverHeard: 'Never heard',
    trouble_reader: 'Cards are not being read',
    trouble_door: 'The door does not open',
    trouble_record: 'Taps are not being recorded',
    trouble_unbound: 'A reader belongs to no access point',
    trouble_alarm: 'Door alarm',
    trouble_openHours: 'Door unlocked',
    trouble_other: 'Needs a look',
    store_diskNearlyFull: 'The server’s disk is nearly full',
    store_diskNearlyFull_do:
      'Readers keep their passages and will send them as soon as there is room. Free some space on the server.',
    store_storeDamaged: 'The server’s data is damaged',
    store_storeDamaged_do:
      'Readers keep their passages. Put the last backup back on the server: badgeuse restore.',
    store_copyFailed: 'The server’s nightly copy failed',
    store_copyFailed_do:
      'Everything else goes on. Check the space on the server’s disk. Its log says why.',
    lastHeard: (time) => `last heard ${time}`,
    atTime: (time) => `at ${time}`,
    nothingUnsent: 'Everything is sent',
    unsent: (n) => plural(n, 'en', `${n} entry not sent yet`, `${n} entries not sent yet`),
    noReaders: 'No reader has joined yet.',
    noReadersMore: 'A reader appears here as soon as you have approved it.',
    readerGone:
      'Nothing is lost: a reader with power records and sends everything on its return. Check the plug and the network cable.',
    direction_in: 'entry',
    direction_out: 'exit',
    direction_toggle: 'entry and exit',
    direction_presence: 'presence',
  },
);
