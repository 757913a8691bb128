import { expect, test } from '@jest/globals';
import { createKeeperLamps } from '../../../device/hardware/keeper-lamps.ts';
import type { Lamp } from '../../../device/hardware/wiring.ts';
import { manualTime } from '../../fakes/manual-time.ts';

function bench() {
  const time = manualTime();
  const lit = new Set<Lamp>();
  const lamps = createKeeperLamps(time);
  const lamp = (name: Lamp) => ({
    set(on: boolean) {
      if (on) lit.add(name);
      else lit.delete(name);
    },
  });
  lamps.use(new Map((['green', 'red', 'blue', 'buzzer'] as const).map((one) => [one, lamp(one)])));
  return { time, lamps, now: () => [...lit].toSorted() };
}
const trouble = { kind: 'trouble', isSilent: true } as const;
const granted = { kind: 'granted', direction: 'out', saved: 'online' } as const;

test('a trouble pulses amber as a fault does, and sounds only where it may', () => {
  const { time, lamps, now } = bench();
  lamps.show({ kind: 'trouble', isSilent: false });
  expect(now()).toEqual(['buzzer', 'green', 'red']);
  time.advance(4_000);
  expect(now()).toEqual([]);
  lamps.show(trouble);
  expect(now()).toEqual(['green', 'red']);
  time.advance(1_500);
  expect(now()).toEqual([]);
  time.advance(1_000);
  expect(now()).toEqual(['green', 'red']);
});

test('a tap ends the light of a trouble, and a trouble never ends the light of a tap', () => {
  const { time, lamps, now } = bench();
  lamps.show(trouble);
  lamps.show(granted);
  expect(now()).toEqual(['blue', 'buzzer']);
  time.advance(1_000);
  lamps.show(trouble);
  expect(now()).toEqual(['blue']);
  time.advance(3_000);
  expect(now()).toEqual([]);
  lamps.show(trouble);
  expect(now()).toEqual(['green', 'red']);
});
