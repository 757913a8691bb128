import { expect, test } from '@jest/globals';
import { createAutoReader } from '../../device/auto-reader.ts';
import type { Reader, ReaderState, Tap } from '../../device/ports.ts';
import { createSimulatedReader } from '../../device/simulated/simulated-reader.ts';
import { manualTime } from '../fakes/manual-time.ts';

function autoReader(states: readonly ReaderState[], code = 'readerLost') {
  let present = states;
  const real: Reader = {
    start: (on) => on.readers(present),
    alive: async () => undefined,
    readers: () => present,
    fault: () => ({ code, hint: 'Check its cable.', details: {} }),
    stop: async () => undefined,
  };
  const reader = createAutoReader(real, createSimulatedReader(manualTime()));
  const taps: Tap[] = [];
  reader.start({
    tap(tap) {
      taps.push(tap);
      return null;
    },
    readers: () => undefined,
  });
  const plugIn = (next: readonly ReaderState[]): void => {
    present = next;
  };
  return { reader, taps, plugIn };
}

test('without a real reader, cards are presented by program and nothing is wrong', () => {
  const { reader, taps } = autoReader([]);
  reader.present('04A1B2C3D4E5F6', 'entree');
  expect(taps).toMatchObject([{ uid: '04A1B2C3D4E5F6', accessPoint: 'entree' }]);
  expect(reader.fault()).toBeNull();
  expect(reader.readers()).toHaveLength(1);
});

test('once a reader is plugged in, cards are held to it', () => {
  const { reader, taps, plugIn } = autoReader([]);
  plugIn([{ name: 'ACS ACR122U 00 00', state: 'ready' }]);
  expect(() => reader.present('04A1B2C3D4E5F6', null)).toThrow(
    expect.objectContaining({ code: 'readerPresent' }),
  );
  expect(taps).toEqual([]);
  expect(reader.fault()).toMatchObject({ code: 'readerLost' });
});

test('the empty slots of the virtual reader are no reader to hold a card to', () => {
  const { reader, taps } = autoReader([{ name: 'Virtual PCD 00 00', state: 'ready' }]);
  reader.present('04A1B2C3D4E5F6', null);
  expect(taps).toHaveLength(1);
});

test('a reader that the kernel keeps is there all the same: why it hears nothing is said', () => {
  const { reader } = autoReader([], 'readerTakenByKernel');
  expect(reader.fault()).toMatchObject({ code: 'readerTakenByKernel' });
});
