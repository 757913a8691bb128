import type { Cancel, Timers } from '../shared/domain/clock.ts';
import type { DoorCause, DoorEventName } from '../shared/domain/door-state.ts';
import { errorCodeOf } from '../shared/runtime/errors.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import type { EntryDraft } from '../shared/wire/entry.ts';
import type { ClockWatch, Health, Journal } from './ports.ts';

export interface DoorJournalParts {
  readonly append: Journal['append'];
  /** Something new to send; returns at once. */
  readonly recorded: () => void;
  readonly watch: Pick<ClockWatch, 'stamp'>;
  readonly timers: Timers;
  readonly health: Health;
  readonly logger: Logger;
}

/** What doors went through, committed together at most once a second (wire protocol, journal). */
export interface DoorJournal {
  /** Stamped now, written soon. */
  note(door: string, event: DoorEventName, cause: DoorCause): void;
  /** On disk when it returns, with all that was noted before it; throws where the disk refuses. */
  unlocked(door: string, cause: DoorCause): void;
  /** Writes what was noted. */
  stop(): void;
}

const togetherMs = 1_000;
/** While the disk refuses: older news than these give way. */
const mostPending = 500;

export function createDoorJournal(parts: DoorJournalParts): DoorJournal {
  const { timers, health, logger } = parts;
  let pending: readonly EntryDraft[] = [];
  let due: Cancel | null = null;

  const draft = (door: string, event: DoorEventName | 'unlocked', cause: DoorCause) =>
    ({ kind: 'door', ...parts.watch.stamp(), door, event, cause }) as const;
  const commit = (drafts: readonly EntryDraft[]): void => {
    if (drafts.length === 0) return;
    parts.append(drafts);
    pending = [];
    parts.recorded();
  };
  /** False: the disk refuses, and what is pending waits. */
  const flush = (): boolean => {
    due = null;
    try {
      commit(pending);
      return true;
    } catch (err) {
      health.report('journal', { details: { code: errorCodeOf(err) ?? 'storeDamaged' } });
      logger.error({ err }, 'what a door went through could not be recorded yet');
      pending = pending.slice(-mostPending);
      return false;
    }
  };
  const flushSoon = (): void => {
    due ??= timers.after(togetherMs, () => {
      if (!flush()) flushSoon();
    });
  };

  return {
    note(door, event, cause) {
      pending = [...pending, draft(door, event, cause)];
      flushSoon();
    },
    unlocked: (door, cause) => commit([...pending, draft(door, 'unlocked', cause)]),
    stop() {
      due?.();
      flush();
    },
  };
}
