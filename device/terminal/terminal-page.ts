import { escapeHtml, type Screen, type TerminalStatus } from './screen.ts';
import { type Language, terminalWords } from './words.ts';

/**
 * The terminal as one page. It works by server-sent events; the small script only swaps screens, keeps the clock
 * and sends the form. `tapToken` null: a real reader is in charge, and the page cannot tap.
 */
export const terminalPage = (parts: {
  readonly status: TerminalStatus;
  readonly language: Language;
  readonly screen: Screen;
  readonly tapToken: string | null;
}): string => {
  const { status, language, screen, tapToken } = parts;
  const words = terminalWords[language];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(status.place ?? 'Badgeuse')}</title>
<link rel="stylesheet" href="/terminal.css">
<script src="/terminal.js" defer></script>
</head>
<body data-tone="${screen.tone}" data-zone="${escapeHtml(status.timeZone)}">
<main id="screen" aria-live="assertive">${screen.html}</main>
<div id="bar" data-unit="${words.secondsLeft}" hidden><span></span></div>
<footer><p class="now"><time id="clock"></time> <span id="day"></span></p></footer>
${tapToken === null ? '' : tapForm(status, language, tapToken)}
</body>
</html>
`;
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
