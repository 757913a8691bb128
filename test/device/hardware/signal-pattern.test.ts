import { describe, expect, test } from '@jest/globals';
import { patternOf } from '../../../device/hardware/signal-pattern.ts';
import type { Lamp } from '../../../device/hardware/wiring.ts';
import type { Signal } from '../../../device/ports.ts';
import { directions } from '../../../shared/domain/access-point.ts';
import { refusalReasons } from '../../../shared/domain/refusal.ts';
import { refusalTable } from '../../../shared/domain/refusal-words.ts';

const every: readonly Signal[] = [
  ...directions.flatMap((direction) =>
    (['online', 'offline'] as const).map(
      (saved): Signal => ({ kind: 'granted', direction, saved }),
    ),
  ),
  ...directions.map(
    (direction): Signal => ({ kind: 'granted', direction, saved: 'online', repeat: true }),
  ),
  ...(['online', 'offline'] as const).map(
    (saved): Signal => ({ kind: 'granted', direction: 'in', saved, seeDesk: true }),
  ),
  ...refusalReasons.map((reason): Signal => ({ kind: 'refused', reason })),
  { kind: 'fault', code: 'strike' },
  { kind: 'identify' },
  { kind: 'heard' },
];
const doors = (['preAlarm', 'heldOpen', 'forced'] as const).map(
  (alarm): Signal => ({ kind: 'door', alarm }),
);

describe.each(every.map((signal) => [JSON.stringify(signal), signal] as const))(
  '%s',
  (_, signal) => {
    const steps = patternOf(signal);

    test('answers at once, in time order, and leaves every lamp off', () => {
      expect(steps[0]).toMatchObject({ atMs: 0, on: true });
      expect(steps.map(({ atMs }) => atMs)).toEqual(
        steps.map(({ atMs }) => atMs).sort((a, b) => a - b),
      );
      const last = new Map<Lamp, boolean>();
      for (const { lamp, on } of steps) last.set(lamp, on);
      expect([...last.values()]).not.toContain(true);
    });

    test('has light and sound, and no light flashes faster than three times a second', () => {
      const lamps = new Set(steps.map(({ lamp }) => lamp));
      expect(lamps.has('buzzer')).toBe(true);
      expect(lamps.size).toBeGreaterThan(1);
      for (const lamp of ['green', 'red', 'blue'] as const) {
        const starts = steps
          .filter((step) => step.lamp === lamp && step.on)
          .map(({ atMs }) => atMs);
        starts.forEach((at, index) => {
          if (index > 0) expect(at - (starts[index - 1] ?? 0)).toBeGreaterThanOrEqual(334);
        });
      }
    });
  },
);

const onlyBuzzer = (signal: Signal) => patternOf(signal).filter(({ lamp }) => lamp === 'buzzer');
const onlyLamps = (signal: Signal) => patternOf(signal).filter(({ lamp }) => lamp !== 'buzzer');

test('no two signals share their light, "saved here, not sent yet" included', () => {
  const all = [...every, ...doors].map((signal) => JSON.stringify(onlyLamps(signal)));
  expect(new Set(all).size).toBe(all.length);
});

test('no two refusals share their sound, nor does one sound as anything else does', () => {
  const all = [...every, ...doors].map((signal) => [signal, JSON.stringify(onlyBuzzer(signal))]);
  for (const reason of refusalReasons) {
    const mine = JSON.stringify(onlyBuzzer({ kind: 'refused', reason }));
    expect(all.filter(([, sound]) => sound === mine)).toHaveLength(1);
  }
});

test.each(directions)('%s saved here sounds otherwise than what was sent', (direction) => {
  const [online, offline] = (['online', 'offline'] as const).map((saved) =>
    onlyBuzzer({ kind: 'granted', direction, saved }),
  );
  expect(offline).not.toEqual(online);
});

test('a refusal begins as its family does, whole, and is never green or blue on its own', () => {
  for (const reason of refusalReasons) {
    const steps = patternOf({ kind: 'refused', reason });
    const { sign } = refusalTable[reason];
    const like = steps.filter(
      ({ atMs }) => atMs < { refused: 2_500, unknown: 2_200, fault: 3_500 }[sign],
    );
    expect(like).toEqual(familyOf[sign]);
    const green = steps.filter(({ lamp }) => lamp === 'green');
    const red = steps.filter(({ lamp }) => lamp === 'red');
    expect(steps.filter(({ lamp }) => lamp === 'blue')).toEqual([]);
    if (sign === 'fault')
      expect(green.map(({ atMs }) => atMs)).toEqual(red.map(({ atMs }) => atMs));
    else expect(green).toEqual([]);
  }
});

const blinks = (lamps: readonly Lamp[], ...spans: readonly (readonly [number, number])[]) =>
  spans.flatMap(([atMs, offMs]) =>
    lamps.flatMap((lamp) => [
      { atMs, lamp, on: true },
      { atMs: offMs, lamp, on: false },
    ]),
  );
const inTime = (steps: ReturnType<typeof blinks>) => steps.toSorted((a, b) => a.atMs - b.atMs);
/** As the reader vocabulary has them. */
const familyOf = {
  refused: inTime([
    ...blinks(['red'], [0, 400], [800, 1_200], [1_600, 2_000]),
    ...blinks(['buzzer'], [0, 900]),
  ]),
  unknown: inTime([
    ...blinks(['red'], [0, 400], [1_200, 1_600]),
    ...blinks(['buzzer'], [0, 500], [1_200, 1_700]),
  ]),
  fault: patternOf({ kind: 'fault', code: 'strike' }),
} as const;

test('a primary card that opens or leaves something is told apart from every passage: amber, never one colour', () => {
  const steps = patternOf({ kind: 'heard' });
  const onAt = (lamp: Lamp) =>
    steps.filter((one) => one.lamp === lamp && one.on).map((one) => one.atMs);
  expect(onAt('green')).toEqual([0, 400]);
  expect(onAt('red')).toEqual(onAt('green'));
  expect(onAt('blue')).toEqual([]);
  const others = every.filter(({ kind }) => kind !== 'heard').map((signal) => patternOf(signal));
  for (const other of others) expect(other).not.toEqual(steps);
});
