import type { DoorTold } from '../../shared/domain/door-state.ts';
import { clockTime, escapeHtml } from './markup.ts';
import type { TerminalStatus } from './status.ts';
import { type Language, terminalWords } from './words.ts';

/** The most urgent first. */
const urgency: readonly DoorTold['what'][] = ['fire', 'forced', 'heldOpen', 'preAlarm'];

/**
 * Above every screen, as HTML, for as long as it lasts: what goes on at the doors, what does
 * not work, and that nobody may come in.
 */
export function banner(status: TerminalStatus, language: Language): string {
  const words = terminalWords[language];
  const names = new Intl.ListFormat(language, { type: 'conjunction' });
  const lines = urgency.flatMap((what) => {
    const doors = status.doorsTold.filter((told) => told.what === what).map(({ door }) => door);
    const { title, detail } = words.doorTold[what];
    return doors.length === 0 ? [] : [line(what, title(names.format(doors)), detail)];
  });
  for (const trouble of status.troubles) {
    const { title, detail } = words.troubles[trouble];
    lines.push(line('trouble', title, detail));
  }
  if (status.lockedDownSince !== null) {
    const since = clockTime(status.lockedDownSince, status.timeZone, language);
    lines.push(line('lockdown', words.lockedDown(since), words.lockedDownDetail));
  }
  return lines.join('');
}

const line = (kind: string, title: string, detail: string): string =>
  `<p class="${kind}"><strong>${escapeHtml(title)}</strong> ${escapeHtml(detail)}</p>`;
