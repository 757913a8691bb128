import type { TimeSource } from '../../device/ports.ts';
import type { Clock } from '../../shared/domain/clock.ts';
import type { Owner, World } from './world.ts';

/** The clocks of one machine: a wall clock that may be wrong, and one that counts from its last boot. */
export interface MachineClock {
  boot(): string;
  /** Power was gone: monotonic time begins again, and the wall clock with what the machine remembers. */
  reboot(): void;
  /** As a program there reads them; while it waits for the disk they go on. */
  of(owner: Owner): Clock;
  readonly source: TimeSource;
  wallNow(owner: Owner | null): number;
  /** Sets the wall clock off by so much from the true time; nobody vouches for it any more. */
  step(offMs: number): void;
  /** A time server sets it right, and vouches for it. */
  sync(): void;
}

/** What a machine's monotonic clock says when its first program starts. */
const startedMs = 5_000;

export function createMachineClock(world: World, name: string): MachineClock {
  const random = world.random.fork();
  let boots = 0;
  let bootedAt = world.now();
  let offMs = 0;
  let isVouched = true;
  const at = (owner: Owner | null): number => Math.max(world.now(), owner?.busyUntil ?? 0);
  const wallNow = (owner: Owner | null): number => at(owner) + offMs;
  const boot = (): string => `${name}-boot-${boots}`;
  return {
    boot,
    reboot() {
      boots++;
      bootedAt = world.now();
      if (random.chance(0.6)) return;
      // Without a battery it starts with what was saved last, or in 1970.
      offMs = random.chance(0.5) ? -world.now() : -random.between(60_000, 14 * 86_400_000);
      isVouched = false;
    },
    of: (owner) => ({
      now: () => wallNow(owner),
      monotonicNow: () => at(owner) - bootedAt + startedMs,
    }),
    source: { vouchedBy: async () => (isVouched ? 'ntp' : null) },
    wallNow,
    step(to) {
      offMs = to;
      isVouched = false;
    },
    sync() {
      offMs = 0;
      isVouched = true;
    },
  };
}
