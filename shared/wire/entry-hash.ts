import { hash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** What stands before seq 1 of every epoch. */
export const genesisHash = '0'.repeat(64);

/**
 * The link of the journal's chain (wire protocol, journal): SHA-256, lower-case hex, of the hash before it, a
 * line feed, and the entry's canonical JSON without `hash`. Across a `lost` hole, `prevHash` is the last one
 * known before it. Throws `TypeError` for an entry that has no canonical JSON; `parseEntry` refuses those.
 */
export const entryHash = (prevHash: string, entry: object): string =>
  hash('sha256', `${prevHash}\n${entryText(entry)}`, 'hex');

/** What is hashed of an entry, the hash before it apart: its canonical JSON without `hash`. */
export function entryText(entry: object): string {
  const { hash: _, ...hashed } = entry as { hash?: unknown };
  return canonicalJson(hashed);
}
