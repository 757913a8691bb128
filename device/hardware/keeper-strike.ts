import type { Clock, Timers } from '../../shared/domain/clock.ts';
import type { Problem } from '../../shared/domain/result.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import type { DoorListener, Indicator, Strike } from '../ports.ts';
import { doorLines } from './door-lines.ts';
import type {
  DoorProblem,
  KeeperDoor,
  KeeperHears,
  KeeperSays,
  KeeperStart,
} from './keeper-protocol.ts';
import { createOverdueLocks, keeperCapMs } from './overdue-locks.ts';
import { secureLines } from './secure-lines.ts';
import { type ChildTempo, defaultTempo, superviseChild } from './supervised-child.ts';

/** The doors and lamps of this device, driven by the keeper process. */
export interface KeeperStrike {
  readonly strike: Strike;
  readonly indicator: Indicator;
  start(): void;
}

/** A start never waits longer than this for a keeper that cannot come up; `fault()` tells. */
const configurePatienceMs = 5_000;

/**
 * The strike and the indicator, on the keeper process. An unlock that nobody can carry out throws
 * (`keeperRestarting`, `lineUnusable`) and is never done later: a door must not open when nobody stands there.
 */
export const createKeeperStrike = (options: {
  /** `device/keeper-main`, as a file path. */
  readonly entry: string;
  readonly start: KeeperStart;
  readonly clock: Pick<Clock, 'monotonicNow'>;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly tempo?: ChildTempo;
}): KeeperStrike => {
  const { logger, timers } = options;
  const child = superviseChild<KeeperHears, KeeperSays>({
    entry: options.entry,
    args: [JSON.stringify(options.start)],
    tempo: options.tempo ?? defaultTempo,
    timers,
    logger,
  });
  let wanted: readonly KeeperDoor[] = [];
  let problems: readonly DoorProblem[] = [];
  let unwired: readonly DoorProblem[] = [];
  let down: Problem | null = failure('keeperRestarting', { detail: 'starting' }).toProblem();
  let listener: DoorListener | null = null;
  let round = 0;
  const rounds = new Map<number, () => void>();

  /** A keeper that stands still cannot lower a line, and one that died has left it as it was: we can. */
  const lowerOurselves = (why: string) => {
    for (const problem of secureLines(options.start.deviceDir)) {
      logger.error({ problem, why }, 'a line could not be secured');
    }
    for (const door of locks.takeOpen()) listener?.moved(door, 'secured');
  };
  const locks = createOverdueLocks({
    clock: options.clock,
    timers,
    overdue(door) {
      logger.error({ door }, 'a door was not locked in time: its keeper is replaced');
      down = failure('keeperRestarting', { detail: 'it did not lock a door in time' }).toProblem();
      child.replace('it did not lock a door in time');
      lowerOurselves('overdue');
    },
  });

  const askConfigure = () => {
    const doors = wanted.map((door) => ({ ...door, capMs: keeperCapMs(door.capMs) }));
    child.send({ do: 'configure', round, doors });
  };

  const hear = (message: KeeperSays) => {
    switch (message.say) {
      case 'ready':
        logger.info({ lines: message.lines, component: message.component }, 'keeper');
        down = null;
        askConfigure();
        return;
      case 'configured':
        if (message.round === round) problems = message.problems;
        rounds.get(message.round)?.();
        return;
      case 'moved':
        logger.debug({ door: message.door, to: message.to }, 'strike');
        if (message.to === 'secured') locks.secured(message.door);
        listener?.moved(message.door, message.to);
        return;
      case 'heard':
        logger.debug({ door: message.door, input: message.input, on: message.on }, 'door line');
        listener?.heard(message.door, message.input, message.on);
        return;
      case 'fault':
        logger.error({ problem: message.problem }, 'the keeper has a problem');
        down = message.problem;
        return;
      case 'beat':
        return;
    }
  };

  const kept = (door: string) => wanted.find(({ id, line }) => id === door && line !== null);

  const order = (wish: { do: 'unlock' | 'hold'; door: string; ms: number }): void => {
    const { door } = wish;
    const { capMs } = kept(door) ?? { capMs: null };
    if (capMs === null) throw failure('notFound', { what: 'door', id: door });
    const unusable = problems.find((found) => found.door === door && !found.input)?.problem;
    if (unusable) {
      throw failure('lineUnusable', { line: door, name: 'relay', detail: unusable.message });
    }
    if (down !== null || !child.send(wish)) {
      throw failure('keeperRestarting', { detail: down?.message ?? 'not connected' });
    }
    locks.told(wish, capMs);
  };

  const strike: Strike = {
    configure(doors) {
      const lines = doorLines(doors, options.start.gpio === 'simulated' ? 'simulated' : 'real');
      wanted = lines.wired;
      unwired = lines.unwired;
      round += 1;
      const mine = round;
      return new Promise((resolve) => {
        const done = () => {
          cancel();
          rounds.delete(mine);
          resolve();
        };
        const cancel = timers.after(configurePatienceMs, done);
        rounds.set(mine, done);
        if (down === null) askConfigure();
        else if (down.code === 'linesUnavailable') done();
      });
    },
    drives: (door) => kept(door) !== undefined,
    unlockFor: (door, ms) => void order({ do: 'unlock', door, ms }),
    holdFor: (door, ms) => order({ do: 'hold', door, ms }),
    listen(heard) {
      listener = heard;
    },
    alive: (timeoutMs) => child.alive(timeoutMs),
    fault() {
      const [first] = [...problems, ...unwired];
      const problem = down ?? first?.problem;
      if (!problem) return null;
      const { code, message, hint } = problem;
      return { code, hint: `${message} ${hint}`, details: first ? { door: first.door } : {} };
    },
    async stop() {
      await child.stop();
      for (const door of locks.takeOpen()) listener?.moved(door, 'secured');
    },
  };

  return {
    strike,
    indicator: { show: (_accessPoint, signal) => void child.send({ do: 'show', signal }) },
    start: () =>
      child.start({
        said: hear,
        started: () => undefined,
        gone(detail) {
          down = failure('keeperRestarting', { detail }).toProblem();
          lowerOurselves(detail);
        },
      }),
  };
};
