/** Waiting times between tries: doubling, bounded, and spread so that a fleet does not come back at once. */
export interface BackOff {
  /** How long to wait before the next try. */
  nextMs(): number;
  /** It worked: the next failure starts over. */
  reset(): void;
}

/** Each wait lies between half of and the whole of `firstMs`, twice that, … up to `maxMs`. */
export function createBackOff(options: {
  readonly firstMs: number;
  readonly maxMs: number;
  /** 0 to 1, as `Math.random`. */
  readonly random: () => number;
}): BackOff {
  let ceilingMs = options.firstMs;
  return {
    nextMs() {
      const waitMs = ceilingMs * (0.5 + options.random() / 2);
      ceilingMs = Math.min(ceilingMs * 2, options.maxMs);
      return Math.round(waitMs);
    },
    reset() {
      ceilingMs = options.firstMs;
    },
  };
}
