import { troubleText } from '../../shared/domain/trouble.ts';
import type { Fault } from '../ports.ts';
import { button, clockTime, escapeHtml, paragraph, type Screen } from './markup.ts';
import type { TerminalStatus } from './status.ts';
import { toldScreen } from './told-screen.ts';
import { type Language, terminalWords } from './words.ts';

const wordsOf = ({ code, hint, details }: Fault, language: Language): string =>
  troubleText('reader.fault', { ...details, cause: code }, language) ?? hint;

const dot = '<span class="dot"></span>';
const ring = '<span class="dot hollow"></span>';

/** What stands at the bottom while nothing more urgent does: whether everything is sent. */
export function sentNote(status: TerminalStatus, language: Language): string {
  const words = terminalWords[language];
  if (!status.isOnline) return ring + escapeHtml(words.offline(status.unsent));
  return status.unsent === 0
    ? dot + escapeHtml(words.allSent)
    : ring + escapeHtml(words.toSend(status.unsent));
}

export const idleScreen = (status: TerminalStatus, language: Language): Screen => {
  const words = terminalWords[language];
  const other = terminalWords[language === 'fr' ? 'en' : 'fr'];
  if (status.fault) {
    return toldScreen('fault', null, {
      sign: 'fault',
      title: words.notRead,
      small: true,
      body: `${paragraph(other.notRead, 'second')}${paragraph(words.notReadDetail)}
<p class="technical">${escapeHtml(wordsOf(status.fault, language))} (${escapeHtml(status.fault.code)})</p>`,
      note: escapeHtml(status.place ?? ''),
      sound: 'fault',
    });
  }
  const asking = status.accessPoints.filter(({ asksPin }) => asksPin);
  const codes = asking.map(({ id, name }) =>
    button('code', escapeHtml(words.enterCodeAt(name)), { kind: 'quiet', value: id }),
  );
  return toldScreen('idle', null, {
    sign: 'idle',
    title: words.tapYourCard,
    body: `${paragraph(other.tapYourCard, 'second')}${status.place ? paragraph(status.place) : ''}${
      status.isOnline ? '' : offlineWords(status, language)
    }${codes.length > 0 ? `<div class="choices">${codes.join('')}</div>` : ''}`,
    note: sentNote(status, language),
    saved: !status.isOnline,
  });
};

function offlineWords(status: TerminalStatus, language: Language): string {
  const words = terminalWords[language];
  const { offlineSince, timeZone, unsent } = status;
  const time = offlineSince === null ? null : clockTime(offlineSince, timeZone, language);
  return `<p class="offline"><strong>${escapeHtml(words.offlineSince(time))}</strong> ${escapeHtml(words.offlineDetail(unsent))}</p>`;
}
