import { failure } from '../shared/runtime/errors.ts';
import type { Reader, TapOutcome } from './ports.ts';

/** A reader whose cards a program presents. */
export interface PresentingReader extends Reader {
  present(uid: string, accessPoint: string | null): TapOutcome | null;
}

/** vpcd's slots are there whenever pcscd is; nobody can hold a card to them. */
export const isTangible = (name: string): boolean => !name.startsWith('Virtual PCD');

/**
 * Real readers and the simulated one side by side, for a machine where a reader may be plugged in at any time.
 * Once one is, cards are tapped there: presenting one by program then throws `readerPresent`.
 */
export function createAutoReader(real: Reader, simulated: PresentingReader): PresentingReader {
  const tangible = (): boolean =>
    real.readers().some(({ name, state }) => state === 'ready' && isTangible(name));
  return {
    start(on) {
      real.start(on);
      simulated.start({ tap: on.tap, readers: () => undefined });
    },
    present(uid, accessPoint) {
      if (tangible()) throw failure('readerPresent');
      return simulated.present(uid, accessPoint);
    },
    alive: (timeoutMs) => real.alive(timeoutMs),
    readers: () => (real.readers().length > 0 ? real.readers() : simulated.readers()),
    // No reader at all is what this is for; one that is there and out of reach is not.
    fault() {
      const fault = real.fault();
      const isThere = real.readers().length > 0 || fault?.code === 'readerTakenByKernel';
      return isThere ? fault : null;
    },
    async stop() {
      await simulated.stop();
      await real.stop();
    },
  };
}
