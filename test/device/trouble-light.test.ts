import { expect, test } from '@jest/globals';
import type { Fault, Signal } from '../../device/ports.ts';
import { showTrouble } from '../../device/trouble-light.ts';
import type { HealthNote } from '../../shared/wire/messages.ts';
import { manualTime } from '../fakes/manual-time.ts';

test('a light for as long as cards are not read, with a low note at first and once a minute', () => {
  const time = manualTime();
  let fault: Fault | null = null;
  let strikeFault: Fault | null = null;
  let notes: readonly HealthNote[] = [];
  let shown: Signal[] = [];
  const stop = showTrouble({
    reader: { fault: () => fault },
    strike: { fault: () => strikeFault },
    health: { notes: () => notes },
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

  // Neither does a door that is not driven, or a disk that takes nothing, wait for the next card to say so.
  fault = null;
  time.advance(4_000);
  strikeFault = { code: 'lineUnusable', hint: '', details: {} };
  time.advance(4_000);
  strikeFault = null;
  notes = [{ code: 'link.down', since: '', hint: '' }];
  time.advance(4_000);
  notes = [{ code: 'journal', since: '', hint: '' }];
  time.advance(4_000);
  expect(shown.slice(1)).toEqual([
    { kind: 'trouble', isSilent: false },
    { kind: 'trouble', isSilent: false },
  ]);
  shown = shown.slice(0, 1);
  stop();
  time.advance(60_000);
  expect(shown).toHaveLength(1);
});
