type Language = 'fr' | 'en';

const nbsp = '\u00a0';
const nnbsp = '\u202f';

const fr = {
  hello: (name: string) => `Bonjour ${name},`,
  exitSubject: (day: string) => `Heure de sortie à préciser, ${day}`,
  exitText: (place: string, day: string, time: string) =>
    `Votre entrée à ${place} est notée ${day} à ${time}, et aucune carte n’a été passée au départ.`,
  exitAsk: 'Donnez l’heure de votre sortie, l’équipe validera.',
  exitButton: 'Indiquer l’heure de sortie',
  exitOnce: `Ce lien sert une seule fois, pendant 14${nbsp}jours. Il n’est que pour vous.`,
  exitDesk: 'Donnez à l’accueil l’heure de votre sortie.',
  balanceSubject: `Il vous reste moins d’un jeton`,
  balanceText: (place: string, tokens: string) =>
    `Votre solde de jetons à ${place} est de ${tokens}. Il se recharge à l’accueil.`,
  stop: `Vous ne voulez plus de ces messages${nnbsp}? `,
  stopLink: 'Ne plus les recevoir',
  why: (place: string) => `Vous recevez ce message parce que vous êtes membre à ${place}.`,
  staffWhy: (place: string) =>
    `L’adresse de ce message est dans les alertes de ${place}. Pour ne plus le recevoir, demandez à qui les règle, dans Réglages, Alertes.`,
  see: 'Voir',
  forgottenExit: 'Sorties oubliées',
  doorAlarm: 'Portes',
  silentDevice: 'Appareils silencieux',
  lowBalance: 'Soldes bas',
  capacity: 'Affluence',
  incident: 'Incidents',
  forgottenExitLine: (name: string, day: string, time: string) =>
    `${name}, entrée ${day} à ${time}, sortie inconnue`,
  nobody: 'Carte sans membre',
  gone: 'Passage qui n’est plus gardé',
  forced: (door: string, when: string) => `${door}${nbsp}: ouverte de force, ${when}`,
  heldOpen: (door: string, when: string) => `${door}${nbsp}: restée ouverte, ${when}`,
  fire: (door: string, when: string) => `${door}${nbsp}: alarme incendie, ${when}`,
  silentLine: (device: string, when: string) =>
    `${device}${nbsp}: plus de nouvelles depuis ${when}`,
  balanceLine: (name: string, tokens: string) => `${name}${nbsp}: ${tokens}`,
  capacityLine: (area: string, inside: number, capacity: number) =>
    `${area}${nbsp}: ${inside} personnes pour ${capacity} places`,
  incidentLine: (when: string) => `Un incident attend l’équipe, ${when}`,
  digestSubject: (place: string, day: string) => `${place}, alertes jusqu’au ${day}`,
  digestMore: (n: number) => `et ${n} de plus`,
  at: (day: string, time: string) => `${day} à ${time}`,
  testSubject: (place: string) => `Essai des alertes de ${place}`,
  testText: 'Ce message montre que les alertes arrivent à cette adresse. Il n’y a rien à faire.',
};

const en: { [K in keyof typeof fr]: (typeof fr)[K] extends string ? string : (typeof fr)[K] } = {
  hello: (name) => `Hello ${name},`,
  exitSubject: (day) => `At what time did you leave? ${day}`,
  exitText: (place, day, time) =>
    `You arrived at ${place} on ${day} at ${time}, and no card was tapped on the way out.`,
  exitAsk: 'Say at what time you left, and staff will confirm it.',
  exitButton: 'Give the time you left',
  exitOnce: 'This link works once, for 14 days. It is for you alone.',
  exitDesk: 'Please tell the desk at what time you left.',
  balanceSubject: 'You have less than one token left',
  balanceText: (place, tokens) =>
    `Your balance at ${place} is ${tokens}. It can be topped up at the desk.`,
  stop: 'You want no more of these? ',
  stopLink: 'Stop these messages',
  why: (place) => `You get this message because you are a member at ${place}.`,
  staffWhy: (place) =>
    `This address is in the alerts of ${place}. To get no more of them, ask whoever sets these, in Settings, Alerts.`,
  see: 'See',
  forgottenExit: 'Forgotten exits',
  doorAlarm: 'Doors',
  silentDevice: 'Silent devices',
  lowBalance: 'Low balances',
  capacity: 'Full house',
  incident: 'Incidents',
  forgottenExitLine: (name, day, time) => `${name}, in on ${day} at ${time}, exit unknown`,
  nobody: 'Card without a member',
  gone: 'A passage that is no longer kept',
  forced: (door, when) => `${door}: forced open, ${when}`,
  heldOpen: (door, when) => `${door}: held open, ${when}`,
  fire: (door, when) => `${door}: fire alarm, ${when}`,
  silentLine: (device, when) => `${device}: not heard of since ${when}`,
  balanceLine: (name, tokens) => `${name}: ${tokens}`,
  capacityLine: (area, inside, capacity) => `${area}: ${inside} people for ${capacity} places`,
  incidentLine: (when) => `An incident waits for staff, ${when}`,
  digestSubject: (place, day) => `${place}, alerts until ${day}`,
  digestMore: (n) => `and ${n} more`,
  at: (day, time) => `${day} at ${time}`,
  testSubject: (place) => `Test of the alerts of ${place}`,
  testText: 'This message shows that alerts reach this address. There is nothing to do.',
};

export const mailWords = { fr, en };
export type MailWords = typeof fr;

export interface Voice {
  readonly language: Language;
  readonly timeZone: string;
}

export const zonedDay = (at: number, { language, timeZone }: Voice): string => {
  const text = new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    ...({ weekday: 'long', day: 'numeric', month: 'long' } as const),
    timeZone,
  })
    .format(at)
    .replace(',', '');
  return language === 'fr' ? text.replace(/ 1 /, ' 1er ') : text;
};

export const zonedTime = (at: number, { timeZone }: Voice): string =>
  Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(timeZone)
    .toPlainTime()
    .toString({ smallestUnit: 'minute' });
