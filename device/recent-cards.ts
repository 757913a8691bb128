/** Far more cards than pass a reader within any debounce. */
const maxRemembered = 1_000;

export interface RecentCards {
  /** Whether this card was here less than `withinMs` before `monoMs`; remembers it. */
  isRepeat(uid: string, monoMs: number, withinMs: number): boolean;
}

/** For the hint on the screen alone: which punches count is for pairing to say. */
export function createRecentCards(): RecentCards {
  const lastAt = new Map<string, number>();
  return {
    isRepeat(uid, monoMs, withinMs) {
      const before = lastAt.get(uid);
      lastAt.delete(uid);
      lastAt.set(uid, monoMs);
      const [oldest] = lastAt.keys();
      if (lastAt.size > maxRemembered && oldest !== undefined) lastAt.delete(oldest);
      return before !== undefined && monoMs - before < withinMs;
    },
  };
}
