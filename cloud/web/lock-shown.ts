import type { ConfigLock } from '../../shared/wire/lock.ts';
import type { DoorRecord } from '../ports/registry.ts';

/** A lock as it is told to anybody: whether it has a secret, never which. */
export const lockShown = (lock: ConfigLock | null) => {
  if (lock === null) return null;
  const { secret, ...rest } = lock;
  return { ...rest, hasSecret: secret !== undefined };
};

export const doorShown = (door: DoorRecord) => ({ ...door, lock: lockShown(door.lock) });
