import type { Led, Relay } from 'johnny-five';
import type { LineChoice, Lines } from '../ports.ts';
import { GpioIoPlugin } from './gpio-io-plugin.ts';
import type { StrikeLine } from './keeper-doors.ts';

/** Relays and lamps on the lines. `component` says which library moves them, for the log. */
export interface KeeperBoard {
  readonly component: 'johnny-five' | 'plain lines';
  strike(choice: LineChoice): StrikeLine;
  lamp(choice: LineChoice): { set(on: boolean): void };
}

const pinCount = 1024;

/**
 * johnny-five's Relay and Led on our plug-in, with its REPL, its SIGINT handler (it would end the process without
 * running ours) and its talk switched off. Where johnny-five is not installed the lines are driven directly: a door
 * must not depend on an optional package.
 */
export const createKeeperBoard = async (lines: Lines): Promise<KeeperBoard> => {
  const five = await import('johnny-five').then(
    (module) => module.default,
    () => null,
  );
  if (five === null) return plainBoard(lines);
  const io = new GpioIoPlugin(lines, pinCount);
  const options = { io, repl: false, debug: false, sigint: false };
  const board = new five.Board(options);
  await new Promise<void>((resolve) => board.on('ready', () => resolve()));
  return {
    component: 'johnny-five',
    strike(choice) {
      io.openOff(choice);
      const relay: Relay = new five.Relay({ pin: choice.line, board });
      // A closed relay circuit is an energised strike: unlocked.
      return { unlock: () => relay.close(), secure: () => relay.open() };
    },
    lamp(choice) {
      io.openOff(choice);
      const led: Led = new five.Led({ pin: choice.line, board });
      return { set: (on) => void (on ? led.on() : led.off()) };
    },
  };
};

const plainBoard = (lines: Lines): KeeperBoard => ({
  component: 'plain lines',
  strike(choice) {
    const line = lines.output(choice);
    return { unlock: () => line.write(true), secure: () => line.write(false) };
  },
  lamp(choice) {
    const line = lines.output(choice);
    return { set: (on) => line.write(on) };
  },
});
