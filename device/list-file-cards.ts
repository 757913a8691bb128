import type { AccessEntry } from '../shared/domain/access-list.ts';
import { failure } from '../shared/runtime/errors.ts';
import { compiledOnce } from '../shared/wire/compiled-once.ts';
import { AccessEntryMessage } from '../shared/wire/messages.ts';

const card = compiledOnce(AccessEntryMessage);
const code = { quote: 0x22, backslash: 0x5c, comma: 0x2c } as const;
const opening = new Set([0x7b, 0x5b]);
const closing = new Set([0x7d, 0x5d]);
const start = Buffer.from('{"upserts":[');

/**
 * The cards of a list's file, read one by one: parsing it whole would stop the device for a second, and take four
 * times its size in memory. The file is canonical JSON, `{"upserts":[…]}`. Throws `listFileUnusable`.
 */
export function* cardsOf(file: Buffer): Generator<AccessEntry> {
  if (!file.subarray(0, start.length).equals(start)) throw noList();
  let from = start.length;
  let depth = 0;
  let inText = false;
  for (let at = from; at < file.length; at++) {
    const byte = file[at] ?? 0;
    if (inText) {
      if (byte === code.backslash) at++;
      else if (byte === code.quote) inText = false;
    } else if (byte === code.quote) inText = true;
    else if (opening.has(byte)) depth++;
    else if (depth > 0) {
      if (closing.has(byte)) depth--;
    } else if (byte === code.comma || closing.has(byte)) {
      if (at > from) yield cardIn(file, from, at);
      else if (from !== start.length || byte === code.comma) throw noList();
      from = at + 1;
      if (byte !== code.comma) {
        if (file.toString('utf8', at).trim() !== ']}') throw noList();
        return;
      }
    }
  }
  throw noList();
}

function cardIn(file: Buffer, from: number, to: number): AccessEntry {
  let value: unknown;
  try {
    value = JSON.parse(file.toString('utf8', from, to));
  } catch {
    throw noList();
  }
  if (!card().Check(value)) throw noList();
  return value;
}

const noList = () => failure('listFileUnusable', { detail: 'does not hold a list' });
