import type { Connection, ConnectionTests } from '../../ports/connections.ts';
import type { PageContext } from '../pages/page-context.ts';

interface Now {
  readonly context: Pick<PageContext, 'words' | 'language'>;
  readonly now: number;
  readonly moment: (atMs: number) => string;
}

/** Why, as staff read it: in words where the connector has some. */
export const whyOf = (
  tests: Pick<ConnectionTests, 'sentenceOf'>,
  { kind }: Pick<Connection, 'kind'>,
  because: { readonly why: string; readonly about?: Readonly<Record<string, string>> },
  language: PageContext['language'],
): string => tests.sentenceOf(kind, because)?.[language] ?? because.why;

/** Why it is left alone at present, and until when; null: it is not. */
export function pausedText(
  tests: Pick<ConnectionTests, 'sentenceOf'>,
  connection: Pick<Connection, 'kind' | 'isOn' | 'paused'>,
  { context: { words, language }, now, moment }: Now,
): string | null {
  const { isOn, paused } = connection;
  if (!isOn || !paused || paused.until <= now) return null;
  const why = whyOf(tests, connection, paused, language);
  return `${why} ${words.deliveriesPaused(moment(paused.until))}`;
}

/** What the last look at it met, unless something was taken since; null: nothing. */
export function checkedText(
  tests: Pick<ConnectionTests, 'sentenceOf'>,
  connection: Pick<Connection, 'kind' | 'checked' | 'succeededAt'>,
  language: PageContext['language'],
): string | null {
  const { checked, succeededAt } = connection;
  if (checked?.why === undefined || (succeededAt ?? 0) > checked.at) return null;
  return whyOf(tests, connection, { ...checked, why: checked.why }, language);
}
