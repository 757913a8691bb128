import type { Clock } from '../shared/domain/clock.ts';
import { troubleText } from '../shared/domain/trouble.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import type { HealthNote } from '../shared/wire/messages.ts';
import type { Health } from './ports.ts';

/** As many notes, and as long a hint and detail, as a hello may carry (wire protocol, hello). */
const maxNotes = 50;
const maxHintLength = 500;
const maxDetailLength = 200;

/** What is wrong now, each since when. Logged when it begins and when it ends, not in between. */
export function createHealth(clock: Clock, logger: Logger): Health {
  const notes = new Map<string, HealthNote>();
  return {
    report(code, { details = {}, about = '', accessPoints } = {}) {
      const key = `${code} ${about}`;
      const before = notes.get(key);
      const since = before?.since ?? new Date(clock.now()).toISOString();
      if (!before && notes.size >= maxNotes) return;
      const short = Object.entries(details).map(([name, text]) => [
        name,
        text.slice(0, maxDetailLength),
      ]);
      const said = Object.fromEntries(short) as Record<string, string>;
      const hint = (troubleText(code, said, 'en') ?? code).slice(0, maxHintLength);
      notes.set(key, {
        code,
        since,
        hint,
        details: said,
        ...(accessPoints && { accessPoints: [...accessPoints] }),
      });
      if (before?.hint !== hint) logger.warn({ code, hint }, 'not well');
    },
    clear(code, about = '') {
      if (notes.delete(`${code} ${about}`)) logger.info({ code }, 'well again');
    },
    notes: () => [...notes.values()],
  };
}
