import { pythonFloat } from './python-float.ts';
import { type PythonValue, parsePython } from './python-value.ts';

const shortForms: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

/** Each UTF-16 unit by itself: what lies beyond 0xffff becomes two, and half of a pair stays what it is. */
const escaped = (unit: string): string =>
  shortForms[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

const pythonString = (text: string): string => `"${text.replace(/[^ -~]|["\\]/g, escaped)}"`;

/** `json.dumps` as Python does it unless told otherwise: `", "` and `": "`, ASCII alone, keys in their order. */
export function pythonJson(value: PythonValue): string {
  if (typeof value === 'string') return pythonString(value);
  if (typeof value === 'number') {
    return pythonFloat(value, { infinity: 'Infinity', notANumber: 'NaN' });
  }
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value === null) return 'null';
  if (!(value instanceof Map)) return `[${[...value.values()].map(pythonJson).join(', ')}]`;
  const entries = [...value].map(([key, of]) => `${pythonString(key)}: ${pythonJson(of)}`);
  return `{${entries.join(', ')}}`;
}

/** A body as Fedow spells it again before it checks the signature: it never looks at the bytes that came. */
export const asPythonSpells = (body: string): string => pythonJson(parsePython(body));
