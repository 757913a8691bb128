import type { RefusalReason } from '../../shared/domain/refusal.ts';
import { pulsesOf } from '../../shared/domain/refusal-rhythm.ts';
import { type RefusalSign, refusalTable } from '../../shared/domain/refusal-words.ts';
import type { Signal } from '../ports.ts';
import type { Lamp } from './wiring.ts';

/** A lamp or the buzzer changes, so many ms after the signal began. */
export interface PatternStep {
  readonly atMs: number;
  readonly lamp: Lamp;
  readonly on: boolean;
}

const lit = (lamp: Lamp, fromMs: number, forMs: number): readonly PatternStep[] => [
  { atMs: fromMs, lamp, on: true },
  { atMs: fromMs + forMs, lamp, on: false },
];
/** Green and red together: amber. */
const amber = (fromMs: number, forMs: number) => [
  ...lit('green', fromMs, forMs),
  ...lit('red', fromMs, forMs),
];
const shortMs = 80;
const longMs = 260;
/** An active buzzer has one pitch, so length says the way: short-long is in, long-short is out. */
const rising = [...lit('buzzer', 0, shortMs), ...lit('buzzer', 180, longMs)];
const falling = [...lit('buzzer', 0, longMs), ...lit('buzzer', 360, shortMs)];
const one = lit('buzzer', 0, shortMs);
const low = (fromMs: number) => lit('buzzer', fromMs, 500);

const granted = {
  in: [...lit('green', 0, 2_000), ...rising],
  out: [...lit('blue', 0, 2_000), ...falling],
  // Which way it went is the cloud's to say: neither colour may promise it.
  toggle: [...lit('green', 0, 1_000), ...lit('blue', 1_000, 1_000), ...one],
  // Was here, neither in nor out: two greens.
  presence: [...lit('green', 0, 800), ...lit('green', 1_200, 800), ...one],
} as const satisfies Record<string, readonly PatternStep[]>;

/** Counted already: its colours, broken once, and two short beeps of one pitch. */
const again = {
  in: ['green', 'green'],
  out: ['blue', 'blue'],
  toggle: ['green', 'blue'],
  presence: ['green', 'green'],
} as const satisfies Record<string, readonly [Lamp, Lamp]>;
const repeated = (direction: keyof typeof again): readonly PatternStep[] => {
  const [first, second] = again[direction];
  // What was there and is no way has the longer dark between.
  const secondAtMs = direction === 'presence' ? 1_200 : 800;
  const beeps = [...one, ...lit('buzzer', 250, shortMs)];
  return [...lit(first, 0, 500), ...lit(second, secondAtMs, 500), ...beeps];
};

/** Two quick ambers, when the colours of the way are over. */
const seeDesk = (fromMs: number): readonly PatternStep[] =>
  [fromMs, fromMs + 400].flatMap((ms) => [...amber(ms, 150), ...lit('buzzer', ms, 30)]);

const inOrder = (steps: readonly PatternStep[]): readonly PatternStep[] =>
  [...steps].sort((a, b) => a.atMs - b.atMs);

const refused: Readonly<Record<RefusalSign, readonly PatternStep[]>> = {
  refused: inOrder([
    ...lit('red', 0, 400),
    ...lit('red', 800, 400),
    ...lit('red', 1_600, 400),
    ...lit('buzzer', 0, 900),
  ]),
  unknown: inOrder([...lit('red', 0, 400), ...lit('red', 1_200, 400), ...low(0), ...low(1_200)]),
  fault: inOrder([...amber(0, 1_000), ...amber(2_000, 1_000), ...low(0)]),
};

/** The sign of its family, whole, then the pulses that say which refusal it is; in the family's colour throughout. */
const refusedFor = (reason: RefusalReason): readonly PatternStep[] => {
  const { sign } = refusalTable[reason];
  const lamp = sign === 'fault' ? amber : (fromMs: number, ms: number) => lit('red', fromMs, ms);
  const pulses = pulsesOf(reason).flatMap(({ atMs, ms }) => [
    ...lamp(atMs, ms),
    ...lit('buzzer', atMs, ms),
  ]);
  return inOrder([...refused[sign], ...pulses]);
};

/** Ten seconds of what no tap looks like: every lamp in turn, and a short beep each second. */
const identify = inOrder(
  Array.from({ length: 10 }, (_, second) => [
    ...lit('green', second * 1_000, 300),
    ...lit('red', second * 1_000 + 300, 300),
    ...lit('blue', second * 1_000 + 600, 300),
    ...lit('buzzer', second * 1_000, shortMs),
  ]).flat(),
);

/** A primary card opened or left something: a short double blink, of neither colour of a passage. */
const heard = inOrder([0, 400].flatMap((ms) => [...amber(ms, 150), ...lit('buzzer', ms, 30)]));

const times = (count: number, everyMs: number, at: (fromMs: number) => readonly PatternStep[]) =>
  inOrder(Array.from({ length: count }, (_, index) => at(index * everyMs)).flat());

/** Each fills the four seconds until it is said again: a question ticks, a door left open calls. */
const doorAlarms = {
  preAlarm: times(2, 2_000, (ms) => [...amber(ms, 400), ...lit('buzzer', ms, 60)]),
  heldOpen: times(4, 1_000, (ms) => [...amber(ms, 500), ...lit('buzzer', ms, 250)]),
  forced: times(8, 500, (ms) => [...lit('red', ms, 250), ...lit('buzzer', ms, 250)]),
} as const;

/** The lights and sounds of a signal, in time order. Colour never speaks alone: each has its own rhythm. */
export const patternOf = (signal: Signal): readonly PatternStep[] => {
  switch (signal.kind) {
    case 'granted':
      return inOrder([
        ...(signal.repeat ? repeated(signal.direction) : granted[signal.direction]),
        ...(signal.saved === 'offline'
          ? [...amber(2_000, 1_000), ...lit('buzzer', 2_000, 30)]
          : []),
        ...(signal.seeDesk ? seeDesk(signal.saved === 'offline' ? 3_300 : 2_300) : []),
      ]);
    case 'refused':
      return refusedFor(signal.reason);
    case 'fault':
      return refused.fault;
    case 'trouble':
      return refused.fault.filter(({ lamp }) => lamp !== 'buzzer' || !signal.isSilent);
    case 'identify':
      return identify;
    case 'door':
      return doorAlarms[signal.alarm];
    case 'heard':
      return heard;
    case 'quiet':
      return [];
  }
};
