import { refusalText } from '../../shared/domain/refusal-text.ts';
import { refusalTable } from '../../shared/domain/refusal-words.ts';
import { troubleText } from '../../shared/domain/trouble.ts';
import type { Fault, ReaderState, TapOutcome } from '../ports.ts';
import { type SignName, signs } from './signs.ts';
import { type Language, terminalWords } from './words.ts';

/** What the terminal needs to know of its device. */
export interface TerminalStatus {
  readonly place: string | null;
  readonly language: Language;
  readonly timeZone: string;
  /** Everything recorded has been acknowledged. */
  readonly allSent: boolean;
  readonly readers: readonly ReaderState[];
  /** Why cards are not being read, or null. */
  readonly fault: Fault | null;
  readonly accessPoints: readonly {
    readonly id: string;
    readonly name: string;
    readonly hasDoor: boolean;
  }[];
}

/** One full screen: its ground (`tone`), its content as HTML, and how long it stays; null: until the next. */
export interface Screen {
  readonly tone: 'idle' | 'in' | 'out' | 'recorded' | 'refused' | 'fault';
  readonly html: string;
  readonly holdMs: number | null;
}

const greetingMs = 4_000;
const refusalMs = 8_000;
const longNameLetters = 10;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (found) => entities[found] ?? found);

const screen = (
  tone: Screen['tone'],
  holdMs: number | null,
  parts: {
    readonly sign: SignName;
    readonly kicker?: string;
    readonly title: string;
    /** Follows the title, and is not broken at its hyphen. */
    readonly name?: string | null;
    readonly small?: boolean;
    /** Already HTML. */
    readonly body?: string;
    readonly footer: string;
    readonly footerDot?: boolean;
    readonly saved?: boolean;
  },
): Screen => ({
  tone,
  holdMs,
  html: `<div class="words">
${parts.kicker ? `<p class="kicker">${escapeHtml(parts.kicker)}</p>` : ''}
<h1${parts.small ? ' class="small"' : ''}>${escapeHtml(parts.title)}${
    parts.name ? ` <span class="name">${escapeHtml(parts.name)}</span>` : ''
  }</h1>
${parts.body ?? ''}</div>
<div class="${parts.saved ? 'picture saved-here' : 'picture'}">${signs[parts.sign]}</div>
<p class="note">${parts.footerDot ? '<span class="dot"></span>' : ''}${escapeHtml(parts.footer)}</p>`,
});

const wordsOf = ({ code, hint, details }: Fault, language: Language): string =>
  troubleText('reader.fault', { ...details, cause: code }, language) ?? hint;

export const idleScreen = (status: TerminalStatus, language: Language): Screen => {
  const words = terminalWords[language];
  const other = terminalWords[language === 'fr' ? 'en' : 'fr'];
  if (status.fault) {
    return screen('fault', null, {
      sign: 'fault',
      title: words.notRead,
      small: true,
      body: `<p class="second">${escapeHtml(other.notRead)}</p><p>${escapeHtml(words.notReadDetail)}</p>
<p class="technical">${escapeHtml(wordsOf(status.fault, language))} (${escapeHtml(status.fault.code)})</p>`,
      footer: status.place ?? '',
    });
  }
  return screen('idle', null, {
    sign: 'idle',
    title: words.tapYourCard,
    body: `<p class="second">${escapeHtml(other.tapYourCard)}</p>${
      status.place ? `<p>${escapeHtml(status.place)}</p>` : ''
    }`,
    footer: status.allSent ? words.allSent : words.savedHere,
    footerDot: status.allSent,
  });
};

export const outcomeScreen = (
  outcome: TapOutcome,
  status: TerminalStatus,
  language: Language,
): Screen => {
  const words = terminalWords[language];
  if (outcome.decision === 'denied') {
    const { title, why, advice } = refusalText(outcome.reason, outcome.cardState)[language];
    const accessPoint = status.accessPoints.find(({ id }) => id === outcome.accessPoint);
    return screen('refused', refusalMs, {
      sign: refusalTable[outcome.reason].sign,
      kicker: accessPoint?.hasDoor ? words.doorShut : words.notCounted,
      title,
      small: true,
      body: `<p>${escapeHtml(why)}</p><p><strong>${escapeHtml(words.whatToDo)}</strong> ${escapeHtml(advice)}</p>`,
      footer: outcome.seq === null ? '' : words.refusalNumber(outcome.seq),
    });
  }
  const time = new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: status.timeZone,
  }).format(new Date(outcome.at));
  const door = outcome.doorFault ? words.doorFails : outcome.door ? words.doorOpen : '';
  const common = {
    footer: outcome.saved === 'offline' ? words.savedHere : door,
    saved: outcome.saved === 'offline',
    small: (outcome.name?.length ?? 0) > longNameLetters,
  };
  // The footer says it already, unless something more urgent stands there.
  const body = outcome.saved === 'offline' && door ? `<p>${escapeHtml(door)}</p>` : '';
  if (outcome.repeat) {
    return screen('recorded', greetingMs, {
      ...common,
      sign: 'repeat',
      kicker: words.at(time),
      title: words.repeat,
      small: true,
      body: `<p>${escapeHtml(words.repeatDetail)}</p>${body}`,
    });
  }
  const { name } = outcome;
  switch (outcome.way ?? outcome.direction) {
    case 'in':
      return screen('in', greetingMs, {
        ...common,
        sign: 'in',
        kicker: words.entryAt(time),
        title: words.hello,
        name,
        body,
      });
    case 'out':
      return screen('out', greetingMs, {
        ...common,
        sign: 'out',
        kicker: words.exitAt(time),
        title: name ? `${words.seeYouSoon},` : words.seeYouSoon,
        name,
        body,
      });
    case 'toggle':
      // Which way it went is not known here: the screen promises only what is certain.
      return screen('recorded', greetingMs, {
        ...common,
        sign: 'recorded',
        kicker: words.at(time),
        title: words.recorded,
        small: true,
        body: `${name ? `<p class="second">${escapeHtml(name)}</p>` : ''}${body}`,
      });
    case 'presence':
      return screen('recorded', greetingMs, {
        ...common,
        sign: 'recorded',
        kicker: words.present,
        title: words.hello,
        name,
        body,
      });
  }
};
