import { errorCodeOf } from '../shared/runtime/errors.ts';
import type { CarryOutParts } from './carry-out.ts';
import { followLock } from './follow-lock.ts';
import type { Said } from './terminal/emergency/sittings.ts';

/**
 * Unlocks a door for who signed in at the emergency page; `seq` is the entry that says so. As with every opening, it
 * is in the journal before the relay moves: what cannot be recorded opens nothing.
 */
export const createEmergencyUnlock =
  (parts: CarryOutParts) =>
  async (id: string, seq: number): Promise<Said> => {
    const { access, strike, watch, indicator, health, journal, logger, recorded } = parts;
    const door = access.config()?.doors.find((one) => one.id === id && strike.drives(one.id));
    if (!door) return { what: 'failed', door: id };
    const cause = { seq };
    try {
      journal.append([{ kind: 'door', ...watch.stamp(), door: id, event: 'unlocked', cause }]);
    } catch (err) {
      health.report('journal', { details: { code: errorCodeOf(err) ?? 'storeDamaged' } });
      logger.error({ err, door: id }, 'an emergency unlock could not be recorded');
      return { what: 'cannotRecord' };
    }
    try {
      const answer = strike.unlockFor(id, door.unlockMs, cause);
      health.clear('strike');
      if (answer !== undefined) {
        const { outcome } = await followLock(answer, { door: id, accessPoint: null, seq }, parts);
        if (outcome !== 'granted') {
          return { what: outcome === 'unknown' ? 'unknown' : 'failed', door: id };
        }
      }
      indicator.show(null, { kind: 'granted', direction: 'presence', saved: 'online' });
      return { what: 'opened', door: id };
    } catch (err) {
      const code = errorCodeOf(err) ?? 'unknown';
      health.report('strike', { details: { door: id } });
      logger.error({ err, door: id }, 'the door did not unlock for the emergency page');
      const details = { door: id, seq, code };
      try {
        journal.append([{ kind: 'device', ...watch.stamp(), event: 'doorNotUnlocked', details }]);
      } catch (unrecorded) {
        logger.error({ err: unrecorded, door: id }, 'that the door stayed shut is not recorded');
      }
      return { what: 'failed', door: id };
    } finally {
      recorded();
    }
  };
