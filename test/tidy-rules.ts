import { basename } from 'node:path';

/** A file of the project, by its path in the repository. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What is untidy about a file, one sentence each that says what to do instead. */
type Rule = (file: SourceFile) => readonly string[];

const longestFile = 300;
/** Worked examples of one subject stay together. */
const longestTest = 600;
/** Biome keeps code within 100 columns; comments are wrapped by hand, long strings left alone. */
const widestLine = 120;

const isProduct = (path: string): boolean => /^(shared|device|cloud)\//.test(path);
const isCode = (path: string): boolean => /\.(tsx?|js)$/.test(path);

const tooLong: Rule = ({ path, text }) => {
  const lines = text.trimEnd().split('\n').length;
  const most = path.startsWith('test/') ? longestTest : longestFile;
  return isCode(path) && lines > most
    ? [`${path} has ${lines} lines: more than ${most} is more than one idea, split it`]
    : [];
};

const tooWide: Rule = ({ path, text }) =>
  text
    .split('\n')
    .flatMap((line, i) =>
      isCode(path) && line.length > widestLine && !holdsLongText(line)
        ? [`${path}:${i + 1} is ${line.length} columns wide: wrap it`]
        : [],
    );

/** A sentence for people, a template, a rule of CSS: breaking it in two makes it harder to read. */
const holdsLongText = (line: string): boolean =>
  /(['"`]).{50,}\1|\/\S{50,}\/|\$\{|[\w-]+: [^;]+;.*;|\{.*;.*\}$/.test(line);

/** Runs in the browser, where there is no Clock to hand in. */
const browserScripts = 'device/terminal/terminal-script';

interface Ban {
  readonly found: RegExp;
  readonly where: (path: string) => boolean;
  readonly instead: string;
}

const inProductBut =
  (...homes: readonly string[]) =>
  (path: string): boolean =>
    isProduct(path) && !homes.some((home) => path.startsWith(home));

const bans: readonly Ban[] = [
  {
    found: /\bDate\.now\(/,
    where: inProductBut('shared/runtime/system-clock'),
    instead: 'take a Clock: a test hands in its own',
  },
  {
    found: /\bnew Date\(\)/,
    where: inProductBut('shared/runtime/system-clock', browserScripts),
    instead: 'take a Clock: a test hands in its own',
  },
  { found: /\bconsole\./, where: isProduct, instead: 'take a Logger: it masks card uids' },
  {
    found: /['"`]badgeuse\/v1/,
    where: inProductBut('shared/wire/topic'),
    instead: 'use upTopic and downTopic of shared/wire/topic.ts',
  },
  {
    found: /\bnew Database\(/,
    where: inProductBut('shared/runtime/sqlite'),
    instead: 'use openSqlite: it asserts synchronous=FULL',
  },
  {
    found: /^import (?!type )[^;]*'node:https?'/m,
    where: (path) => /^(shared|device)\//.test(path),
    instead: 'use nodeHttp of shared/runtime/node-http.ts: the import costs the device 6 MiB',
  },
  {
    found: /instanceof SqliteError/,
    where: isCode,
    instead: 'compare err.code: under jest there are two such classes',
  },
  { found: /\bjest\.mock\(/, where: isCode, instead: 'write a fake that implements the port' },
  {
    found: /\b(?:test|it|describe)\.(?:only|skip|todo)\b|\bx(?:it|test|describe)\(/,
    where: isCode,
    instead: 'a test runs, or it is not there',
  },
  {
    found: /\b(?:FIXME|TODO|XXX|HACK)\b/,
    where: isCode,
    instead: 'do it, or write it down where people look for work',
  },
  {
    found: /\b(?:kiosk|whitelist|blacklist|customers?|masterCard)\b/i,
    // There it names fields of other systems.
    where: inProductBut('cloud/connectors/frappe/presets'),
    instead: 'say terminal, access list, member, primary card (the words of ARCHITECTURE.md)',
  },
  {
    found: /\bbadges?(?:Id|Uid|Number|Repository|Reader)?\b(?![/.'"])/,
    where: inProductBut('cloud/web/words'),
    instead: 'say card',
  },
];

const lineNumber = (text: string, index: number): number => text.slice(0, index).split('\n').length;

const banned: Rule = ({ path, text }) =>
  bans.flatMap(({ found, where, instead }) => {
    if (!where(path) || path.startsWith('test/tidy')) return [];
    const code = found.source.includes('FIXME') ? text : withoutComments(text);
    const at = found.exec(code);
    return at ? [`${path}:${lineNumber(code, at.index)} has ${at[0]}: ${instead}`] : [];
  });

/** Comments may speak of what code must not do. Lines stay where they are. */
export const withoutComments = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|\s)\/\/.*$/gm, '$1');

const emptyName: Rule = ({ path }) =>
  /^(?:.*-)?(?:utils?|helpers?|managers?|services?|common|misc)(?:\.|$)/.test(basename(path)) &&
  isCode(path)
    ? [`${path}: the name says nothing; call it after the one idea in it`]
    : [];

const rules: readonly Rule[] = [tooLong, tooWide, banned, emptyName];

export const untidy = (file: SourceFile): readonly string[] => rules.flatMap((rule) => rule(file));

/** Interfaces of a ports file with at least one method: what an adapter implements. */
export function portsIn(text: string): readonly string[] {
  const found = text.matchAll(/^export interface (\w+)[^{]*\{([\s\S]*?)^\}/gm);
  return [...found].flatMap(([, name = '', body = '']) =>
    /^ {2}\w+(?:<[^>]*>)?\(/m.test(withoutComments(body)) ? [name] : [],
  );
}

/** `AccessStore` -> `access-store`: the file name of its contract test. */
export const contractOf = (port: string): string =>
  port.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
