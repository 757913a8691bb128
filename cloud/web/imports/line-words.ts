import { amountText } from '../../../shared/domain/item.ts';
import type { ImportKind, ImportLine, ImportVerb } from '../../ports/imports.ts';
import type { Language, Words } from '../language.ts';

const fields = [
  'name',
  'email',
  'validFrom',
  'validUntil',
  'groups',
  'card',
  'member',
  'number',
  'state',
  'homePlaceId',
  'knownAs',
  'words',
] as const;

/** What changes, as `e-mail : a@b → c@d`. */
export function changeWords(
  { changes }: ImportLine,
  words: Words,
  language: Language,
): readonly string[] {
  return changes.map(({ field, before, after }) => {
    if (field === 'tokens')
      return words.importChange(
        words.importField_tokens,
        amountText(Math.round(Number(after) * 100), language),
      );
    const known = fields.find((one) => one === field);
    const name = known ? words[`importField_${known}`] : field;
    const to = before === '' ? after : `${before} → ${after}`;
    return words.importChange(name, to);
  });
}

/** What is done with a line: one of tokens creates nothing that there is then, it credits. */
export const verbWord = (verb: ImportVerb, kind: ImportKind, words: Words): string =>
  words[`importVerb_${kind === 'credits' && verb === 'create' ? 'credit' : verb}`];

/** Why a file cannot be read at all; null: something else went wrong. */
export function fileProblem(
  code: string | undefined,
  kind: ImportKind,
  words: Words,
): string | null {
  switch (code) {
    case 'importNotCsv':
    case 'importTooLarge':
    case 'importTooLong':
    case 'importTooWide':
    case 'importQuoteOpen':
    case 'importEmpty':
      return words[`importError_${code}`];
    case 'importColumnsMissing':
      return words[`importError_importColumnsMissing_${kind}`];
    default:
      return null;
  }
}
