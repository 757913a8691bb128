import { maxBatchEntries, maxMessageBytes } from './limits.ts';

/** Everything of a batch but its entries and holes, at its longest. */
const envelopeBytes = 1024;
/** What naming one hole takes: `{"from":<16 digits>,"reason":"damaged","to":<16 digits>},` */
export const lostRangeBytes = 80;

/** What is left in one message for entries and the holes between them. */
export const bytesPerBatch = maxMessageBytes - envelopeBytes;

/**
 * How many of the next entries fit in one batch: at most 200, at most 64 KiB, at least one (an entry is
 * far below the limit), fewer when the cloud asked for it. `entrySizes` are the UTF-8 bytes of each
 * entry's JSON, in order, and of the holes to be named before it.
 */
export function entriesThatFit(
  entrySizes: Iterable<number>,
  limits: { readonly maxEntries: number; readonly maxBytes: number },
): number {
  const maxEntries = Math.min(limits.maxEntries, maxBatchEntries);
  let count = 0;
  let bytes = 0;
  for (const size of entrySizes) {
    bytes += size + 1;
    if (count > 0 && (count >= maxEntries || bytes > limits.maxBytes)) break;
    count++;
  }
  return count;
}
