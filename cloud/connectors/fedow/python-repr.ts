import { pythonFloat } from './python-float.ts';
import type { PythonValue } from './python-value.ts';

/**
 * `str()` of what Python holds, for blocks are hashed over that of their metadata: `{'punch_uuid': 'x', 'n': 1}`.
 * What counts as printable is by this runtime's Unicode; a character younger than Python's would be told apart.
 */
export function pythonRepr(value: PythonValue): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return pythonFloat(value, { infinity: 'inf', notANumber: 'nan' });
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return String(value);
  if (value === null) return 'None';
  if (!(value instanceof Map)) return `[${[...value.values()].map(pythonRepr).join(', ')}]`;
  const entries = [...value].map(([key, of]) => `${quoted(key)}: ${pythonRepr(of)}`);
  return `{${entries.join(', ')}}`;
}

const shortForms: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function quoted(text: string): string {
  // Nearly everything: uuids, tags, dates.
  if (/^[ !#-&(-[\]-~]*$/.test(text)) return `'${text}'`;
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const shown = (character: string): string => {
    if (character === quote || character === '\\') return `\\${character}`;
    return shortForms[character] ?? (isPrintable(character) ? character : byNumber(character));
  };
  return quote + Array.from(text, shown).join('') + quote;
}

const isPrintable = (character: string): boolean =>
  character === ' ' || !/[\p{Other}\p{Separator}]/u.test(character);

function byNumber(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  if (hex.length <= 2) return `\\x${hex.padStart(2, '0')}`;
  return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
