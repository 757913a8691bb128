import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Cancel, Timers } from '../shared/domain/clock.ts';
import { failure } from '../shared/runtime/errors.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import type { Ingest } from './ports/journal.ts';
import type { StoreTrouble } from './ports/store-troubles.ts';
import { checkStore } from './store/check-thread.ts';

const mebibyte = 1024 * 1024;
/** What the write-ahead log, a sign-in and a correction still need once nothing more of devices is taken. */
const leastFreeBytes = 128 * mebibyte;
const lookMs = 5_000;

export interface StoreWatchParts {
  /** The SQLite file; null where a server keeps the store and its disk. */
  readonly path: string | null;
  readonly timers: Timers;
  readonly logger: Logger;
  /** Bytes that can still be written beside the store. */
  readonly freeBytes?: () => number;
}

export interface StoreWatch {
  troubles(): readonly StoreTrouble[];
  /** The same for `/healthz`, one sentence each. */
  faults(): readonly string[];
  /** Throws `storeNearlyFull` or `storeDamaged` where nothing more of devices may be stored now. */
  mayStore(): void;
  /** Runs a copy of the store and remembers whether it failed. */
  copying(copy: () => Promise<void>): Promise<void>;
  /** Throws `storeNearlyFull` where so much more would leave too little. */
  roomFor(bytes: number): void;
  /** Resolves once the file was read whole, or could not be. */
  readonly checked: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Looks at what keeps a store from being written to: its disk before that is full, and the file itself, read whole once
 * at the start. Devices then keep what they recorded, and send it when there is room again.
 */
export function watchStore(parts: StoreWatchParts): StoreWatch {
  const { path, timers, logger } = parts;
  const folder = path === null ? '' : dirname(path);
  const freeBytes =
    parts.freeBytes ??
    (() => {
      const { bavail, bsize } = statfsSync(folder);
      return bavail * bsize;
    });
  const said = new Map<StoreTrouble, string>();
  let free = Number.POSITIVE_INFINITY;

  const tell = (trouble: StoreTrouble, why: string | null): void => {
    if (why === null) {
      if (said.delete(trouble)) logger.info({ trouble }, 'well again');
      return;
    }
    if (!said.has(trouble)) logger.error({ trouble, why }, 'the store is in trouble');
    said.set(trouble, why);
  };
  const freeMiB = () => Math.floor(free / mebibyte);
  const look = (): void => {
    if (path === null) return;
    try {
      free = freeBytes();
    } catch (err) {
      logger.warn({ err }, 'how much room there is cannot be found out');
      return;
    }
    const why = `The disk of the store is nearly full: ${freeMiB()} MiB are free.`;
    tell('diskNearlyFull', free < leastFreeBytes ? why : null);
  };

  look();
  const cancels: Cancel[] = [timers.every(lookMs, look)];
  const check = path === null || path === ':memory:' ? null : checkStore(path);
  const checked = check?.found.then(
    (wrong) => {
      if (wrong !== null) tell('storeDamaged', `The store is damaged: ${wrong}`);
      else logger.debug({}, 'the store was read whole and is sound');
    },
    (err: unknown) => logger.debug({ err }, 'the store was not checked'),
  );

  const roomFor = (bytes: number): void => {
    look();
    if (free - bytes < leastFreeBytes)
      throw failure('storeNearlyFull', { folder, freeMiB: freeMiB() });
  };
  return {
    troubles: () => [...said.keys()],
    faults: () => [...said.values()],
    mayStore() {
      const damaged = said.get('storeDamaged');
      if (damaged !== undefined) throw failure('storeDamaged', { path, detail: damaged });
      if (said.has('diskNearlyFull'))
        throw failure('storeNearlyFull', { folder, freeMiB: freeMiB() });
    },
    roomFor,
    checked: checked ?? Promise.resolve(),
    async copying(copy) {
      try {
        await copy();
        tell('copyFailed', null);
      } catch (err) {
        tell('copyFailed', `The store could not be copied: ${String(err)}`);
        throw err;
      }
    },
    async stop() {
      for (const cancel of cancels) cancel();
      await check?.stop();
    },
  };
}

/** The same ingest where there is room: else a device is told to come back, and keeps what it has. */
export const ingestWithRoom = (
  ingest: Ingest,
  { mayStore }: Pick<StoreWatch, 'mayStore'>,
): Ingest => ({
  async journal(received) {
    mayStore();
    return ingest.journal(received);
  },
  hello: (...said) => ingest.hello(...said),
});
