import type { Settings } from '../../../shared/runtime/settings.ts';

export type Language = 'fr' | 'en';

/** One sentence in both languages, so that neither is forgotten. */
export type Text = Readonly<Record<Language, string>>;

export interface Finding {
  /** `warn`: it works, with something missing; `fail`: this must be mended. */
  readonly level: 'ok' | 'warn' | 'fail';
  readonly says: Text;
  /** What to do; always there unless all is well. */
  readonly hint?: Text;
}

/**
 * Looks at one thing a newcomer trips over. Never throws for what it finds, and changes nothing.
 */
export interface Check {
  readonly name: Text;
  look(settings: Settings): Promise<readonly Finding[]>;
}

export const fine = (fr: string, en: string): Finding => ({ level: 'ok', says: { fr, en } });

export const trouble = (
  level: 'warn' | 'fail',
  says: readonly [fr: string, en: string],
  hint: readonly [fr: string, en: string],
): Finding => ({
  level,
  says: { fr: says[0], en: says[1] },
  hint: { fr: hint[0], en: hint[1] },
});

/** French where the person's locale is French; English otherwise. */
export const languageOf = (env: Readonly<Record<string, string | undefined>>): Language =>
  /^fr/i.test(env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '') ? 'fr' : 'en';
