import { refusalText } from '../../shared/domain/refusal-text.ts';
import { refusalTable } from '../../shared/domain/refusal-words.ts';
import type { TapOutcome } from '../ports.ts';
import { greetingFigures } from './figures.ts';
import { sentNote } from './idle-screen.ts';
import { clockTime, escapeHtml, paragraph, type Screen } from './markup.ts';
import type { TerminalStatus } from './status.ts';
import { toldScreen } from './told-screen.ts';
import { type Language, terminalWords } from './words.ts';

type Granted = Extract<TapOutcome, { decision: 'granted' }>;
type Denied = Extract<TapOutcome, { decision: 'denied' }>;

const greetingMs = 4_000;
/** With something to read, and to do. */
const noticeMs = 7_000;
const refusalMs = 8_000;
const longNameLetters = 10;

export const outcomeScreen = (
  outcome: TapOutcome,
  status: TerminalStatus,
  language: Language,
): Screen =>
  outcome.decision === 'denied'
    ? refusedScreen(outcome, status, language)
    : grantedScreen(outcome, status, language);

function refusedScreen(outcome: Denied, status: TerminalStatus, language: Language): Screen {
  const words = terminalWords[language];
  const { title, why, advice } = refusalText(outcome.reason, outcome.cardState)[language];
  const accessPoint = status.accessPoints.find(({ id }) => id === outcome.accessPoint);
  const { sign } = refusalTable[outcome.reason];
  return toldScreen('refused', refusalMs, {
    sign,
    kicker: accessPoint?.hasDoor ? words.doorShut : words.notCounted,
    title,
    small: true,
    body: `${paragraph(why)}<p><strong>${escapeHtml(words.whatToDo)}</strong> ${escapeHtml(advice)}</p>`,
    note: outcome.seq === null ? '' : escapeHtml(words.refusalNumber(outcome.seq)),
    sound: outcome.reason,
  });
}

function grantedScreen(outcome: Granted, status: TerminalStatus, language: Language): Screen {
  const words = terminalWords[language];
  const time = clockTime(outcome.at, status.timeZone, language);
  const door = outcome.doorAsked ? words.doorAsked : outcome.door ? words.doorOpen : '';
  const isSaved = outcome.saved === 'offline';
  const way = outcome.way ?? outcome.direction;
  const figures = greetingFigures(outcome, way, language);
  // Who waits before a door that stays shut is told so in large letters.
  const fails = outcome.doorFault ? `<p class="saved">${escapeHtml(words.doorFails)}</p>` : '';
  const settle = outcome.exitToSettle
    ? `<p class="saved">${escapeHtml(words.exitToSettle)}</p>`
    : '';
  const body = `${fails}${settle}${figures}${isSaved ? `<p class="saved">${escapeHtml(words.savedHere)}</p>` : ''}`;
  const forMs = outcome.exitToSettle || outcome.lowBalance ? noticeMs : greetingMs;
  const common = {
    note: door ? escapeHtml(door) : sentNote(status, language),
    saved: isSaved,
    small: (outcome.name?.length ?? 0) > longNameLetters,
  };
  const sounding = (sound: 'in' | 'out' | 'recorded') =>
    outcome.doorFault ? 'fault' : isSaved ? (`${sound}-offline` as const) : sound;
  if (outcome.repeat) {
    return toldScreen('recorded', forMs, {
      ...common,
      sign: 'repeat',
      kicker: words.at(time),
      title: way === 'presence' ? words.presentAlready : words.repeat,
      small: true,
      body: paragraph(way === 'presence' ? words.presentAlreadyDetail : words.repeatDetail) + body,
      sound: sounding('recorded'),
    });
  }
  const { name } = outcome;
  switch (way) {
    case 'in':
      return toldScreen('in', forMs, {
        ...common,
        sign: 'in',
        kicker: words.entryAt(time),
        title: words.hello,
        name,
        body,
        sound: sounding('in'),
      });
    case 'out':
      return toldScreen('out', forMs, {
        ...common,
        sign: 'out',
        kicker: words.exitAt(time),
        title: name ? `${words.seeYouSoon},` : words.seeYouSoon,
        name,
        body,
        sound: sounding('out'),
      });
    case 'toggle':
      // Which way it went is not known here: the screen promises only what is certain.
      return toldScreen('recorded', forMs, {
        ...common,
        sign: 'recorded',
        kicker: words.at(time),
        title: words.recorded,
        small: true,
        body: `${name ? paragraph(name, 'second') : ''}${body}`,
        sound: sounding('recorded'),
      });
    case 'presence':
      return toldScreen('recorded', forMs, {
        ...common,
        sign: 'recorded',
        kicker: words.present,
        title: words.hello,
        name,
        body,
        sound: sounding('recorded'),
      });
  }
}
