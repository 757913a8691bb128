import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a real server answered, keys blanked; long answers were cut off. */
export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** As JSON; empty where it was not written down. */
  readonly sent: string;
  readonly answered: string;
}

const head = /^### (\w+) (\S+) -> (\d+) ?(.*)$/;

/** `REQ` and `RES` below each line of a request, or the answer beside it. */
export function recordedExchanges(name: 'one-venue' | 'two-venues'): readonly Recorded[] {
  const file = join(import.meta.dirname, 'recorded', `${name}.txt`);
  const exchanges = readFileSync(file, 'utf8').split(/^(?=### )/m);
  return exchanges.map((text) => {
    const [first = '', ...rest] = text.trimEnd().split('\n');
    const [, method = '', path = '', status = '', beside = ''] = head.exec(first) ?? [];
    const below = rest.join('\n');
    const sent = /^REQ (.*)$/m.exec(below)?.[1] ?? '';
    const answered = below.split(/^RES ?/m)[1] ?? beside;
    return { method, path, status: Number(status), sent, answered };
  });
}

const volatile: readonly (readonly [kind: string, of: string])[] = [
  ['key', '[A-Za-z0-9]{8}\\.[A-Za-z0-9]{32}'],
  ['hash', '[0-9a-f]{64}'],
  ['uuid', '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'],
  ['date', '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z'],
  ['sealed', '[\\w-]{300,}={0,2}'],
  ['name', '(?<=")[0-9a-f]{8}(?=")'],
];
const token = new RegExp(volatile.map(([kind, of]) => `(?<${kind}>${of})`).join('|'), 'g');
const masked = (text: string) => {
  const found = [...text.matchAll(token)].map(({ 0: value, groups = {} }) => ({
    value,
    kind: volatile.find(([kind]) => groups[kind] !== undefined)?.[0] ?? '',
  }));
  let n = 0;
  return { found, shape: text.replace(token, () => `<${found[n++]?.kind}>`) };
};

/**
 * Two servers name things differently. What one calls so, the other always calls the same, and nothing else that; or
 * else they do not say the same.
 */
export function namesOfBoth() {
  const ours = new Map<string, string>();
  const theirs = new Map<string, string>();
  return {
    /** A recorded text with our names in it. */
    translated: (text: string): string => text.replace(token, (name) => ours.get(name) ?? name),
    /** Empty: they say the same, as far as the recording goes. */
    difference(recorded: string, actual: string, isCut: boolean): string {
      // The last thing before a cut may be half of itself.
      const whole = isCut
        ? recorded.slice(0, Math.max(recorded.search(/[,{[][^,{[]*$/), 0))
        : recorded;
      const [was, is] = [masked(whole), masked(actual)];
      const shape = isCut ? is.shape.slice(0, was.shape.length) : is.shape;
      if (shape !== was.shape) return `recorded: ${was.shape}\nanswered: ${shape}`;
      for (const [i, { kind, value }] of was.found.entries()) {
        const own = is.found[i]?.value ?? '';
        if (kind === 'key' || kind === 'sealed') continue;
        if ((ours.get(value) ?? own) !== own) return `${value} was ${ours.get(value)}, now ${own}`;
        if ((theirs.get(own) ?? value) !== value) return `${own} stands for two`;
        ours.set(value, own);
        theirs.set(own, value);
      }
      return '';
    },
  };
}
