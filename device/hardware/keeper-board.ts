import type { Button, Led, Relay } from 'johnny-five';
import type { Cancel } from '../../shared/domain/clock.ts';
import type { LineChoice, Lines } from '../ports.ts';
import { GpioIoPlugin } from './gpio-io-plugin.ts';
import type { StrikeLine } from './keeper-doors.ts';
import { type LineTime, listenSettled } from './settled-line.ts';

type Heard = (on: boolean | null) => void;

/** Relays, lamps and buttons on the lines. `component` says which library moves them, for the log. */
export interface KeeperBoard {
  readonly component: 'johnny-five' | 'plain lines';
  strike(choice: LineChoice): StrikeLine;
  /** The active buzzer too: it has one pitch of its own, and is on or off. */
  lamp(choice: LineChoice): { set(on: boolean): void };
  /** Bounces left out; null: it cannot be read. Throws `lineUnusable`. */
  button(choice: LineChoice, heard: Heard): Cancel;
  /** The same of a switch that stays as it is: a door contact, a fire alarm. */
  contact(choice: LineChoice, heard: Heard): Cancel;
}

const pinCount = 1024;

/**
 * johnny-five's Relay, Led and Button on our plug-in, with its REPL, its SIGINT handler (it would end the process
 * without running ours) and its talk switched off. Where johnny-five is not installed the lines are driven directly:
 * a door must not depend on an optional package.
 */
export const createKeeperBoard = async (lines: Lines, time: LineTime): Promise<KeeperBoard> => {
  const five = await import('johnny-five').then(
    (module) => module.default,
    () => null,
  );
  if (five === null) return plainBoard(lines, time);
  const io = new GpioIoPlugin(lines, pinCount, time);
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
    button(choice, heard) {
      const told = createButtonTeller(heard);
      const release = io.listenTo(choice, told.level);
      const button: Button = new five.Button({ pin: choice.line, board });
      button.on('down', () => told.pressed(true));
      button.on('up', () => told.pressed(false));
      return () => {
        release();
        told.end();
      };
    },
    contact: plainBoard(lines, time).contact,
  };
};

/**
 * A Button says when it goes down and up; it is silent of how it is found, and of a line that cannot be read, which
 * the line itself tells.
 */
const createButtonTeller = (heard: Heard) => {
  let said: boolean | null = null;
  const say = (on: boolean | null) => {
    if (on !== said || on === null) heard(on);
    said = on;
  };
  return {
    level: (on: boolean | null) => {
      if (on === null || said === null) say(on);
    },
    pressed: (on: boolean) => {
      if (said !== null) say(on);
    },
    end: () => {
      said = null;
    },
  };
};

const plainBoard = (lines: Lines, time: LineTime): KeeperBoard => ({
  component: 'plain lines',
  strike(choice) {
    const line = lines.output(choice);
    return { unlock: () => line.write(true), secure: () => line.write(false) };
  },
  lamp(choice) {
    const line = lines.output(choice);
    return { set: (on) => line.write(on) };
  },
  button: (choice, heard) => listenTo(lines, choice, heard, time),
  contact: (choice, heard) => listenTo(lines, choice, heard, time),
});

const listenTo = (lines: Lines, choice: LineChoice, heard: Heard, time: LineTime): Cancel =>
  listenSettled((changed) => lines.input(choice, changed), heard, time);
