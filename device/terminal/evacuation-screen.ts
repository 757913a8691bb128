import type { WhoIsInside } from '../ports.ts';
import { evacuationWords } from './evacuation-words.ts';
import {
  button,
  clockTime,
  dayAndTime,
  duration,
  escapeHtml,
  paragraph,
  type Screen,
} from './markup.ts';
import type { TerminalStatus } from './status.ts';
import { toldScreen } from './told-screen.ts';
import { type Language, terminalWords } from './words.ts';

export const whoButton = (language: Language): string =>
  button('who', evacuationWords[language].who, { kind: 'quiet' });

/** Names are personal data: a primary card shows them, and nothing else does. */
export function askedScreen(
  leftMs: number | null,
  status: TerminalStatus,
  language: Language,
): Screen {
  const words = evacuationWords[language];
  const cancel = button('cancel', terminalWords[language].back, { kind: 'quiet' });
  return toldScreen('idle', leftMs, {
    sign: 'idle',
    kicker: words.who,
    title: words.tapPrimary,
    small: true,
    body: `${paragraph(words.tapPrimaryDetail)}<div class="choices">${cancel}</div>`,
    note: escapeHtml(status.place ?? ''),
  });
}

/** The list for the meeting point: big, whole, and with how old it is. */
export function insideScreen(status: TerminalStatus, language: Language): Screen {
  const words = evacuationWords[language];
  const known = status.whoIsInside();
  const { people, isFresh } = known;
  const isSure = isFresh && people.every((one) => one.isSure);
  const rows = people.map((one) => rowOf(one, status, language));
  const hasDoubt = people.some((one) => !one.isSure);
  const notes = [words.onlyCards, ...(hasDoubt ? [words.maybeNote] : [])];
  return {
    tone: 'desk',
    holdMs: null,
    note: escapeHtml(status.place ?? ''),
    sound: null,
    html: `<div class="desk"><header><h1 tabindex="-1">${escapeHtml(words.inside(people.length, isSure))}</h1>
<p class="age${isFresh ? '' : ' old'}">${escapeHtml(ageWords(known, status, language))}</p>
<p class="paper">${escapeHtml([status.place, words.who].filter(Boolean).join(' · '))}. <span data-made="${escapeHtml(words.madeAt('…'))}"></span></p></header>
<div class="roll" role="region" tabindex="0" aria-label="${escapeHtml(words.who)}">${rows.length > 0 ? `<ul>${rows.join('')}</ul>` : ''}
<p>${escapeHtml(notes.join(' '))}</p></div>
<div class="foot"><span class="grow"></span><button type="button" class="quiet" data-print="list">${escapeHtml(words.print)}</button>${button(
      'close',
      terminalWords[language].close,
      { kind: 'quiet' },
    )}</div></div>`,
  };
}

function rowOf(
  { name, card, enteredAt, isSure }: WhoIsInside['people'][number],
  { timeZone }: TerminalStatus,
  language: Language,
): string {
  const words = evacuationWords[language];
  const who = name ?? (card === null ? words.noName : words.cardNumber(card));
  const time = enteredAt && clockTime(new Date(enteredAt).toISOString(), timeZone, language);
  const more = [...(isSure ? [] : [words.maybe]), ...(time ? [words.since(time)] : [])];
  return `<li><span class="box"></span><strong>${escapeHtml(who)}</strong> <small>${escapeHtml(more.join(', '))}</small></li>`;
}

/** How old the knowledge is, and what it may lack. */
function ageWords(
  { toldAt, toldMsAgo, isFresh }: WhoIsInside,
  { timeZone }: TerminalStatus,
  language: Language,
): string {
  const words = evacuationWords[language];
  if (toldAt === null) return words.neverTold;
  if (toldMsAgo === null)
    return `${words.toldAt(dayAndTime(toldAt, timeZone, language))} ${words.mayMiss}`;
  const seconds = Math.floor(toldMsAgo / 1000);
  const told = seconds < 60 ? '' : words.toldAgo(duration(seconds, language));
  if (isFresh) return told || words.toldNow;
  return `${told || words.toldAgo(words.lessThanAMinute)} ${words.mayMiss}`;
}
