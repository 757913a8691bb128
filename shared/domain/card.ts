import { bad, ok, type Result } from './result.ts';

/**
 * A card's whole UID in canonical form: 8, 14 or 20 upper-case hex digits (4, 7 or 10 bytes), in reading
 * order, never cut and never a number.
 */
export type Uid = string;

/** What a first byte says: a 4-byte UID that begins so is one half of a longer one. */
const cascadeTag = '88';
const randomTag = '08';

/** Reads a UID as people and readers write it: `04:a1:b2…`, `04 A1 B2…`, `04-a1…`. Problem: `uidInvalid`. */
export function parseUid(text: string): Result<Uid> {
  const uid = text.replace(/[\s:.-]/g, '').toUpperCase();
  if (!/^([0-9A-F]{8}|[0-9A-F]{14}|[0-9A-F]{20})$/.test(uid)) {
    return bad(
      'uidInvalid',
      'A card number has 8, 14 or 20 hexadecimal digits.',
      'Hold the card to a reader and copy the whole number it shows.',
    );
  }
  if (uid.length === 8 && uid.startsWith(cascadeTag)) {
    return bad(
      'uidInvalid',
      'A number that begins with 88 is the first part of a longer one.',
      'Read the card with a PC/SC reader: it shows all 14 digits.',
    );
  }
  return ok(uid);
}

/**
 * Whether the reader heard a number that is new at each reading: a phone, or a card that protects its holder.
 * It names nobody, so it is never enrolled. Takes what a reader said, of any length.
 */
export const isRandomUid = (uid: string): boolean => uid.length === 8 && uid.startsWith(randomTag);

/** TiBillet's 8-digit tag: the first four bytes, as a PC/SC reader gives them. */
export const tag8 = (uid: Uid): string => uid.slice(0, 8);

/** The two tags a card may have been registered under, by the reader that did it. */
export const tagsOf = (uid: Uid): readonly string[] => [...new Set([tag8(uid), cascadeTag8(uid)])];

/** Reads a tag as people write it. Problem: `tagInvalid`; one that is new at each reading is no card's. */
export function parseTag8(text: string): Result<string> {
  const tag = text.replace(/[\s:.-]/g, '').toUpperCase();
  if (!/^[0-9A-F]{8}$/.test(tag)) {
    return bad('tagInvalid', 'A tag has 8 hexadecimal digits.', 'Take it from the batch as it is.');
  }
  if (isRandomUid(tag)) {
    return bad(
      'tagInvalid',
      'A tag that begins with 08 is a phone, or a card that protects its holder.',
      'Give the member a card: this number is new at each reading.',
    );
  }
  return ok(tag);
}

/**
 * The tag under which an RC522 that stops at the first cascade level knows the same card: of a longer UID it
 * hears the cascade tag and three bytes.
 */
export const cascadeTag8 = (uid: Uid): string =>
  uid.length === 8 ? uid : cascadeTag + uid.slice(0, 6);
