/**
 * Python's spelling a second time, by another way than the product's: read unit by unit into arrays, floats put together
 * from their digits. Neither knows the other, so a misreading of the rules would have to happen twice.
 */
export type Tree =
  | { readonly kind: 'word' | 'text' | 'int' | 'float'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Tree[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [string, Tree])[] };

/** Throws for what is no JSON. */
export function readTree(json: string): Tree {
  JSON.parse(json);
  let i = 0;
  const blank = () => {
    while (i < json.length && ' \t\n\r'.includes(json.charAt(i))) i++;
  };
  const expect = (mark: string) => {
    blank();
    if (json.charAt(i) !== mark) throw new Error(`no ${mark} at ${i}`);
    i++;
    blank();
  };
  const string = (): string => {
    blank();
    const begin = i;
    if (json.charAt(i) !== '"') throw new Error(`no text at ${i}`);
    for (i++; json.charAt(i) !== '"'; i++) if (json.charAt(i) === '\\') i++;
    i++;
    return JSON.parse(json.slice(begin, i));
  };
  const tree = (): Tree => {
    blank();
    const head = json.charAt(i);
    if (head === '"') return { kind: 'text', text: string() };
    if (head === '[') {
      const items: Tree[] = [];
      expect('[');
      while (json.charAt(i) !== ']') {
        items.push(tree());
        blank();
        if (json.charAt(i) === ',') expect(',');
      }
      i++;
      return { kind: 'list', items };
    }
    if (head === '{') {
      const entries: [string, Tree][] = [];
      expect('{');
      while (json.charAt(i) !== '}') {
        const key = string();
        expect(':');
        const value = tree();
        const known = entries.find(([name]) => name === key);
        if (known) known[1] = value;
        else entries.push([key, value]);
        blank();
        if (json.charAt(i) === ',') expect(',');
      }
      i++;
      return { kind: 'dict', entries };
    }
    const begin = i;
    while (i < json.length && !' \t\n\r,]}'.includes(json.charAt(i))) i++;
    const text = json.slice(begin, i);
    if (['true', 'false', 'null'].includes(text)) return { kind: 'word', text };
    return { kind: /^-?\d+$/.test(text) ? 'int' : 'float', text };
  };
  return tree();
}

/** `json.dumps(…)`. */
export function dumps(tree: Tree): string {
  if (tree.kind === 'list') return `[${tree.items.map(dumps).join(', ')}]`;
  if (tree.kind === 'dict') {
    return `{${tree.entries.map(([key, of]) => `${ascii(key)}: ${dumps(of)}`).join(', ')}}`;
  }
  if (tree.kind === 'text') return ascii(tree.text);
  if (tree.kind === 'int') return int(tree.text);
  return tree.kind === 'word' ? tree.text : float(Number(tree.text), 'Infinity');
}

/** `str(…)` of the same. */
export function str(tree: Tree): string {
  if (tree.kind === 'list') return `[${tree.items.map(str).join(', ')}]`;
  if (tree.kind === 'dict') {
    return `{${tree.entries.map(([key, of]) => `${repr(key)}: ${str(of)}`).join(', ')}}`;
  }
  if (tree.kind === 'text') return repr(tree.text);
  if (tree.kind === 'int') return int(tree.text);
  if (tree.kind === 'float') return float(Number(tree.text), 'inf');
  return { true: 'True', false: 'False', null: 'None' }[tree.text] ?? tree.text;
}

/** Digits as they are, without a minus before nothing. */
const int = (text: string): string => (/^-0+$/.test(text) ? '0' : text);

/** What JSON.stringify escapes is Python's too, but for what lies above 0x7e. */
export function ascii(text: string): string {
  let out = '';
  for (const unit of JSON.stringify(text).split('')) {
    const code = unit.charCodeAt(0);
    out += code > 0x7e ? `\\u${(code + 0x10000).toString(16).slice(1)}` : unit;
  }
  return out;
}

function float(value: number, infinity: string): string {
  if (Math.abs(value) === Number.POSITIVE_INFINITY) return (value < 0 ? '-' : '') + infinity;
  if (value === 0) return 1 / value < 0 ? '-0.0' : '0.0';
  const [mantissa = '', power = '0'] = String(Math.abs(value)).split('e');
  const [whole = '', part = ''] = mantissa.split('.');
  const exponent = Number(power) + (whole === '0' ? -1 - part.search(/[1-9]/) : whole.length - 1);
  const digits = (whole + part).replace(/^0+|0+$/g, '');
  const sign = value < 0 ? '-' : '';
  if (exponent >= 16 || exponent < -4) {
    const size = String(Math.abs(exponent)).padStart(2, '0');
    const rest = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${sign}${digits.charAt(0)}${rest}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-1 - exponent)}${digits}`;
  const before = digits.padEnd(exponent + 1, '0');
  return `${sign}${before.slice(0, exponent + 1)}.${before.slice(exponent + 1) || '0'}`;
}

function repr(text: string): string {
  const quote = !text.includes("'") || text.includes('"') ? "'" : '"';
  let out = quote;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (character === '\\' || character === quote) out += `\\${character}`;
    else if (character === '\n') out += '\\n';
    else if (character === '\r') out += '\\r';
    else if (character === '\t') out += '\\t';
    else if (code === 0x20 || (code > 0x20 && code < 0x7f)) out += character;
    else if (code > 0xa0 && !/^(?:\p{C}|\p{Z})$/u.test(character)) out += character;
    else if (code < 0x100) out += `\\x${(code + 0x100).toString(16).slice(1)}`;
    else if (code < 0x10000) out += `\\u${(code + 0x10000).toString(16).slice(1)}`;
    else out += `\\U${(code + 0x100000000).toString(16).slice(1)}`;
  }
  return out + quote;
}
