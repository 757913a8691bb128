import type { JournalEntry } from '../../shared/wire/entry.ts';
import type { JournalBatch } from '../../shared/wire/messages.ts';
import type { ReadBatch, ReadEntry } from './read-journal.ts';

/** A batch that was read, for another thread: a few texts are handed over for a fraction of what objects cost. */
export interface PackedBatch {
  /** Without its entries. */
  readonly batch: JournalBatch;
  /** The text of each entry, one after the other with a comma between. */
  readonly texts: string;
  readonly lengths: readonly number[];
  /** The 64 digits of each entry's hash, one after the other. */
  readonly hashes: string;
}

const hashLength = 64;

/** Null where something is wrong with an entry: the other thread is then given the message as it came. */
export function packBatch({ batch, entries }: ReadBatch): PackedBatch | null {
  const texts: string[] = [];
  let hashes = '';
  for (const read of entries) {
    if (read.spelt === null || !read.fits) return null;
    texts.push(read.spelt.text);
    hashes += read.spelt.entry.hash;
  }
  return {
    batch: { ...batch, entries: [] },
    texts: texts.join(','),
    lengths: texts.map(({ length }) => length),
    hashes,
  };
}

export function unpackBatch({ batch, texts, lengths, hashes }: PackedBatch): ReadBatch {
  const parsed = JSON.parse(`[${texts}]`) as JournalEntry[];
  let from = 0;
  const entries = parsed.map((value, i): ReadEntry => {
    const to = from + (lengths[i] ?? 0);
    const text = texts.slice(from, to);
    from = to + 1;
    const entry = Object.assign(value, {
      hash: hashes.slice(i * hashLength, (i + 1) * hashLength),
    });
    return { value: entry, spelt: { entry, text }, fits: true };
  });
  return { batch: { ...batch, entries: parsed }, entries };
}
