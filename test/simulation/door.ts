import { createKeeperDoors } from '../../device/hardware/keeper-doors.ts';
import type { DoorListener, Indicator, Signal, Strike } from '../../device/ports.ts';
import type { DoorCause } from '../../shared/domain/door-state.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { Owner, World } from './world.ts';

/** What stands in the wall, as somebody before it sees it. */
export interface WallObserver {
  light(signal: Signal): void;
  relay(door: string, to: 'high' | 'low', cause: DoorCause): void;
}

export interface Wall {
  readonly strike: Strike;
  readonly indicator: Indicator;
  /** The device's program is gone: its keeper notices by its pipe. Without power the relay falls by itself. */
  ended(how: 'killed' | 'cut'): void;
}

/**
 * The relays of one device behind its real keeper, which is a program of its own: it keeps its timers when the device
 * stands still, and lowers its lines when the device ends.
 */
export function createWall(world: World, device: Owner, observer: WallObserver): Wall {
  const keeper: Owner = { ...device, name: `${device.name} keeper`, alive: true, busyUntil: 0 };
  const high = new Map<string, boolean>();
  let listener: DoorListener | null = null;
  let cause: DoorCause = null;
  let configured = new Set<string>();

  const drive = (door: string, isHigh: boolean): void => {
    if ((high.get(door) ?? false) === isHigh) return;
    high.set(door, isHigh);
    observer.relay(door, isHigh ? 'high' : 'low', cause);
  };
  const doors = createKeeperDoors({
    clock: { monotonicNow: () => world.now() },
    timers: world.timersOf(keeper),
    moved: (door, to) => world.soon(device, () => listener?.moved(door, to)),
  });
  const mustBeThere = (door: string): void => {
    if (!device.alive) throw failure('keeperRestarting', { detail: 'it ended' });
    if (!configured.has(door)) throw failure('notFound', { what: 'door', id: door });
  };

  const strike: Strike = {
    drives: (door) => configured.has(door),
    unlockFor(door, ms, why = null) {
      mustBeThere(door);
      cause = why;
      doors.unlockFor(door, ms);
      return undefined;
    },
    holdFor(door, ms) {
      mustBeThere(door);
      doors.holdFor(door, ms);
    },
    listen(next) {
      listener = next;
    },
    async configure(wanted) {
      configured = new Set(wanted.map(({ id }) => id));
      doors.configure(
        new Map(
          wanted.map(({ id, capMs }) => [
            id,
            { capMs, strike: { unlock: () => drive(id, true), secure: () => drive(id, false) } },
          ]),
        ),
      );
    },
    alive: async () => undefined,
    fault: () => null,
    async stop() {
      doors.secureAll();
    },
  };
  return {
    strike,
    indicator: {
      show(_accessPoint, signal) {
        if (device.alive) observer.light(signal);
      },
    },
    ended(how) {
      const lower = (): void => {
        doors.secureAll();
        keeper.alive = false;
      };
      if (how === 'cut') lower();
      else world.after(world.random.between(1, 20), keeper, lower);
    },
  };
}
