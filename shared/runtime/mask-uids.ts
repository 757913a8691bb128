/** Enough to follow one card through a log, too little to copy it: `04A1…E5F6`. */
export const maskUid = (uid: string): string =>
  uid.length > 8 ? `${uid.slice(0, 4)}…${uid.slice(-4)}` : `${uid.slice(0, 2)}…${uid.slice(-2)}`;

/**
 * 7 or 10 bytes standing alone; 4 bytes too, which is a tag as well, but not beside a dash: there it is a part of
 * another id.
 */
const together =
  /(?<![0-9a-z])(?:0x)?(?:[0-9a-f]{20}|[0-9a-f]{14}|(?<!-)[0-9a-f]{8}(?!-))(?![0-9a-z])/gi;

const byte = '[0-9a-f]{2}';
/** `04:A1:B2:C3`, and as a buffer prints itself: 4, 7 or 10 bytes apart; six are a network address. */
const apart = new RegExp(
  String.raw`(?<![0-9a-z]|${byte}[:-])${byte}([: -])(?:${byte}\1){2}(?:(?:${byte}\1){3}){0,2}${byte}` +
    String.raw`(?![0-9a-z]|\1${byte}(?![0-9a-z]))`,
  'gi',
);

/** A text without any number of a card in it, however it is spelt: messages and stacks of libraries are texts too. */
export const maskUidsIn = (text: string): string =>
  text
    .replace(apart, (found) => maskUid(found.replaceAll(/[: -]/g, '')))
    .replace(together, (found) => maskUid(found.replace(/^0x/i, '')));
