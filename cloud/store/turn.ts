/** Resolves when it is one's turn to write; call what it answers when done. In the order they asked. */
export interface Turn {
  take(): Promise<() => void>;
}

/** What two connections in two threads take turns by: the next ticket, and the one that is served. */
export type Tickets = SharedArrayBuffer;
const [next, served] = [0, 1];

export const newTickets = (): Tickets => new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);

/**
 * Who writes to a SQLite store next, in this thread and in the others that share `tickets`. SQLite itself would have
 * the later one look again and again with its thread asleep, and pages with it; here nobody sleeps, and nobody who
 * writes all the time keeps the others out. A thread that ends while it has the turn leaves nobody else one: it must
 * take its process with it.
 */
export function createTurn(tickets: Tickets): Turn {
  const counters = new Int32Array(tickets);
  let last: Promise<void> = Promise.resolve();

  async function isServed(ticket: number): Promise<void> {
    // Nothing else may keep the loop going for a promise of another thread.
    const awake = setInterval(() => undefined, 1_000);
    for (;;) {
      const now = Atomics.load(counters, served);
      if (now === ticket) break;
      await Atomics.waitAsync(counters, served, now).value;
    }
    clearInterval(awake);
  }

  return {
    async take() {
      const before = last;
      const { promise, resolve } = Promise.withResolvers<void>();
      last = promise;
      await before;
      const ticket = Atomics.add(counters, next, 1);
      if (Atomics.load(counters, served) !== ticket) await isServed(ticket);
      return () => {
        Atomics.add(counters, served, 1);
        Atomics.notify(counters, served);
        resolve();
      };
    },
  };
}
