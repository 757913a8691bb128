import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type Static, Type } from 'typebox';
import { bad, ok, type Result } from '../shared/domain/result.ts';
import { compiledOnce } from '../shared/wire/compiled-once.ts';
import { AccessEntryMessage, type AccessMessage } from '../shared/wire/messages.ts';

type ListFile = NonNullable<AccessMessage['file']>;

/** Gets the bytes of a list's file; `url` may be relative to the cloud's. Rejects when it cannot. */
export type FetchFile = (url: string, maxBytes: number) => Promise<Buffer>;

/** A million cards with a name and a few grants each. */
const maxUnpackedBytes = 512 * 1024 * 1024;
const ListFileContent = Type.Object({ upserts: Type.Array(AccessEntryMessage) });
const content = compiledOnce(ListFileContent);
const unpack = promisify(gunzip);

/** Fetches, checks and unpacks a list too long for messages (wire protocol, access). */
export async function readListFile(
  file: ListFile,
  fetchFile: FetchFile,
): Promise<Result<Static<typeof ListFileContent>['upserts']>> {
  try {
    const packed = await fetchFile(file.url, file.bytes);
    const sha256 = createHash('sha256').update(packed).digest('hex');
    if (packed.length !== file.bytes || sha256 !== file.sha256)
      return refuse('is not what was named');
    const text = await unpack(packed, { maxOutputLength: maxUnpackedBytes });
    const value: unknown = JSON.parse(text.toString('utf8'));
    return content().Check(value) ? ok(value.upserts) : refuse('does not hold a list');
  } catch (err) {
    return refuse(`could not be read: ${err instanceof Error ? err.message : 'unknown'}`);
  }
}

const refuse = (what: string) =>
  bad('listFileUnusable', `The file of the access list ${what}.`, 'The list held stays in force.');
