import type { EpochMs } from '../shared/domain/clock.ts';
import type { HelloMessage } from '../shared/wire/messages.ts';

interface Sent {
  readonly nonce: string;
  readonly version: number;
  readonly times: number;
  readonly lastAt: EpochMs;
}

const hourMs = 3_600_000;
/** Nothing says that a confirmation arrived, and a door without one stays shut: the first is said thrice. */
const atFirst = 3;

/** Remembers whom the cloud told that its list is current, for as long as this process runs. */
export interface Confirmations {
  /** Whether this hello deserves one: a new process, a newly applied list, or an hour gone by. Counts it. */
  isDue(device: string, hello: HelloMessage, now: EpochMs): boolean;
  /** Whether it was told so of this version. */
  wasTold(device: string, version: number): boolean;
}

export function confirmations(): Confirmations {
  const sent = new Map<string, Sent>();
  return {
    isDue(device, { nonce, accessVersion: version }, now) {
      const last = sent.get(device);
      const same = last?.nonce === nonce && last.version === version ? last : null;
      if (same && same.times >= atFirst && now - same.lastAt < hourMs) return false;
      sent.set(device, { nonce, version, times: (same?.times ?? 0) + 1, lastAt: now });
      return true;
    },
    wasTold: (device, version) => sent.get(device)?.version === version,
  };
}
