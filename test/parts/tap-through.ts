import { setTimeout as after } from 'node:timers/promises';
import { errorCodeOf } from '../../shared/runtime/errors.ts';
import type { Product } from './product.ts';

/** A light that was green, and when the card was held out and the light seen, by the clock of who stands there. */
export interface GreenLight {
  readonly id: string;
  readonly seq: number;
  readonly heldAtMs: number;
  readonly seenAtMs: number;
}

/** Members who go on tapping whatever becomes of the device. */
export interface Tapping {
  readonly green: readonly GreenLight[];
  /** Taps that were never answered: recorded once, or not at all. */
  unanswered(): number;
  /** Taps whose light was red, because they could not be recorded. */
  red(): number;
  stop(): Promise<void>;
}

/** Nobody listens, or has made the token yet that lets one tap: there was no tap. */
const nobodyThere = (err: unknown) => /^(ECONNREFUSED|ENOENT|EIO)$/.test(errorCodeOf(err) ?? '');

/** `atOnce` members at once, each with a pause of up to `pauseMs` after every tap. */
export function tapThrough(product: Product, atOnce: number, pauseMs: number): Tapping {
  const green: GreenLight[] = [];
  let unanswered = 0;
  let red = 0;
  let ended = false;
  const one = async (n: number) => {
    for (let tap = n; !ended; tap += atOnce) {
      const heldAtMs = performance.now();
      try {
        const uid = product.uids[tap % product.uids.length] ?? '';
        const { decision, id, seq } = await product.observer.present(uid);
        if (decision !== 'granted' || id === null || seq === null) red++;
        else green.push({ id, seq, heldAtMs, seenAtMs: performance.now() });
      } catch (err) {
        if (!nobodyThere(err)) unanswered++;
        await after(10);
      }
      if (pauseMs > 0) await after(Math.random() * pauseMs);
    }
  };
  const all = Promise.all(Array.from({ length: atOnce }, (_, n) => one(n)));
  return {
    green,
    unanswered: () => unanswered,
    red: () => red,
    async stop() {
      ended = true;
      await all;
    },
  };
}

/** Ids of lights seen before another card was held out, but numbered after it; sorts, and passes over them once. */
export function outOfOrder(green: readonly GreenLight[]): readonly string[] {
  const held = [...green].sort((a, b) => a.heldAtMs - b.heldAtMs);
  const seen = [...green].sort((a, b) => a.seenAtMs - b.seenAtMs);
  const wrong: string[] = [];
  let highest = 0;
  let next = 0;
  for (const light of held) {
    for (let done = seen[next]; done && done.seenAtMs < light.heldAtMs; done = seen[++next]) {
      highest = Math.max(highest, done.seq);
    }
    if (light.seq <= highest) wrong.push(light.id);
  }
  return wrong;
}
