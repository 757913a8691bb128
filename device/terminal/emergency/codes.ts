import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { type Static, Type } from 'typebox';
import { readFileIfThere, writePrivateFile } from '../../../shared/runtime/private-file.ts';
import { compiledOnce } from '../../../shared/wire/compiled-once.ts';

/** Without I, L, O and U, which are read as something else: 32 letters, 5 bits each. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const groups = 3;
const groupLetters = 4;
/** 12 letters are 60 bits. */
const codeLetters = groups * groupLetters;

/** Slow enough that 60 bits hold out against who has the file; 16 MB and some hundredths of a second a try. */
const cost = { N: 2 ** 14, r: 8, p: 1 } as const;
const hashBytes = 32;

/** Where a sheet is kept. The device writes `used` alone, the command `sheet` alone: neither undoes the other. */
export interface CodeFiles {
  readonly sheet: string;
  readonly used: string;
}

const Sheet = Type.Object({
  /** Names it on paper and in the journal. */
  sheet: Type.String({ pattern: '^[0-9A-F]{8}$' }),
  salt: Type.String(),
  /** Of each code, in the order printed. */
  hashes: Type.Array(Type.String({ pattern: '^[0-9a-f]{64}$' }), { minItems: 1, maxItems: 100 }),
});
type Sheet = Static<typeof Sheet>;
const sheetShape = compiledOnce(Sheet);

const Used = Type.Object({
  sheet: Type.String(),
  /** Places in `hashes`. */
  used: Type.Array(Type.Integer({ minimum: 0 })),
});
const usedShape = compiledOnce(Used);

/** A code on a sheet: `number` is printed beside it, from 1. */
export interface FoundCode {
  readonly sheet: string;
  readonly number: number;
  /** Unused ones beside it. */
  readonly left: number;
}

export interface PrintedSheet {
  readonly sheet: string;
  readonly codes: readonly string[];
}

/** Makes a new sheet, which ends the old one. Only hashes are kept: what is returned is there once. */
export async function makeSheet(file: string, count: number): Promise<PrintedSheet> {
  const sheet = randomBytes(4).toString('hex').toUpperCase();
  const salt = randomBytes(16).toString('base64url');
  const codes = Array.from({ length: count }, newCode);
  const hashes: string[] = [];
  for (const code of codes) hashes.push((await hashOf(code, salt)).toString('hex'));
  writePrivateFile(file, `${JSON.stringify({ sheet, salt, hashes } satisfies Sheet)}\n`);
  return { sheet, codes: codes.map(printed) };
}

/** The name of the sheet in force; null: there is none. Throws where the file is not one. */
export const sheetInForce = ({ sheet }: CodeFiles): string | null =>
  readSheet(sheet)?.sheet ?? null;

/** The letters of a code as somebody typed it, or null: it cannot be one. */
export function parseCode(typed: string): string | null {
  const letters = typed
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  const isCode = letters.length === codeLetters && [...letters].every((l) => alphabet.includes(l));
  return isCode ? letters : null;
}

/** The unused code it is, or null. Looks at every one, so that the time it takes tells nothing. */
export async function findCode(code: string, files: CodeFiles): Promise<FoundCode | null> {
  const before = readSheet(files.sheet);
  if (before === null) return null;
  const hash = await hashOf(code, before.salt);
  // Read again: a sheet that came in force meanwhile has ended this one.
  const sheet = readSheet(files.sheet);
  if (sheet?.sheet !== before.sheet) return null;
  const used = usedOf(sheet, files);
  let found: number | null = null;
  for (const [at, wanted] of sheet.hashes.entries()) {
    const isIt = timingSafeEqual(hash, Buffer.from(wanted, 'hex'));
    if (isIt && !used.has(at)) found = at;
  }
  if (found === null) return null;
  return { sheet: sheet.sheet, number: found + 1, left: sheet.hashes.length - used.size - 1 };
}

/** Unused ones of the sheet in force; null: there is none. Throws what keeps it from being read. */
export function codesLeft(files: CodeFiles): number | null {
  const sheet = readSheet(files.sheet);
  return sheet === null ? null : sheet.hashes.length - usedOf(sheet, files).size;
}

/** On disk when it returns: not even a power cut makes a code work twice. */
export function spendCode({ sheet, number }: FoundCode, files: CodeFiles): void {
  const inForce = readSheet(files.sheet);
  const used = inForce?.sheet === sheet ? usedOf(inForce, files) : new Set<number>();
  const all = [...used, number - 1];
  writePrivateFile(files.used, `${JSON.stringify({ sheet, used: all })}\n`);
}

const newCode = (): string =>
  Array.from({ length: codeLetters }, () => alphabet.charAt(randomInt(alphabet.length))).join('');

const printed = (code: string): string =>
  Array.from({ length: groups }, (_, at) =>
    code.slice(at * groupLetters, (at + 1) * groupLetters),
  ).join('-');

const hashOf = (code: string, salt: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(code, salt, hashBytes, cost, (err, hash) => (err ? reject(err) : resolve(hash)));
  });

function readSheet(file: string): Sheet | null {
  const text = readFileIfThere(file);
  if (text === null) return null;
  const value: unknown = JSON.parse(text);
  if (sheetShape().Check(value)) return value;
  throw new Error('the file of emergency codes holds none');
}

/** What cannot be read is not taken for empty: a used code must not come back to life. */
function usedOf({ sheet }: Sheet, files: CodeFiles): ReadonlySet<number> {
  const text = readFileIfThere(files.used);
  if (text === null) return new Set();
  const value: unknown = JSON.parse(text);
  if (!usedShape().Check(value)) throw new Error('the file of used emergency codes is damaged');
  return new Set(value.sheet === sheet ? value.used : []);
}
