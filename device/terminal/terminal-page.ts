import { evacuationWords } from './evacuation-words.ts';
import { escapeHtml } from './markup.ts';
import { pageFrame } from './page-frame.ts';
import { signs } from './signs.ts';
import type { TerminalStatus } from './status.ts';
import type { Shown } from './watchers.ts';
import { type Language, terminalWords } from './words.ts';

/**
 * The terminal as one page. It works by server-sent events; the script only swaps screens, keeps the clock and sends
 * what is touched or typed. `touchToken` null: this page may only look. `tapToken` null: a real reader is in charge,
 * and the page cannot tap.
 */
export const terminalPage = (parts: {
  readonly status: TerminalStatus;
  readonly language: Language;
  readonly shown: Shown;
  readonly startId: string;
  readonly touchToken: string | null;
  readonly tapToken: string | null;
  /** Whether there is a page for the day nothing else works. */
  readonly hasEmergency: boolean;
}): string => {
  const { status, language, shown, tapToken } = parts;
  const words = terminalWords[language];
  const other = language === 'fr' ? 'en' : 'fr';
  const who = `<button type="button" id="who">${evacuationWords[language].short}</button>`;
  const help = `<a id="help" href="/emergency?lang=${language}">${words.emergency}</a>`;
  return pageFrame({
    language,
    title: status.place ?? 'Badgeuse',
    head: `<link rel="stylesheet" href="/terminal.css">
<script src="/sounds.js" defer></script>
<script src="/terminal.js" defer></script>`,
    attributes: ` data-tone="${shown.tone}" data-zone="${escapeHtml(status.timeZone)}" data-start="${escapeHtml(parts.startId)}" data-turn="${shown.turn}" data-token="${escapeHtml(parts.touchToken ?? '')}"`,
    body: `<div id="banner" role="status">${shown.banner}</div>
<main id="screen" aria-live="assertive">${shown.html}</main>
<div id="bar" aria-hidden="true" data-unit="${words.secondsLeft}" hidden><span></span></div>
<footer>
<p class="now"><time id="clock"></time> <span id="day"></span></p>
<p id="note">${shown.note}</p>
<p id="lost" role="alert" data-words="${escapeHtml(words.lostLink)}"></p>
<nav>${parts.touchToken === null ? '' : who}${parts.hasEmergency ? help : ''}<a id="language" href="/?lang=${other}&amp;for=now" lang="${other}" hreflang="${other}">${words.otherLanguage}</a><button type="button" id="mute" data-on="${words.soundOn}" data-off="${words.soundOff}" aria-pressed="false">${signs.sound}<span>${words.soundOn}</span></button></nav>
</footer>
${tapToken === null ? '' : tapForm(status, language, tapToken)}`,
  });
};

const tapForm = (status: TerminalStatus, language: Language, tapToken: string): string => {
  const words = terminalWords[language];
  const choices = status.accessPoints
    .map(({ id, name }) => `<option value="${escapeHtml(id)}">${escapeHtml(name)}</option>`)
    .join('');
  return `<form id="tap" data-token="${escapeHtml(tapToken)}">
<h2>${words.tryACard}</h2>
<label>${words.cardNumber}<input name="uid" required autocomplete="off" spellcheck="false" placeholder="04A1B2C3D4E5F6"></label>
${status.accessPoints.length > 1 ? `<label>${words.accessPoint}<select name="accessPoint">${choices}</select></label>` : ''}
<button>${words.tap}</button>
<p id="problem" role="alert"></p>
</form>`;
};
