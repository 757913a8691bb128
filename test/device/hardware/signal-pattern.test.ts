import { describe, expect, test } from '@jest/globals';
import { patternOf } from '../../../device/hardware/signal-pattern.ts';
import type { Lamp } from '../../../device/hardware/wiring.ts';
import type { Signal } from '../../../device/ports.ts';
import { directions } from '../../../shared/domain/access-point.ts';
import { refusalReasons } from '../../../shared/domain/refusal.ts';

const every: readonly Signal[] = [
  ...directions.flatMap((direction) =>
    (['online', 'offline'] as const).map(
      (saved): Signal => ({ kind: 'granted', direction, saved }),
    ),
  ),
  ...refusalReasons.map((reason): Signal => ({ kind: 'refused', reason })),
  { kind: 'fault', code: 'strike' },
  { kind: 'identify' },
  { kind: 'heard' },
];

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

test('granted, refused and unknown sound different, so does in from out', () => {
  const sound = (signal: Signal) =>
    JSON.stringify(patternOf(signal).filter(({ lamp }) => lamp === 'buzzer'));
  const sounds = [
    sound({ kind: 'granted', direction: 'in', saved: 'online' }),
    sound({ kind: 'granted', direction: 'out', saved: 'online' }),
    sound({ kind: 'refused', reason: 'notPermittedNow' }),
    sound({ kind: 'refused', reason: 'unknownCard' }),
    sound({ kind: 'fault', code: 'strike' }),
  ];
  expect(new Set(sounds).size).toBe(sounds.length);
});

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
