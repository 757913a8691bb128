import { createDoorWatch } from '../../device/door-watch.ts';
import { createKeeperStrike } from '../../device/hardware/keeper-strike.ts';
import { createHealth } from '../../device/health.ts';
import type { Signal } from '../../device/ports.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { systemClock, systemTimers } from '../../shared/runtime/system-clock.ts';
import type { SignedConfig } from '../../shared/wire/signed.ts';

/** A device reduced to its doors, in a process that a test may kill. Arguments: keeper entry, start as JSON. */
export type DeviceOrder =
  | { readonly do: 'configure'; readonly doors: SignedConfig['doors'] }
  | { readonly do: 'unlock' | 'hold'; readonly door: string; readonly ms: number }
  /** Keeps the event loop busy, as a program that hangs does. */
  | { readonly do: 'block'; readonly ms: number }
  | { readonly do: 'show'; readonly signal: Signal }
  | { readonly do: 'drives'; readonly door: string }
  /** What was journalled of doors since it was asked last. */
  | { readonly do: 'written' }
  | { readonly do: 'notes' }
  | { readonly do: 'fault' }
  | { readonly do: 'alive' };

const [, , entry = '', start = '{}'] = process.argv;
const {
  strike: locks,
  indicator,
  start: begin,
} = createKeeperStrike({
  entry,
  start: JSON.parse(start),
  clock: systemClock,
  timers: systemTimers,
  logger: silentLogger,
});
const written: string[] = [];
const health = createHealth(systemClock, silentLogger);
const { strike } = createDoorWatch({
  strike: {
    ...locks,
    listen: (watch) =>
      locks.listen({
        moved(door, to) {
          process.send?.({ moved: door, to });
          watch.moved(door, to);
        },
        heard(door, input, on) {
          process.send?.({ heard: door, input, on });
          watch.heard(door, input, on);
        },
      }),
  },
  config: () => null,
  append(drafts) {
    for (const draft of drafts) if (draft.kind === 'door') written.push(draft.event);
    return [];
  },
  recorded: () => undefined,
  watch: {
    stamp: () => ({
      at: new Date(systemClock.now()).toISOString(),
      monoMs: systemClock.monotonicNow(),
      boot: 'b',
      clock: 'synced',
    }),
    decisionTime: () => systemClock.now(),
  },
  indicator,
  health,
  clock: systemClock,
  timers: systemTimers,
  logger: silentLogger,
});

const obey = async (order: DeviceOrder): Promise<unknown> => {
  switch (order.do) {
    case 'configure':
      await strike.configure(order.doors);
      return null;
    case 'unlock':
      void strike.unlockFor(order.door, order.ms, { seq: 1 });
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
    case 'written':
      return written.splice(0);
    case 'notes':
      return health.notes().map(({ code }) => code);
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
