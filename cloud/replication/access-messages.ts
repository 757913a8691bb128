import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { breathe } from '../../shared/runtime/breathe.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import { encode } from '../../shared/wire/codec.ts';
import { maxAccessParts, maxMessageBytes } from '../../shared/wire/limits.ts';
import type { AccessMessage } from '../../shared/wire/messages.ts';
import type { ListDifference, ListHead } from '../ports/access.ts';

/** Everything of a message but its cards, at its longest: the JWS is below 1 KiB. */
const envelopeBytes = 2048;
const cardBytes = maxMessageBytes - envelopeBytes;
const cardsPerBreath = 2_000;

/**
 * `down/access` for a list or a difference, in parts; null above 16 of them, or where one card alone is more
 * than a message holds: it is a file then.
 */
export function accessMessages(
  head: ListHead,
  base: number,
  difference: ListDifference,
): readonly string[] | null {
  const parts = split(difference);
  if (!parts) return null;
  return parts.map((part, index) => encode(messageOf(head, base, part, index + 1, parts.length)));
}

/** A list above 16 parts: its JSON, compressed. The same list gives the same bytes in every aggregator. */
export async function listFileOf({ upserts }: ListDifference): Promise<Buffer> {
  const texts: string[] = [];
  for (let at = 0; at < upserts.length; at += cardsPerBreath) {
    texts.push(
      upserts
        .slice(at, at + cardsPerBreath)
        .map(canonicalJson)
        .join(),
    );
    await breathe();
  }
  // What canonical JSON of the whole is, a piece at a time.
  return promisify(gzip)(Buffer.from(`{"upserts":[${texts.join()}]}`));
}

/** Names the file; `digest` and `jws` prove it once it is read. */
export function fileMessage(head: ListHead, file: Buffer, url: string): string {
  const message = messageOf(head, 0, { upserts: [], removes: [] }, 1, 1);
  const sha256 = hash('sha256', file, 'hex');
  return encode({ ...message, file: { url, bytes: file.byteLength, sha256 } });
}

const messageOf = (
  head: ListHead,
  base: number,
  { upserts, removes }: ListDifference,
  part: number,
  parts: number,
): AccessMessage => ({
  v: 1,
  list: head.list,
  base,
  version: head.version,
  part,
  parts,
  upserts: upserts as AccessMessage['upserts'],
  removes: [...removes],
  digest: head.digest,
  jws: head.jws,
});

/**
 * Always the same parts for the same difference, so that one can be asked for again by its number. Null where they
 * are too many.
 */
function split({ upserts, removes }: ListDifference): readonly ListDifference[] | null {
  const parts: { upserts: ListDifference['upserts'][number][]; removes: string[] }[] = [
    { upserts: [], removes: [] },
  ];
  let bytes = 0;
  const partFor = (size: number) => {
    let last = parts.at(-1);
    if (!last || bytes + size > cardBytes) {
      if (parts.length === maxAccessParts) return null;
      last = { upserts: [], removes: [] };
      parts.push(last);
      bytes = 0;
    }
    bytes += size;
    return last;
  };
  // What closes a door goes first.
  for (const uid of removes) {
    const part = partFor(uid.length + 3);
    if (!part) return null;
    part.removes.push(uid);
  }
  for (const entry of upserts) {
    const size = Buffer.byteLength(canonicalJson(entry)) + 1;
    const part = size > cardBytes ? null : partFor(size);
    if (!part) return null;
    part.upserts.push(entry);
  }
  return parts;
}
