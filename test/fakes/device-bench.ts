import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { createClockWatch } from '../../device/clock-watch.ts';
import { createHealth } from '../../device/health.ts';
import { createListAge } from '../../device/list-age.ts';
import type { AccessStore, Journal } from '../../device/ports.ts';
import { createSync } from '../../device/sync.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import type { EntryDraft } from '../../shared/wire/entry.ts';
import { newKeyPair } from '../../shared/wire/keys.ts';
import type { SignedConfig } from '../../shared/wire/signed.ts';
import { badLink } from './bad-link.ts';
import { manualTime } from './manual-time.ts';
import { memoryAccessStore } from './memory-access-store.ts';
import { type TinyCloud, tinyCloud } from './tiny-cloud.ts';

export const deviceKey = newKeyPair();
export const cloudKey = newKeyPair();

/** Randomness that can be had again: a failing run says its seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A device's link to a tiny cloud over a bad line, by a clock the test turns. */
export function deviceBench(options: {
  readonly journal: Journal;
  readonly cloud?: TinyCloud;
  readonly access?: AccessStore;
  readonly badness?: number;
  readonly seed?: number;
  readonly fetchFile?: (url: string, maxBytes: number) => Promise<Buffer>;
}) {
  const { journal } = options;
  const random = seeded(options.seed ?? 1);
  const time = manualTime();
  const access = options.access ?? memoryAccessStore();
  const cloud = options.cloud ?? tinyCloud('demo-1', deviceKey.publicKey);
  const link = badLink(cloud, time, random, options.badness ?? 0);
  const health = createHealth(time, silentLogger);
  const watch = createClockWatch({
    clock: time,
    timers: time,
    source: { vouchedBy: async () => 'ntp' },
    boot: 'boot-1',
    floorMs: 0,
    record: () => undefined,
  });
  const configs: SignedConfig[] = [];
  const pinned: unknown[] = [];
  const nonce = randomBytes(16).toString('hex');
  const listAge = createListAge(access, time, watch);
  const sync = createSync({
    device: 'demo-1',
    key: deviceKey.privateKey,
    journal,
    access,
    uplink: link.uplink,
    placeState: { asOf: () => null, interrupted: () => undefined },
    watch,
    listAge,
    clock: time,
    timers: time,
    random,
    health,
    logger: silentLogger,
    nonce,
    software: '1.0.0',
    fetchFile: options.fetchFile ?? (() => Promise.reject(new Error('no files here'))),
    cloudKey: (kid) => (kid === 'k1' ? cloudKey.publicKey : null),
    pinKeys(word) {
      pinned.push(word);
      return null;
    },
    later: {},
    configured: (config) => configs.push(config),
  });
  sync.start();
  return {
    sync,
    cloud,
    link,
    time,
    access,
    health,
    watch,
    listAge,
    nonce,
    configs,
    pinned,
    hellos: () => link.published.filter((m) => m.kind === 'hello'),
    batches: () => link.published.filter((m) => m.kind === 'journal'),
    /** Lets time pass and everything that hangs on it happen. */
    async run(ms: number, stepMs = 50): Promise<void> {
      for (let passed = 0; passed < ms; passed += stepMs) {
        time.advance(stepMs);
        await setImmediate();
      }
    },
    async until(holds: () => boolean, maxMs = 3_600_000): Promise<void> {
      for (let passed = 0; passed < maxMs && !holds(); passed += 50) {
        time.advance(50);
        await setImmediate();
      }
      if (!holds()) throw new Error('it never came to that');
    },
    record(...drafts: EntryDraft[]) {
      const recorded = journal.append(drafts);
      sync.recorded();
      return recorded;
    },
  };
}
