import { createKeeperStrike } from '../../device/hardware/keeper-strike.ts';
import type { Signal } from '../../device/ports.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { systemClock, systemTimers } from '../../shared/runtime/system-clock.ts';
import type { SignedConfig } from '../../shared/wire/signed.ts';

/** A device reduced to its strike, in a process that a test may kill. Arguments: keeper entry, start as JSON. */
export type DeviceOrder =
  | { readonly do: 'configure'; readonly doors: SignedConfig['doors'] }
  | { readonly do: 'unlock' | 'hold'; readonly door: string; readonly ms: number }
  /** Keeps the event loop busy, as a program that hangs does. */
  | { readonly do: 'block'; readonly ms: number }
  | { readonly do: 'show'; readonly signal: Signal }
  | { readonly do: 'drives'; readonly door: string }
  | { readonly do: 'fault' }
  | { readonly do: 'alive' };

const [, , entry = '', start = '{}'] = process.argv;
const {
  strike,
  indicator,
  start: begin,
} = createKeeperStrike({
  entry,
  start: JSON.parse(start),
  clock: systemClock,
  timers: systemTimers,
  logger: silentLogger,
});
strike.listen({
  moved: (door, to) => process.send?.({ moved: door, to }),
  heard: (door, input, on) => process.send?.({ heard: door, input, on }),
});

const obey = async (order: DeviceOrder): Promise<unknown> => {
  switch (order.do) {
    case 'configure':
      await strike.configure(order.doors);
      return null;
    case 'unlock':
      strike.unlockFor(order.door, order.ms);
      return null;
    case 'hold':
      strike.holdFor(order.door, order.ms);
      return null;
    case 'block': {
      const until = systemClock.monotonicNow() + order.ms;
      while (systemClock.monotonicNow() < until);
      return null;
    }
    case 'show':
      indicator.show(null, order.signal);
      return null;
    case 'drives':
      return strike.drives(order.door);
    case 'fault':
      return strike.fault()?.code ?? null;
    case 'alive':
      await strike.alive(5_000);
      return null;
  }
};

process.on('message', (order: DeviceOrder) => {
  obey(order).then(
    (value) => process.send?.({ value }),
    (error: { code?: string; message: string }) =>
      process.send?.({ code: error.code ?? error.message }),
  );
});
process.on('disconnect', () => process.exit(0));
begin();
