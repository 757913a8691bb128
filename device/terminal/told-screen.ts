import { escapeHtml, type Screen } from './markup.ts';
import { type SignName, signs } from './signs.ts';

/** A screen that tells one thing: a sign, a title, and what belongs to it. */
export const toldScreen = (
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
    /** Already HTML. */
    readonly note: string;
    readonly saved?: boolean;
    readonly sound?: Screen['sound'];
  },
): Screen => ({
  tone,
  holdMs,
  note: parts.note,
  sound: parts.sound ?? null,
  html: `<div class="words">
${parts.kicker ? `<p class="kicker">${escapeHtml(parts.kicker)}</p>` : ''}
<h1${parts.small ? ' class="small"' : ''} tabindex="-1">${escapeHtml(parts.title)}${
    parts.name ? ` <span class="name">${escapeHtml(parts.name)}</span>` : ''
  }</h1>
${parts.body ?? ''}</div>
<div class="${parts.saved ? 'picture saved-here' : 'picture'}">${signs[parts.sign]}</div>`,
});
