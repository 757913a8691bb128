/** Wrong codes within a quarter of an hour; then nobody tries again from there, or from anywhere. */
const limits = { perAddress: 10, inAll: 300, windowMs: 15 * 60_000 };

/**
 * Counts wrong codes by address and in all, in this process. A try counts from its start, so that many at once get no
 * further than one after the other; a right one is taken back.
 */
export class CodeAttempts {
  #startedAt = Number.NEGATIVE_INFINITY;
  #all = 0;
  readonly #byAddress = new Map<string, number>();

  /** Begins a try; the seconds to wait where there were too many. */
  begin(ip: string, now: number): number | null {
    if (now >= this.#startedAt + limits.windowMs || now < this.#startedAt) {
      this.#startedAt = now;
      this.#all = 0;
      this.#byAddress.clear();
    }
    const address = networkOf(ip);
    const tries = this.#byAddress.get(address) ?? 0;
    if (tries >= limits.perAddress || this.#all >= limits.inAll)
      return Math.ceil((this.#startedAt + limits.windowMs - now) / 1000);
    this.#byAddress.set(address, tries + 1);
    this.#all++;
    return null;
  }

  /** It was right. */
  right(ip: string): void {
    const address = networkOf(ip);
    this.#byAddress.set(address, Math.max(0, (this.#byAddress.get(address) ?? 0) - 1));
    this.#all = Math.max(0, this.#all - 1);
  }
}

/** Who has one IPv6 address has 2^64 of them. */
function networkOf(ip: string): string {
  if (!ip.includes(':') || ip.includes('.')) return ip;
  const [head = '', tail] = ip.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...Array<string>(Math.max(0, zeros)).fill('0'), ...last].slice(0, 4).join(':');
}
