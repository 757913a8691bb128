import type { Sound } from './sounds.ts';
import type { Language } from './words.ts';

/** One full screen: its ground (`tone`), its content as HTML, and how long it stays; null: until the next. */
export interface Screen {
  readonly tone: 'idle' | 'in' | 'out' | 'recorded' | 'refused' | 'fault' | 'desk';
  readonly html: string;
  /** What stands at the bottom right, as HTML. */
  readonly note: string;
  readonly holdMs: number | null;
  readonly sound: Sound | null;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (found) => entities[found] ?? found);

export const paragraph = (text: string, kind?: string): string =>
  `<p${kind ? ` class="${kind}"` : ''}>${escapeHtml(text)}</p>`;

/** A button that the script sends as a touch; `value` goes with it as `which`. */
export const button = (
  touch: string,
  label: string,
  more: { readonly kind?: string; readonly value?: string; readonly isPressed?: boolean } = {},
): string =>
  `<button type="button" data-touch="${touch}"${more.value === undefined ? '' : ` value="${escapeHtml(more.value)}"`}${
    more.isPressed === undefined ? '' : ` aria-pressed="${more.isPressed}"`
  }${more.kind ? ` class="${more.kind}"` : ''}>${label}</button>`;

/** As the place's wall clock shows it. */
export const clockTime = (at: string, timeZone: string, language: Language): string =>
  new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  }).format(new Date(at));

/** The same with its day. */
export const dayAndTime = (at: number, timeZone: string, language: Language): string =>
  new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  }).format(new Date(at));

/** `3 h 39`, in English `3 h 39 min`. */
export function duration(seconds: number, language: Language): string {
  const minutes = Math.floor(seconds / 60);
  const [h, min] = [Math.floor(minutes / 60), minutes % 60];
  if (h === 0) return `${min}\u00a0min`;
  const both = `${h}\u00a0h\u00a0${String(min).padStart(2, '0')}`;
  return language === 'fr' ? both : `${both}\u00a0min`;
}
