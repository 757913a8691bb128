/**
 * The known word somebody probably meant, or null when nothing is near. Case, `_` and `-` do not
 * count.
 */
export function closest(word: string, known: readonly string[]): string | null {
  const plain = (text: string): string => text.toLowerCase().replace(/[_-]/g, '');
  let best: { readonly word: string; readonly distance: number } | null = null;
  for (const candidate of known) {
    const distance = editDistance(plain(word), plain(candidate));
    if (!best || distance < best.distance) best = { word: candidate, distance };
  }
  const tolerated = Math.max(1, Math.floor(word.length / 4));
  return best && best.distance <= tolerated ? best.word : null;
}

/** Letters to insert, remove or change to turn one word into the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
