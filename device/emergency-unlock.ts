import type { CarryOutParts } from './carry-out.ts';
import { followLock } from './follow-lock.ts';
import { record } from './record.ts';
import type { Said } from './terminal/emergency/sittings.ts';
import { unlockDoor } from './unlock-door.ts';

/**
 * Unlocks a door for who signed in at the emergency page; `seq` is the entry that says so. As with every opening, it
 * is in the journal before the relay moves: what cannot be recorded opens nothing.
 */
export const createEmergencyUnlock =
  (parts: CarryOutParts) =>
  async (id: string, seq: number): Promise<Said> => {
    const { access, strike, watch, indicator } = parts;
    const door = access.config()?.doors.find((one) => one.id === id && strike.drives(one.id));
    if (!door) return { what: 'failed', door: id };
    const draft = {
      kind: 'door',
      ...watch.stamp(),
      door: id,
      event: 'unlocked',
      cause: { seq },
    } as const;
    if (!record(draft, parts, 'an emergency unlock could not be recorded'))
      return { what: 'cannotRecord' };
    const { fault, answer } = unlockDoor(door, { seq }, parts);
    parts.recorded();
    if (fault !== null) return { what: 'failed', door: id };
    if (answer !== undefined) {
      const { outcome } = await followLock(answer, { door: id, accessPoint: null, seq }, parts);
      if (outcome !== 'granted')
        return { what: outcome === 'unknown' ? 'unknown' : 'failed', door: id };
    }
    indicator.show(null, { kind: 'granted', direction: 'presence', saved: 'online' });
    return { what: 'opened', door: id };
  };
