import { errorCodeOf } from '../shared/runtime/errors.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import type { EntryDraft } from '../shared/wire/entry.ts';
import type { Health, Journal, Recorded } from './ports.ts';

export interface RecordParts {
  readonly journal: Pick<Journal, 'append'>;
  readonly health: Health;
  readonly logger: Logger;
}

/** On disk when it returns. Null where the disk refuses: that is reported, and the log says what is `lost`. */
export function record(draft: EntryDraft, parts: RecordParts, lost: string): Recorded | null {
  const { journal, health, logger } = parts;
  try {
    const [recorded] = journal.append([draft]);
    return recorded ?? null;
  } catch (err) {
    health.report('journal', { details: { code: errorCodeOf(err) ?? 'storeDamaged' } });
    logger.error({ err, kind: draft.kind }, lost);
    return null;
  }
}
