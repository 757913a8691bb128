import type { Clock, Timers } from '../../shared/domain/clock.ts';
import type { Problem } from '../../shared/domain/result.ts';
import { BadgeuseError, failure } from '../../shared/runtime/errors.ts';
import type { LineChoice, Lines } from '../ports.ts';
import { createKeeperBoard, type KeeperBoard } from './keeper-board.ts';
import { createKeeperDoors, type KeptDoor } from './keeper-doors.ts';
import { createKeeperInputs, type WantedInput } from './keeper-inputs.ts';
import { createKeeperLamps } from './keeper-lamps.ts';
import type {
  DoorProblem,
  KeeperDoor,
  KeeperHears,
  KeeperSays,
  KeeperStart,
} from './keeper-protocol.ts';
import { recallLines, rememberLines } from './remembered-lines.ts';
import { type Lamp, lampLines } from './wiring.ts';

/**
 * The keeper: the process the GPIO lines belong to. It secures every line before it does anything else, at its own
 * timeout, when the channel to the device closes (also by SIGKILL), at SIGTERM, and when it fails itself.
 */
export const runKeeper = async (
  start: KeeperStart,
  openLines: () => Promise<Lines>,
  { clock, timers }: { readonly clock: Clock; readonly timers: Timers },
): Promise<void> => {
  let lines: Lines | null = null;
  const early: KeeperHears[] = [];
  let obey = (order: KeeperHears): void => void early.push(order);

  const say = (message: KeeperSays) => process.send?.(message, undefined, {}, () => undefined);
  const leave = (exitCode: number) => {
    try {
      lines?.close();
    } finally {
      process.exit(exitCode);
    }
  };
  const fail = (error: unknown) => {
    say({ say: 'fault', problem: problemOf(error) });
    leave(1);
  };
  process.on('message', (order: KeeperHears) => {
    if (order.do === 'beat') say({ say: 'beat' });
    else obey(order);
  });
  process.on('disconnect', () => leave(0));
  process.on('SIGTERM', () => leave(0));
  process.on('SIGHUP', () => leave(0));
  // Ctrl-C reaches the whole group: the device decides, and closes the channel.
  process.on('SIGINT', () => undefined);
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);

  try {
    lines = await openLines();
  } catch (error) {
    // Stay, so that the cause stays visible instead of a process that starts again and again.
    say({ say: 'fault', problem: problemOf(error) });
    return;
  }
  const opened = lines;
  const remembered = recallLines(start.deviceDir);
  if (remembered?.gpio === start.gpio) {
    for (const choice of remembered.lines) tolerate(() => opened.output(choice));
  }
  if (!process.connected) return leave(0);

  const board = await createKeeperBoard(opened, { clock, timers });
  const doors = createKeeperDoors({
    clock,
    timers,
    moved: (door, to) => say({ say: 'moved', door, to }),
  });
  const lamps = createKeeperLamps(timers);
  const inputs = createKeeperInputs((door, input, on) => say({ say: 'heard', door, input, on }));
  let configured = '';

  const configure = (wanted: readonly KeeperDoor[]): readonly DoorProblem[] => {
    const same = JSON.stringify(wanted);
    // The same config again must not lock a door under a member's hand.
    if (same === configured) return [];
    doors.secureAll();
    inputs.stop();
    // A lamp on a line that something else drives would be a short circuit.
    const taken = new Set(wanted.flatMap((door) => [door.line ?? [], ...linesOf(door)].flat()));
    const lampChoices = Object.entries(lampLines)
      .filter(([, line]) => !taken.has(line))
      .map(([name, line]) => ({ line, name, activeLow: false }));
    const relays = wanted.flatMap(({ line, activeLow }) =>
      line === null ? [] : [{ line, name: 'relay', activeLow }],
    );
    rememberLines(start.deviceDir, { gpio: start.gpio, lines: [...relays, ...lampChoices] });

    const problems: DoorProblem[] = [];
    const kept = new Map<string, KeptDoor>();
    for (const { id, line, activeLow, capMs } of wanted) {
      if (line === null) continue;
      try {
        const strike = board.strike({ line, name: 'relay', activeLow });
        kept.set(id, { strike, capMs });
      } catch (error) {
        problems.push({ door: id, problem: problemOf(error) });
      }
    }
    lamps.use(takeLamps(board, lampChoices));
    doors.configure(kept);
    for (const { of, error } of inputs.use(wanted.flatMap((door) => inputsOf(door, board)))) {
      problems.push({ door: of.door, input: of.input, problem: problemOf(error) });
    }
    configured = problems.length === 0 ? same : '';
    return problems;
  };

  obey = (order) => {
    switch (order.do) {
      case 'configure':
        say({ say: 'configured', round: order.round, problems: configure(order.doors) });
        return;
      case 'unlock':
        doors.unlockFor(order.door, order.ms);
        return;
      case 'hold':
        doors.holdFor(order.door, order.ms);
        return;
      case 'show':
        lamps.show(order.signal);
        return;
    }
  };
  say({ say: 'ready', lines: opened.description, component: board.component });
  for (const order of early) obey(order);
};

const linesOf = ({ inputs }: KeeperDoor): readonly number[] => inputs.map(({ line }) => line);

const inputsOf = ({ id, inputs }: KeeperDoor, board: KeeperBoard): readonly WantedInput[] =>
  inputs.map(({ input, line, activeLow }) => ({
    door: id,
    input,
    listen(heard) {
      const choice = { line, name: input, activeLow };
      return input === 'exitButton' ? board.button(choice, heard) : board.contact(choice, heard);
    },
  }));

/** A lamp that cannot be had is left out: lights never decide whether a door works. */
const takeLamps = (board: KeeperBoard, choices: readonly LineChoice[]) => {
  const taken = new Map<Lamp, { set(on: boolean): void }>();
  for (const choice of choices) {
    tolerate(() => taken.set(choice.name as Lamp, board.lamp(choice)));
  }
  return taken;
};

const tolerate = (run: () => unknown): void => {
  try {
    run();
  } catch {
    // Reported where it matters: a door's line is opened again by configure, and its problem is told there.
  }
};

const problemOf = (error: unknown): Problem =>
  (error instanceof BadgeuseError
    ? error
    : failure('keeperRestarting', { detail: error instanceof Error ? error.message : error })
  ).toProblem();
