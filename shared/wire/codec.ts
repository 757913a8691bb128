import type { Static, TSchema } from 'typebox';
import type { Validator } from 'typebox/compile';
import { assert } from '../domain/assert.ts';
import { bad, ok, type Result } from '../domain/result.ts';
import { canonicalJson, isCanonical } from './canonical-json.ts';
import { ResultMessage } from './command.ts';
import { compiledOnce } from './compiled-once.ts';
import { firstMisfit } from './first-misfit.ts';
import { maxMessageBytes } from './limits.ts';
import {
  AccessMessage,
  AckMessage,
  HelloMessage,
  JournalBatch,
  RawBatch,
  StateMessage,
  StatusMessage,
} from './messages.ts';

/**
 * The edge of the wire: bytes in, a typed message or a `Problem` out. Nothing here throws on bad input, for
 * one malformed message must never stop a device or the aggregator.
 */
export type Parse<T> = (payload: Uint8Array) => Result<T>;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Size, UTF-8 and JSON; what it means is for the schema to say. */
function readJson(payload: Uint8Array): Result<unknown> {
  if (payload.byteLength > maxMessageBytes) {
    return bad(
      'messageTooLarge',
      `The message has ${payload.byteLength} bytes, more than ${maxMessageBytes}.`,
      'Send it in smaller parts.',
    );
  }
  try {
    return ok(JSON.parse(utf8.decode(payload)) as unknown);
  } catch {
    return bad('messageNotJson', 'The message is not JSON in UTF-8.', 'Look at who sends it.');
  }
}

const misfit = (validator: Validator, value: unknown) =>
  bad(
    'messageInvalid',
    firstMisfit(validator, value, 'The message'),
    'Both ends must speak version 1 of the protocol; update the older one.',
  );

const unhashable = () =>
  bad(
    'messageInvalid',
    'It holds text or numbers that cannot be hashed, or is nested too deep.',
    'Look at who sends it.',
  );

function parser<S extends TSchema>(schema: S): Parse<Static<S>> {
  const compiled = compiledOnce(schema);
  return (payload) => {
    const json = readJson(payload);
    if (!json.ok) return json;
    const validator = compiled();
    if (!validator.Check(json.value)) return misfit(validator, json.value);
    return isCanonical(json.value) ? ok(json.value as Static<S>) : unhashable();
  };
}

export const parseStatus = parser(StatusMessage);
export const parseHello = parser(HelloMessage);
export const parseAck = parser(AckMessage);
export const parseAccess = parser(AccessMessage);
export const parseState = parser(StateMessage);
export const parseResult = parser(ResultMessage);
export const parseRawBatch = parser(RawBatch);

const batch = compiledOnce(JournalBatch);
const raw = compiledOnce(RawBatch);

/**
 * `up/journal`: a batch, or one entry sent raw because its batch could not be read. The entries themselves are
 * not looked at: each goes through `parseEntry`, so that a bad one is set aside alone.
 */
export const parseJournal: Parse<JournalBatch | RawBatch> = (payload) => {
  const json = readJson(payload);
  if (!json.ok) return json;
  const value = json.value;
  if (raw().Check(value)) return ok(value);
  if (!batch().Check(value)) return misfit(batch(), value);
  return isCanonical({ ...value, entries: [] }) ? ok(value) : unhashable();
};

export const isRawBatch = (message: JournalBatch | RawBatch): message is RawBatch =>
  'raw' in message;

/**
 * A message as it travels: JSON, keys sorted. Throws `BrokenInvariant` above 64 KiB: whoever makes a message
 * splits it first (`batch-size.ts`).
 */
export function encode(message: object): string {
  const text = canonicalJson(message);
  assert(Buffer.byteLength(text) <= maxMessageBytes, 'a message is at most 64 KiB');
  return text;
}
