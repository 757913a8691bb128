import { expect, test } from '@jest/globals';
import type { Fault, Signal } from '../../device/ports.ts';
import { showTrouble } from '../../device/trouble-light.ts';
import { manualTime } from '../fakes/manual-time.ts';

test('a light for as long as cards are not read, with a low note at first and once a minute', () => {
  const time = manualTime();
  let fault: Fault | null = null;
  let shown: Signal[] = [];
  const stop = showTrouble({
    reader: { fault: () => fault },
    indicator: { show: (_, signal) => shown.push(signal) },
    clock: time,
    timers: time,
  });
  time.advance(60_000);
  expect(shown).toEqual([]);

  fault = { code: 'readerLost', hint: '', details: {} };
  time.advance(120_000);
  expect(shown).toHaveLength(30);
  const sounds = () =>
    shown.flatMap((one, n) => (one.kind === 'trouble' && !one.isSilent ? n : []));
  expect(sounds()).toEqual([0, 15]);

  fault = null;
  time.advance(8_000);
  expect(shown).toHaveLength(30);
  shown = [];
  fault = { code: 'readerHung', hint: '', details: {} };
  time.advance(4_000);
  expect(shown).toEqual([{ kind: 'trouble', isSilent: false }]);
  stop();
  time.advance(60_000);
  expect(shown).toHaveLength(1);
});
