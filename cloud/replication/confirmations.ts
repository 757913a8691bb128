import type { EpochMs } from '../../shared/domain/clock.ts';
import type { HelloMessage } from '../../shared/wire/messages.ts';

interface Sent {
  readonly nonce: string;
  readonly version: number;
  readonly times: number;
  readonly lastAt: EpochMs;
  /** As its newest hello says. */
  readonly hasArrived: boolean;
}

const hourMs = 3_600_000;
/** Nothing says that a confirmation arrived, and a door without one stays shut: the first is said thrice. */
const atFirst = 3;

/** Remembers whom the cloud told that its list is current, for as long as this process runs. */
export interface Confirmations {
  /** Whether this hello deserves one: a new process, a newly applied list, or an hour gone by. Counts it. */
  isDue(device: string, hello: HelloMessage, now: EpochMs): boolean;
  /** Whether it was told so of this version, and has it: what is on its way opens no door yet. */
  hasArrived(device: string, version: number): boolean;
}

export function confirmations(): Confirmations {
  const sent = new Map<string, Sent>();
  return {
    isDue(device, { nonce, accessVersion: version, listConfirmed }, now) {
      const last = sent.get(device);
      const same = last?.nonce === nonce && last.version === version ? last : null;
      const hasArrived = listConfirmed !== false;
      if (same && same.times >= atFirst && now - same.lastAt < hourMs) {
        sent.set(device, { ...same, hasArrived });
        return false;
      }
      const times = (same?.times ?? 0) + 1;
      sent.set(device, { nonce, version, times, lastAt: now, hasArrived });
      return true;
    },
    hasArrived(device, version) {
      const last = sent.get(device);
      return last?.version === version && last.hasArrived;
    },
  };
}
