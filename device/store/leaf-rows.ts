export interface EntryRow {
  readonly key: number;
  readonly hash: string;
  readonly ages_from: number;
  readonly body: string;
}

const tableLeaf = 13;
/** Bytes of an integer by its serial type, as SQLite's file format has them; 8 and 9 are 0 and 1 themselves. */
const integerBytes: readonly (number | undefined)[] = [0, 1, 2, 3, 4, 6, 8, undefined, 0, 0];

/**
 * Entries as they lie in the leaves of a journal's file, by key, whether or not a page still leads to them: one page
 * that is gone may be the only way to all the others. Pages that were given up hold old copies; an entry is written
 * once and never changed, so that is the same entry.
 */
export function rowsInLeaves(file: Buffer): ReadonlyMap<number, EntryRow> {
  const said = file.length >= 100 ? file.readUInt16BE(16) : 0;
  const pageBytes = said >= 512 ? said : 4_096;
  const found = new Map<number, EntryRow>();
  for (let page = 0; page + pageBytes <= file.length; page += pageBytes) {
    const head = page === 0 ? 100 : page;
    if (file[head] !== tableLeaf) continue;
    for (let cell = 0; cell < file.readUInt16BE(head + 3); cell++) {
      const row = rowAt(file, page, head + 8 + 2 * cell, pageBytes);
      if (row) found.set(row.key, row);
    }
  }
  return found;
}

/** Null for what is no entry, or is continued on another page. */
function rowAt(file: Buffer, page: number, pointer: number, pageBytes: number): EntryRow | null {
  try {
    const read = numbersFrom(file, page + file.readUInt16BE(pointer));
    const payload = read.next();
    const key = read.next();
    const start = read.at();
    if (payload > pageBytes - 35) return null;
    const headBytes = read.next();
    const [own, hashType = 0, agesType = 0, bodyType = 0] = [0, 0, 0, 0].map(() => read.next());
    const agesBytes = integerBytes[agesType];
    if (own !== 0 || !isText(hashType) || !isText(bodyType) || agesBytes === undefined) return null;
    let at = start + headBytes;
    const take = (bytes: number): Buffer => {
      at += bytes;
      return file.subarray(at - bytes, at);
    };
    const hash = take(textBytes(hashType)).toString('utf8');
    const ages = take(agesBytes);
    const agesFrom = agesBytes === 8 ? Number(ages.readBigInt64BE()) : ages.readIntBE(0, agesBytes);
    return { key, hash, ages_from: agesFrom, body: take(textBytes(bodyType)).toString('utf8') };
  } catch {
    return null;
  }
}

const isText = (type: number): boolean => type >= 13 && type % 2 === 1;
const textBytes = (type: number): number => (type - 13) / 2;

/** Numbers as SQLite packs them, seven bits a byte; none of a journal needs more than eight bytes. */
function numbersFrom(file: Buffer, from: number) {
  let at = from;
  return {
    at: () => at,
    next(): number {
      let value = 0;
      for (;;) {
        const byte = file.readUInt8(at++);
        value = value * 128 + (byte & 0x7f);
        if (byte < 0x80) return value;
      }
    },
  };
}
