import { hash } from 'node:crypto';
import { canonicalJson, canonicalJsonOrNull } from './canonical-json.ts';

/** What stands before seq 1 of every epoch. */
export const genesisHash = '0'.repeat(64);

/**
 * The link of the journal's chain (wire protocol, journal): SHA-256, lower-case hex, of the hash before it, a
 * line feed, and the entry's canonical JSON without `hash`. Across a `lost` hole, `prevHash` is the last one
 * known before it. Throws `TypeError` for an entry that has no canonical JSON; `parseEntry` refuses those.
 */
export const entryHash = (prevHash: string, entry: object): string =>
  textHash(prevHash, canonicalJson(hashedOf(entry)));

/** The same, of an entry whose text is known. */
export const textHash = (prevHash: string, text: string): string =>
  hash('sha256', `${prevHash}\n${text}`, 'hex');

/** What is hashed of an entry, the hash before it apart: its canonical JSON without `hash`. Null: it has none. */
export const entryText = (entry: object): string | null => canonicalJsonOrNull(hashedOf(entry));

function hashedOf(entry: object): object {
  const { hash: _, ...hashed } = entry as { hash?: unknown };
  return hashed;
}
