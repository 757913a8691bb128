import { eventText } from '../../../shared/domain/event-words.ts';
import { refusalText } from '../../../shared/domain/refusal-text.ts';
import { maskUid } from '../../../shared/runtime/mask-uids.ts';
import type { JournalEntry } from '../../../shared/wire/entry.ts';
import { escapeHtml, paragraph } from '../markup.ts';
import { pageFrame } from '../page-frame.ts';
import type { TerminalStatus } from '../status.ts';
import type { Language } from '../words.ts';
import type { DeskParts, SignedIn } from './desk.ts';
import { readEntry } from './journal-csv.ts';
import type { Said, Sitting } from './sittings.ts';
import { type EmergencyWords, emergencyWords } from './words.ts';

const entriesShown = 20;

interface PageParts {
  readonly language: Language;
  readonly status: Pick<TerminalStatus, 'place' | 'timeZone' | 'accessPoints'>;
}

/** Where one signs in; `refused`: why the last try was not taken. */
export function signInPage(
  page: PageParts & {
    readonly hasSheet: boolean;
    readonly refused: Exclude<SignedIn, { done: 'open' }> | { readonly done: 'forbidden' } | null;
  },
): string {
  const words = emergencyWords[page.language];
  const why = page.refused === null ? null : refusal(page.refused, words);
  const form = `<form method="post" action="/emergency/sign-in?lang=${page.language}">
<label for="code">${words.code}</label>
<input id="code" name="code" required maxlength="40" autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby="code-hint${why === null ? '' : ' problem'}"${why === null ? '' : ' aria-invalid="true"'}>
<p id="code-hint" class="hint">${words.codeHint}</p>
<button class="main">${words.signIn}</button>
</form>`;
  return frame(
    page,
    `${paragraph(words.lead)}
${why === null ? '' : `<p id="problem" class="told bad" role="alert">${escapeHtml(why)}</p>`}
${page.hasSheet ? form : paragraph(words.noSheet, 'told bad')}
${paragraph(words.overheard, 'hint')}`,
  );
}

/** What a sitting shows: what was done, the doors, the journal. */
export function deskPage(
  page: PageParts & {
    readonly sitting: Sitting;
    readonly said: Said | null;
    readonly minutesLeft: number;
    readonly desk: DeskParts;
  },
): string {
  const { desk, language, sitting, said } = page;
  const words = emergencyWords[language];
  const doors = desk.doors();
  const post = (what: string, more: string) =>
    `<form method="post" action="/emergency/${what}?lang=${language}"><input type="hidden" name="token" value="${escapeHtml(sitting.token)}">${more}</form>`;
  const nameOf = (id: string) => doors.find((door) => door.id === id)?.name ?? id;
  const buttons = doors.map(({ id, name }) =>
    post(
      'unlock',
      `<button class="main" name="door" value="${escapeHtml(id)}">${escapeHtml(words.unlock(name))}</button>`,
    ),
  );
  const entries = desk.journal.newest(entriesShown).map(({ seq, body }) => {
    const entry = readEntry(body);
    const text = entry === null ? words.unreadable : told(entry, page);
    return `<li value="${seq}">${entry === null ? '' : time(entry.at, page)} <span>${escapeHtml(text)}</span></li>`;
  });
  return frame(
    page,
    `${said === null ? '' : `<p class="told ${said.what === 'opened' ? 'good' : 'bad'}" role="alert">${escapeHtml(result(said, words, nameOf))}</p>`}
${paragraph(words.until(page.minutesLeft, sitting.left))}
<section aria-labelledby="doors"><h2 id="doors">${words.doors}</h2>
${buttons.length === 0 ? paragraph(words.noDoors) : buttons.join('\n')}</section>
<section aria-labelledby="journal"><h2 id="journal">${words.journal}</h2>
${post('export', `<button>${words.exportIt}</button>`)}
${paragraph(words.exportHint, 'hint')}
<h3>${words.lastEntries}</h3>
${entries.length === 0 ? paragraph(words.noEntries) : `<ol class="entries">${entries.join('\n')}</ol>`}</section>
${paragraph(words.overheard, 'hint')}
${post('end', `<button>${words.end}</button>`)}`,
  );
}

const frame = ({ language, status }: PageParts, main: string): string => {
  const words = emergencyWords[language];
  const other = language === 'fr' ? 'en' : 'fr';
  return pageFrame({
    language,
    title: words.title,
    head: '<link rel="stylesheet" href="/emergency.css">',
    body: `<header><p>${escapeHtml(status.place ?? 'Badgeuse')}</p><nav><a href="/?lang=${language}&amp;for=now">${words.back}</a><a href="/emergency?lang=${other}" lang="${other}" hreflang="${other}">${words.otherLanguage}</a></nav></header>
<main>
<h1>${words.title}</h1>
${main}
</main>`,
  });
};

function refusal(
  refused: Exclude<SignedIn, { done: 'open' }> | { readonly done: 'forbidden' },
  words: EmergencyWords,
): string {
  if (refused.done === 'wait') return words.wait(refused.seconds);
  return refused.done === 'forbidden' ? words.refused : words[refused.done];
}

function result(said: Said, words: EmergencyWords, nameOf: (id: string) => string): string {
  return said.what === 'cannotRecord' ? words.cannotRecord : words[said.what](nameOf(said.door));
}

const time = (at: string, { status, language }: PageParts): string => {
  const local = new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    ...{ day: '2-digit', month: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
    timeZone: status.timeZone,
  }).format(new Date(at));
  return `<time datetime="${escapeHtml(at)}">${escapeHtml(local)}</time>`;
};

/** One entry in words; whole card numbers are not shown. */
function told(
  entry: JournalEntry,
  { language, status, desk }: PageParts & { readonly desk: DeskParts },
): string {
  const words = emergencyWords[language];
  if ('erased' in entry) return words.erased;
  const named = (id: unknown) => desk.doors().find((door) => door.id === id)?.name ?? String(id);
  if (entry.kind === 'device') {
    const { door } = entry.details;
    const what = eventText(entry.event, language);
    return door === undefined ? what : `${named(door)}, ${lowered(what)}`;
  }
  if (entry.kind === 'door')
    return `${named(entry.door)}, ${lowered(eventText(entry.event, language))}`;
  const what =
    entry.kind === 'punch'
      ? words.punch[entry.direction]
      : refusalText(entry.reason, null)[language].title;
  const where = status.accessPoints.find(({ id }) => id === entry.accessPoint)?.name;
  const who = desk.nameOf(entry.card.uid);
  const card = maskUid(entry.card.uid);
  return [what, where ?? entry.accessPoint, who === null ? card : `${who} (${card})`].join(', ');
}

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
