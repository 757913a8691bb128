import type { HelloMessage, StatusMessage } from '../../shared/wire/messages.ts';

/** What waits for one device: the newest of each kind, for every older one is contained in it. */
export interface Waiting {
  status: StatusMessage | null;
  hello: { message: HelloMessage; receivedAt: number } | null;
  batch: { payload: Buffer; receivedAt: number } | null;
}

/**
 * Devices in the order their oldest work came, each at most once, each worked for by one worker at a time: a
 * device's messages keep their order, and no device can crowd out another.
 */
export interface DeliverQueue {
  /** Adds to what waits for that device. */
  add(device: string, what: Partial<Waiting>): void;
  /** Devices whose batch waits. */
  batches(): number;
  hasBatch(device: string): boolean;
  /** Lets running work end, and takes no more. */
  stop(): Promise<void>;
}

export function createDeliverQueue(
  workers: number,
  work: (device: string, what: Waiting) => Promise<void>,
): DeliverQueue {
  const waiting = new Map<string, Waiting>();
  const busy = new Map<string, Promise<void>>();
  let batches = 0;
  let stopped = false;

  function fill(): void {
    if (stopped) return;
    for (const [device, what] of waiting) {
      if (busy.size >= workers) return;
      if (busy.has(device)) continue;
      waiting.delete(device);
      if (what.batch) batches--;
      const done = work(device, what).finally(() => {
        busy.delete(device);
        fill();
      });
      busy.set(device, done);
    }
  }

  return {
    add(device, what) {
      if (stopped) return;
      const before = waiting.get(device) ?? { status: null, hello: null, batch: null };
      if (what.batch && !before.batch) batches++;
      waiting.set(device, { ...before, ...what });
      fill();
    },
    batches: () => batches,
    hasBatch: (device) => waiting.get(device)?.batch != null,
    async stop() {
      stopped = true;
      waiting.clear();
      await Promise.all(busy.values());
    },
  };
}
