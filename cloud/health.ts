import type { EpochMs, Timers } from '../shared/domain/clock.ts';
import type { Replication } from './ports/access.ts';
import type { JournalReader } from './ports/journal.ts';
import type { Registry } from './ports/registry.ts';

export interface HealthParts {
  /** Rejects when the store does not answer. */
  readonly probe: () => Promise<void>;
  readonly timers: Timers;
  readonly faults: () => readonly string[];
  readonly registry: Pick<Registry, 'devices'>;
  readonly journal: Pick<JournalReader, 'deviceStates'>;
  readonly replication: Pick<Replication, 'expected' | 'wasConfirmed'>;
  /** At least so many devices must hold the current list and config, and know that the list is current. */
  readonly devicesNeeded: number;
  /** What a device said before this cloud started says nothing of whether it can be tapped now. */
  readonly startedAt: EpochMs;
}

/**
 * What is wrong with this cloud, one sentence each. A device that is away is not its illness, and is shown on
 * the pages instead; only who asks for devices (the demo) is told to wait for them.
 */
export const createHealth =
  (parts: HealthParts): (() => Promise<readonly string[]>) =>
  async () => {
    try {
      await within(patienceMs, parts.probe(), parts.timers);
    } catch (err) {
      return [`The store does not answer: ${String(err)}`];
    }
    const wrong = [...parts.faults()];
    if (parts.devicesNeeded > 0) {
      const missing = parts.devicesNeeded - (await currentDevices(parts));
      if (missing > 0)
        wrong.push(`${missing} device(s) do not hold the current list and config yet.`);
    }
    return wrong;
  };

/** Whoever asks waits no longer for a store that hangs. */
const patienceMs = 3_000;

function within(ms: number, work: Promise<void>, timers: Timers): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = timers.after(ms, () => reject(new Error(`no answer within ${ms} ms`)));
    work.then(resolve, reject).finally(cancel);
  });
}

async function currentDevices(parts: HealthParts): Promise<number> {
  const { registry, journal, replication, startedAt } = parts;
  let current = 0;
  for (const state of await journal.deviceStates()) {
    if (state.lastSeenAt === null || state.lastSeenAt < startedAt) continue;
    const device = await registry.devices.find(state.device);
    if (device?.state !== 'active') continue;
    const expected = await replication.expected(state.device);
    if (
      expected !== null &&
      state.accessVersion === expected.accessVersion &&
      state.configVersion === expected.configVersion &&
      state.accessVersion > 0 &&
      state.configVersion > 0 &&
      replication.wasConfirmed(state.device, state.accessVersion)
    ) {
      current++;
    }
  }
  return current;
}
