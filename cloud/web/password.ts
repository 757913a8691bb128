import { hash, verify } from '@node-rs/argon2';
import { failure } from '../../shared/runtime/errors.ts';

/** OWASP's minimum for argon2id: 19 MiB, two passes. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
export const minPasswordLength = 12;

export const hashPassword = (password: string): Promise<string> => hash(password, cost);

let nobodysHash: Promise<string> | undefined;

/** Takes as long for a name nobody has, so that time tells nothing. */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  nobodysHash ??= hashPassword(crypto.randomUUID());
  const matches = await verify(stored ?? (await nobodysHash), password);
  return matches && stored !== null;
}

/** Slows guessing down for one name, and never locks it: 1 s after the third wrong try, doubling to 60 s. */
export class SignInDelay {
  readonly #wrong = new Map<string, { tries: number; until: number }>();

  /** Throws `tooManyRequests` while the name has to wait. */
  check(name: string, now: number): void {
    const seconds = this.secondsLeft(name, now);
    if (seconds > 0) throw failure('tooManyRequests', { seconds });
  }

  /** How long the name has to wait still; 0: not at all. */
  secondsLeft(name: string, now: number): number {
    const until = this.#wrong.get(name)?.until ?? now;
    return Math.max(0, Math.ceil((until - now) / 1000));
  }

  wrong(name: string, now: number): void {
    const tries = (this.#wrong.get(name)?.tries ?? 0) + 1;
    const delayMs = tries < 3 ? 0 : Math.min(60_000, 1000 * 2 ** (tries - 3));
    this.#wrong.delete(name);
    this.#wrong.set(name, { tries, until: now + delayMs });
    // Names are free to invent: only the latest are remembered.
    const oldest = this.#wrong.size > 10_000 ? this.#wrong.keys().next().value : undefined;
    if (oldest !== undefined) this.#wrong.delete(oldest);
  }

  right(name: string): void {
    this.#wrong.delete(name);
  }
}
