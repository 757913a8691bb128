import type { Clock } from '../../shared/domain/clock.ts';
import type { Reader, TapOutcome } from '../ports.ts';

/** A reader without hardware: cards are presented by the terminal page and by `badgeuse tap`. */
export interface SimulatedReader extends Reader {
  /** Presents a card, upper-case hex, and takes it away again; null when no access point takes it. */
  present(uid: string, accessPoint: string | null): TapOutcome | null;
}

const name = 'Simulated reader';

export const createSimulatedReader = (clock: Clock): SimulatedReader => {
  let on: Parameters<Reader['start']>[0] | null = null;
  return {
    start(listener) {
      on = listener;
      listener.readers([{ name, state: 'ready' }]);
    },
    present(uid, accessPoint) {
      const heardAtMonoMs = clock.monotonicNow();
      return on?.tap({ uid, level: 'uid', reader: name, accessPoint, heardAtMonoMs }) ?? null;
    },
    alive: async () => undefined,
    readers: () => (on === null ? [] : [{ name, state: 'ready' }]),
    fault: () => null,
    stop: async () => {
      on = null;
    },
  };
};
