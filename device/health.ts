import type { Clock } from '../shared/domain/clock.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import type { HealthNote } from '../shared/wire/messages.ts';
import type { Health } from './ports.ts';

/** As many notes, and as long a hint, as a hello may carry (wire protocol, hello). */
const maxNotes = 50;
const maxHintLength = 500;

/** What is wrong now, each since when. Logged when it begins and when it ends, not in between. */
export function createHealth(clock: Clock, logger: Logger): Health {
  const notes = new Map<string, HealthNote>();
  return {
    report(code, hint) {
      const before = notes.get(code);
      const since = before?.since ?? new Date(clock.now()).toISOString();
      if (!before && notes.size >= maxNotes) return;
      notes.set(code, { code, since, hint: hint.slice(0, maxHintLength) });
      if (before?.hint !== hint.slice(0, maxHintLength)) logger.warn({ code, hint }, 'not well');
    },
    clear(code) {
      if (notes.delete(code)) logger.info({ code }, 'well again');
    },
    notes: () => [...notes.values()],
  };
}
