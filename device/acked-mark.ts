import type { Cancel, Timers } from '../shared/domain/clock.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import type { Journal, Reached } from './ports.ts';

/** How far the mark on the disk may lag behind while a backlog leaves. */
const keepWithinMs = 250;

/** How far the cloud has the journal. */
export interface AckedMark {
  /** What was acked last, whether or not the disk knows already. */
  reached(): Reached | null;
  advance(epoch: string, upTo: number): void;
  /** Notes it on the disk: at once where nothing more is on its way, else soon. */
  settle(moreOnItsWay: boolean): void;
  /** Notes it now, and looks at the disk alone from here on: the mark is about to be moved there. */
  handOver(): void;
  stop(): void;
}

/**
 * The mark is a convenience: one that was lost costs a batch sent twice, which is free. So a backlog does not pay
 * a commit a batch for it, and the next batch is on its way before the mark of the last one is on the disk.
 */
export function createAckedMark(parts: {
  readonly journal: Pick<Journal, 'acknowledge'>;
  readonly timers: Timers;
  readonly logger: Logger;
}): AckedMark {
  const { journal, timers, logger } = parts;
  let reached: Reached | null = null;
  let noted = true;
  let soon: Cancel | null = null;

  const keep = (): void => {
    soon?.();
    soon = null;
    if (noted || !reached) return;
    journal.acknowledge(reached.epoch, reached.seq);
    noted = true;
  };
  /** What fails here is tried again with the next ack, and every hello gets one. */
  const keepIfPossible = (): void => {
    try {
      keep();
    } catch (err) {
      logger.warn({ err }, 'what the cloud has could not be noted; some of it may be sent again');
    }
  };

  return {
    reached: () => reached,
    advance(epoch, upTo) {
      if (reached?.epoch === epoch && upTo <= reached.seq) return;
      if (reached?.epoch !== epoch) keep();
      reached = { epoch, seq: upTo };
      noted = false;
    },
    settle(moreOnItsWay) {
      if (moreOnItsWay) soon ??= timers.after(keepWithinMs, keepIfPossible);
      else keep();
    },
    handOver() {
      keep();
      reached = null;
    },
    stop: keepIfPossible,
  };
}
