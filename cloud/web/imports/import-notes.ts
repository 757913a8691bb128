import type { Language } from '../../../shared/domain/status-words.ts';
import type { ImportLine } from '../../ports/imports.ts';
import { wordsOf } from '../language.ts';

/** What to know of a line, in words. */
export function noteWords({ notes }: ImportLine, language: Language): readonly string[] {
  const words = wordsOf(language);
  return notes.map(({ code, value }) => words[`importNote_${code}`](value));
}
