import { EventEmitter } from 'node:events';
import type { Cancel } from '../../shared/domain/clock.ts';
import type { LineChoice, Lines, OutputLine } from '../ports.ts';
import { type LineTime, listenSettled } from './settled-line.ts';

const modes = { INPUT: 0, OUTPUT: 1, ANALOG: 2, PWM: 3, SERVO: 4, PULLUP: 11 } as const;
const notAnalog = 127;

/**
 * A johnny-five IO plug-in over our lines: Relay, Led and Button run on whatever drives them.
 *
 * What it reads is debounced already: five bounces of a millisecond make a Button say press, press, release.
 *
 * There is no PWM, and it must stay so: on a plain pin `Led.pulse()` throws from a timer and would end the keeper.
 * Lamps go through `on()` and `off()` only. A Piezo would toggle its line from a timer, more than a thousand times a
 * second, in the process that has to lock doors in time: the buzzer is an active one, which a line turns on and off.
 */
export class GpioIoPlugin extends EventEmitter {
  readonly name = 'Badgeuse lines';
  readonly MODES = modes;
  readonly HIGH = 1;
  readonly LOW = 0;
  readonly analogPins: readonly number[] = [];
  readonly pins: readonly { supportedModes: number[]; mode: number; value: number }[];
  isReady = false;
  readonly #lines: Lines;
  readonly #choices = new Map<number, LineChoice>();
  readonly #outputs = new Map<number, OutputLine>();
  readonly #levels = new Map<number, (on: boolean | null) => void>();
  readonly #releases = new Map<number, Cancel>();
  readonly #time: LineTime;

  constructor(lines: Lines, pinCount: number, time: LineTime) {
    super();
    this.#lines = lines;
    this.#time = time;
    this.pins = Array.from({ length: pinCount }, () => ({
      supportedModes: [modes.INPUT, modes.OUTPUT],
      mode: modes.INPUT,
      value: 0,
      report: 1,
      analogChannel: notAnalog,
    }));
    process.nextTick(() => {
      this.isReady = true;
      this.emit('connect');
      this.emit('ready');
    });
  }

  /**
   * Says what hangs on a pin and opens it, off, before a component takes it: Relay would leave it undriven until it
   * first moves, and an unusable line would be noticed by the first member.
   */
  openOff(choice: LineChoice): void {
    this.#choices.set(choice.line, choice);
    this.#outputs.set(choice.line, this.#lines.output(choice));
  }

  /**
   * Says what hangs on a pin and hears every level of it before a component takes it, the first one too, and null
   * where it cannot be read. Ends with what it gives back.
   */
  listenTo(choice: LineChoice, level: (on: boolean | null) => void): Cancel {
    this.#choices.set(choice.line, choice);
    this.#levels.set(choice.line, level);
    return () => {
      this.#levels.delete(choice.line);
      this.#releases.get(choice.line)?.();
      this.#releases.delete(choice.line);
    };
  }

  normalize(pin: number): number {
    return pin;
  }

  pinMode(pin: number, mode: number): this {
    if (mode === modes.OUTPUT && !this.#outputs.has(pin)) {
      this.#outputs.set(pin, this.#lines.output(this.#choiceOf(pin)));
    }
    return this;
  }

  digitalWrite(pin: number, value: number): this {
    this.pinMode(pin, modes.OUTPUT);
    this.#outputs.get(pin)?.write(value !== 0);
    return this;
  }

  digitalRead(pin: number, heard: (value: number) => void): this {
    this.#releases.get(pin)?.();
    const stop = listenSettled(
      (changed) => this.#lines.input(this.#choiceOf(pin), changed),
      (on) => {
        this.#levels.get(pin)?.(on);
        if (on === null) return;
        heard(on ? 1 : 0);
        this.emit(`digital-read-${pin}`, on ? 1 : 0);
      },
      this.#time,
    );
    this.#releases.set(pin, () => {
      stop();
      // A Button that is held counts on by a timer until it is let go.
      heard(0);
    });
    return this;
  }

  analogWrite(): never {
    throw new Error(
      'These lines are on or off: no PWM, so no Led.pulse(), brightness() or fade().',
    );
  }

  pwmWrite(): never {
    return this.analogWrite();
  }

  #choiceOf(pin: number): LineChoice {
    return this.#choices.get(pin) ?? { line: pin, name: `line${pin}`, activeLow: false };
  }
}
