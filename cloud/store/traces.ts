import { folded } from '../../shared/domain/folded.ts';

/** What names a person, wherever it was written: name, address, and the numbers of their cards. */
export interface Traces {
  readonly memberId: string;
  /** Of their cards, now or ever. */
  readonly uids: readonly string[];
  /** Name and address, and everything a card of theirs is called now. */
  readonly texts: readonly string[];
}

/** A number of fewer characters, or a name of one, is found everywhere: it counts where it is all there is. */
const shortest = { number: 6, name: 2 } as const;

/**
 * Whether a text names them, in whatever capitals, accents and spelling: as words of their own, for Ana is not in
 * Banana, and card number 7 not in every time of day. JSON is read as what it stands for.
 */
export function namesThem({
  uids,
  texts,
}: Pick<Traces, 'uids' | 'texts'>): (text: string) => boolean {
  const words = texts.map(folded).flatMap((text) => {
    const few = /^\d+$/.test(text) ? shortest.number : shortest.name;
    if (text === '') return [];
    return text.length < few ? `(?<=")${escaped(text)}(?=")` : escaped(text);
  });
  const sought = [...words, ...uids.map(spelt)];
  if (sought.length === 0) return () => false;
  const found = new RegExp(`(?<![\\p{L}\\p{N}])(?:${sought.join('|')})(?![\\p{L}\\p{N}])`, 'u');
  return (text) => found.test(folded(plain(text)));
}

/**
 * Whether it is, or may be, a tap of theirs: by its member; by a card of theirs as long as it names no other member.
 */
export function isTheirTap(traces: Traces): (text: string) => boolean {
  const named = namesThem({ ...traces, uids: [] });
  const byCard = namesThem({ ...traces, texts: [] });
  return (text) => {
    const member = memberIn(text);
    return member === traces.memberId || named(text) || (member === null && byCard(text));
  };
}

/** The member that the text of an entry names; null: nobody. */
export const memberIn = (text: string): string | null =>
  /"memberRef"\s*:\s*"([^"\\]{1,100})"/.exec(text)?.[1] ?? null;

/** Patterns of `LIKE` that whatever names them fits, with `lower` on the other side; much else does. */
export function roughly({ uids, texts }: Traces): readonly string[] {
  const bytes = uids.map((uid) => uid.match(/../g) ?? []);
  return [
    ...texts.map(longestRun),
    ...bytes.flatMap((some) => [some.join('%'), some.toReversed().join('%')]),
  ].map((text) => `%${text.toLowerCase()}%`);
}

/** Of a text what is spelt alike with accents and without; else its length. */
const longestRun = (text: string): string =>
  text.match(/[A-Za-z0-9]{2,}/g)?.reduce((a, b) => (b.length > a.length ? b : a)) ??
  text.replace(/[^A-Za-z0-9]/g, '_');

/** A card's number as people write it, and turned round as some readers do. */
function spelt(uid: string): string {
  const bytes = uid.toLowerCase().match(/../g) ?? [];
  return [bytes, bytes.toReversed()].map((some) => some.join('[ :.-]?')).join('|');
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Without the escapes of JSON. */
const plain = (text: string): string =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|([nrtbf])|(["\\/]))/g, (_, code, blank, sign) =>
    code ? String.fromCharCode(Number.parseInt(code, 16)) : blank ? ' ' : sign,
  );
