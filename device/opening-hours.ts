import type { Cancel, Timers } from '../shared/domain/clock.ts';
import type { DoorCause } from '../shared/domain/door-state.ts';
import { isWithin } from '../shared/domain/opening.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import type { SignedConfig } from '../shared/wire/signed.ts';
import type { ClockWatch, Health, Strike } from './ports.ts';

export interface OpeningHoursParts {
  readonly strike: Pick<Strike, 'holdFor'>;
  readonly config: () => SignedConfig | null;
  readonly watch: Pick<ClockWatch, 'stamp' | 'decisionTime'>;
  readonly timers: Timers;
  readonly health: Health;
  readonly logger: Logger;
  /** The door is held unlocked from now on. */
  readonly unlocked: (door: string, cause: DoorCause) => void;
}

/** Doors that stay unlocked from the first valid tap within their hours to the end of them. */
export interface OpeningHours {
  /** A card was let in there. */
  tapped(door: string, cause: DoorCause): void;
  /** The place's word may have changed: hours, a lockdown. */
  check(): void;
  stop(): void;
}

/** A lease is short whatever the cap, so that a closed place is locked soon after its device died. */
const longestLeaseMs = 10_000;
const renewals = 4;

/**
 * The lock never stays open by itself: the device takes a lease that is no longer than the door's cap, again and
 * again, and a device that died or hangs has a locked door within it. A restart forgets the mode: the next valid tap
 * begins it anew.
 */
export function createOpeningHours(parts: OpeningHoursParts): OpeningHours {
  const { strike, timers, health, logger } = parts;
  const held = new Map<string, { readonly cause: DoorCause; failing: boolean; renew: Cancel }>();

  let told: ReadonlySet<string> = new Set();

  /** The door, where its hours are on now. */
  const withinHours = (id: string) => {
    const config = parts.config();
    const door = config?.doors.find((one) => one.id === id);
    const wanted = door?.openingHours?.schedule;
    if (!config || !door || !wanted || door.lock || config.place.lockdown) return null;
    const now = parts.watch.decisionTime();
    const isNow = config.schedules.some(
      (schedule) => schedule.id === wanted && isWithin(schedule, now, config.place.timeZone),
    );
    return isNow ? door : null;
  };

  const end = (id: string): void => {
    const one = held.get(id);
    if (!one) return;
    one.renew();
    held.delete(id);
    health.clear('door.openHours', id);
    logger.info({ door: id }, 'opening hours are over: the door is locked');
    try {
      strike.holdFor(id, 0);
    } catch (err) {
      // Nobody renews the lease: it is locked within the cap all the same.
      logger.warn({ err, door: id }, 'the door could not be told; its lease ends by itself');
    }
  };

  /** False: the hours are over, or the lock cannot. */
  const renew = (id: string): boolean => {
    const one = held.get(id);
    const door = withinHours(id);
    if (!one || !door) return false;
    const leaseMs = Math.min(door.capMs, longestLeaseMs);
    try {
      strike.holdFor(id, leaseMs);
      parts.unlocked(id, one.cause);
      one.failing = false;
    } catch (err) {
      if (!one.failing) logger.error({ err, door: id }, 'the door could not be kept unlocked');
      one.failing = true;
    }
    one.renew = timers.after(leaseMs / renewals, () => {
      if (!renew(id)) end(id);
    });
    return true;
  };

  /** A connected lock knows pulses alone: left unlocked, nothing would lock it once its device died. */
  function noteWhoCannot(): void {
    const doors = parts.config()?.doors ?? [];
    const cannot = new Map(
      doors.flatMap(({ id, name, lock, openingHours }) =>
        lock && openingHours ? [[id, name]] : [],
      ),
    );
    for (const id of told) if (!cannot.has(id)) health.clear('door.cannotHold', id);
    for (const [id, door] of cannot)
      health.report('door.cannotHold', { details: { door }, about: id });
    told = new Set(cannot.keys());
  }

  return {
    tapped(id, cause) {
      // An untrusted clock opens a door for a card, never for a day.
      if (held.has(id) || parts.watch.stamp().clock !== 'synced') return;
      const door = withinHours(id);
      if (!door) return;
      held.set(id, { cause, failing: false, renew: () => undefined });
      renew(id);
      health.report('door.openHours', { details: { door: door.name }, about: id });
      logger.info({ door: id }, 'opening hours: the door stays unlocked');
    },
    check() {
      noteWhoCannot();
      for (const id of [...held.keys()]) if (!withinHours(id)) end(id);
    },
    stop() {
      for (const id of [...held.keys()]) end(id);
    },
  };
}
