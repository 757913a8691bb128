/**
 * What Python makes of JSON: an integer of any size is a `bigint`, a float a `number`, an object a `Map` in the order
 * in which it was written. A JavaScript object would put keys like "1" first, and spell 1.0 as 1.
 */
export type PythonValue =
  | null
  | boolean
  | string
  | bigint
  | number
  | readonly PythonValue[]
  | ReadonlyMap<string, PythonValue>;

/** Deeper than any message of theirs; a text of brackets alone would exhaust the stack. */
const maxNesting = 64;

const token =
  /\s*(?:([{}[\],:])|("[^"\\]*(?:\\.[^"\\]*)*")|(true|false|null)|(-?\d+)((?:\.\d+)?(?:[eE][+-]?\d+)?))\s*/y;

/** `json.loads`: of two equal keys the first keeps its place and the last its value. Throws `SyntaxError`. */
export function parsePython(text: string): PythonValue {
  // What follows need not doubt that it is JSON.
  JSON.parse(text);
  let at = 0;
  const next = () => {
    token.lastIndex = at;
    const [whole = '', mark, string, word, integer, rest] = token.exec(text) ?? [];
    at += whole.length;
    return { mark, string, word, integer, rest };
  };

  function value(depthLeft: number, { mark, string, word, integer = '', rest } = next()) {
    if (string !== undefined) return JSON.parse(string) as string;
    if (word !== undefined) return JSON.parse(word) as boolean | null;
    if (mark === undefined) return rest === '' ? BigInt(integer) : Number(integer + rest);
    if (depthLeft === 0) throw new SyntaxError('nested too deeply');
    return mark === '{' ? dict(depthLeft - 1) : list(depthLeft - 1);
  }

  function list(depthLeft: number): PythonValue {
    const items: PythonValue[] = [];
    for (let head = next(); head.mark !== ']'; head = next()) {
      items.push(value(depthLeft, head.mark === ',' ? next() : head));
    }
    return items;
  }

  function dict(depthLeft: number): PythonValue {
    const entries = new Map<string, PythonValue>();
    for (let head = next(); head.mark !== '}'; head = next()) {
      const { string: key = '' } = head.mark === ',' ? next() : head;
      next();
      entries.set(JSON.parse(key) as string, value(depthLeft));
    }
    return entries;
  }

  return value(maxNesting);
}
