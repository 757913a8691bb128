import type { Connection, ConnectionTests } from '../../ports/connections.ts';
import type { PageContext } from '../pages/page-context.ts';

interface Now {
  readonly context: Pick<PageContext, 'words' | 'language'>;
  readonly now: number;
  readonly moment: (atMs: number) => string;
}

/** Why it is left alone at present, and until when; null: it is not. */
export function pausedText(
  tests: Pick<ConnectionTests, 'sentenceOf'>,
  { kind, isOn, paused }: Pick<Connection, 'kind' | 'isOn' | 'paused'>,
  { context: { words, language }, now, moment }: Now,
): string | null {
  if (!isOn || !paused || paused.until <= now) return null;
  const why = tests.sentenceOf(kind, paused)?.[language] ?? paused.why;
  return `${why} ${words.deliveriesPaused(moment(paused.until))}`;
}

/** What the last look at it met, unless something was taken since; null: nothing. */
export function checkedText(
  tests: Pick<ConnectionTests, 'sentenceOf'>,
  { kind, checked, succeededAt }: Pick<Connection, 'kind' | 'checked' | 'succeededAt'>,
  language: PageContext['language'],
): string | null {
  if (checked?.why === undefined || (succeededAt ?? 0) > checked.at) return null;
  return tests.sentenceOf(kind, { ...checked, why: checked.why })?.[language] ?? checked.why;
}
