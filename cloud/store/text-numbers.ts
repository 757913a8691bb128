/** Numbers texts in the order in which they were first met: 0, 1, 2. */
export interface TextNumbers {
  /** Null: not met. */
  numberOf(text: string): number | null;
  /** Of a text that was not met. */
  add(text: string): number;
  readonly size: number;
}

/** These many last characters tell texts apart that end with a card's uid. */
const hashedChars = 16;

/**
 * For millions of texts that were just made, most of them met before. A `Map` first makes each of them the only one of
 * its kind, which costs four times as much as to find it here.
 */
export function textNumbers(): TextNumbers {
  const texts: string[] = [];
  const hashes: number[] = [];
  /** At a text's hash, or the next free place after it: its number and one; 0: free. At least half are free. */
  let slots = new Int32Array(1_024);

  const slotOf = (text: string, hash: number): number => {
    for (let slot = hash & (slots.length - 1); ; slot = (slot + 1) & (slots.length - 1)) {
      const number = (slots[slot] ?? 0) - 1;
      if (number === -1 || (hashes[number] === hash && texts[number] === text)) return slot;
    }
  };

  function grow(): void {
    slots = new Int32Array(slots.length * 2);
    for (const [number, text] of texts.entries())
      slots[slotOf(text, hashes[number] ?? 0)] = number + 1;
  }

  return {
    numberOf(text) {
      const number = (slots[slotOf(text, hashOf(text))] ?? 0) - 1;
      return number === -1 ? null : number;
    },
    add(text) {
      const hash = hashOf(text);
      hashes.push(hash);
      const number = texts.push(text) - 1;
      if (texts.length * 2 > slots.length) grow();
      else slots[slotOf(text, hash)] = number + 1;
      return number;
    },
    get size() {
      return texts.length;
    },
  };
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = Math.max(0, text.length - hashedChars); i < text.length; i++)
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 1;
}
