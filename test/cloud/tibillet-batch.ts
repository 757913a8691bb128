/**
 * A batch as TiBillet writes it, and the cards it is of. A third of them have 4 bytes; of those with 7, every other
 * was registered by a reader that hears the cascade tag and three bytes only. Two cards share a tag.
 */
export function tibilletBatch(count: number) {
  const hex = (value: number, digits: number) =>
    value.toString(16).toUpperCase().padStart(digits, '0');
  const cards = Array.from({ length: count }, (_, i) => {
    const mixed = (i * 40_503) & 0xffff;
    const number = hex(0xb0000000 + i, 8);
    if (i % 3 === 0) {
      const uid = `A2${hex(mixed, 4)}3F`;
      return { uid, tag: uid, number };
    }
    const uid = `04${hex(mixed, 4)}${hex(i, 4)}${hex(0x5e80 + i, 4)}`;
    return { uid, tag: i % 3 === 1 ? uid.slice(0, 8) : `88${uid.slice(0, 6)}`, number };
  });
  const [first, last] = [cards[1], cards[count - 1]];
  if (!first || !last) throw new Error('a batch of two at least');
  // The same first four bytes, and another card all the same.
  cards[count - 1] = { ...last, uid: `${first.uid.slice(0, 8)}FFFFFF`, tag: first.tag };
  const lines = cards.map(({ tag, number }) => {
    const uuid = `${number.toLowerCase()}-0f77-4e3c-9ef6-047ea6b8726e`;
    return `https://demo.tibillet.example/qr/${uuid},${number},${tag}`;
  });
  return {
    cards,
    collision: { line: count, tag: first.tag },
    file: Buffer.from(`${lines.join('\n')}\n`),
  };
}
