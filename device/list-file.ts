import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { AccessEntry } from '../shared/domain/access-list.ts';
import { failure } from '../shared/runtime/errors.ts';
import type { AccessMessage } from '../shared/wire/messages.ts';
import { cardsOf } from './list-file-cards.ts';

type ListFile = NonNullable<AccessMessage['file']>;

/** Gets the bytes of a list's file; `url` may be relative to the cloud's. Rejects when it cannot. */
export type FetchFile = (url: string, maxBytes: number) => Promise<Buffer>;

/** A million cards with a name and a few grants each. */
export const maxUnpackedBytes = 512 * 1024 * 1024;
/** A list is far longer than the 16 KiB that are unpacked at once by default: most of the time went into pieces. */
const chunkSize = 256 * 1024;
const unpack = promisify(gunzip);

/**
 * Fetches, checks and unpacks a list too long for messages (wire protocol, access). Rejects with
 * `listFileUnusable`, which going through the cards may throw as well.
 */
export async function readListFile(
  file: ListFile,
  fetchFile: FetchFile,
  maxBytes = maxUnpackedBytes,
): Promise<Iterable<AccessEntry>> {
  try {
    const packed = await fetchFile(file.url, file.bytes);
    const sha256 = createHash('sha256').update(packed).digest('hex');
    if (packed.length !== file.bytes || sha256 !== file.sha256)
      throw new Error('is not what was named');
    return cardsOf(await unpack(packed, { chunkSize, maxOutputLength: maxBytes }));
  } catch (err) {
    const why = err instanceof Error ? err.message : 'unknown';
    throw failure('listFileUnusable', { detail: `could not be read: ${why}` }, err);
  }
}
