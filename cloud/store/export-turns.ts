import type { Timers } from '../../shared/domain/clock.ts';
import { failure } from '../../shared/runtime/errors.ts';

/** Who may begin, and who waits for it. */
export interface ExportTurns {
  /**
   * Answers what ends the turn; ending it twice is harmless. An account (`staff:<id>`) has one at a time, whoever has
   * none of its own as many as there is room for. Throws `exportsBusy` where none came in time, `exportCutShort` once closed.
   */
  take(by: string | null): Promise<() => void>;
  close(): void;
}

interface Turn {
  readonly by: string | null;
  begin(): void;
  refuse(): void;
}

/** Turns of what only `most` may do at once; first come, first served, but nobody is held up by another's account. */
export function exportTurns(
  { most, waitMs }: { readonly most: number; readonly waitMs: number },
  timers: Timers,
): ExportTurns {
  const running = new Set<Turn>();
  const waiting = new Set<Turn>();
  const fits = ({ by }: Turn): boolean =>
    running.size < most && (by === null || ![...running].some((one) => one.by === by));
  const beginNext = (): void => {
    for (const turn of waiting) {
      if (!fits(turn)) continue;
      waiting.delete(turn);
      running.add(turn);
      turn.begin();
    }
  };
  return {
    take: (by) =>
      new Promise((resolve, reject) => {
        const cancel = timers.after(waitMs, () => {
          waiting.delete(turn);
          reject(failure('exportsBusy', { seconds: waitMs / 1000 }));
        });
        const turn: Turn = {
          by,
          begin() {
            cancel();
            resolve(() => {
              if (running.delete(turn)) beginNext();
            });
          },
          refuse() {
            cancel();
            reject(failure('exportCutShort'));
          },
        };
        waiting.add(turn);
        beginNext();
      }),
    close() {
      for (const turn of waiting) turn.refuse();
      waiting.clear();
    },
  };
}
