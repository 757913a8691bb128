import { errorCodeOf } from '../shared/runtime/errors.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import type { EntryDraft } from '../shared/wire/entry.ts';
import type { Health, Journal, Recorded, Stamp } from './ports.ts';
import type { Ballast } from './store/ballast.ts';

export interface RoomParts {
  readonly journal: Journal;
  readonly ballast: Pick<Ballast, 'release'>;
  readonly stamp: () => Stamp;
  readonly health: Health;
  readonly logger: Logger;
}

/**
 * Appends to the journal; on a full disk gives up the ballast once and tries again, so that the evening's taps still
 * find room while somebody is told. Throws what the journal throws when that does not help.
 */
export function appendWithRoom(parts: RoomParts): Journal['append'] {
  const { journal, ballast, health, logger } = parts;
  return (drafts: readonly EntryDraft[]): readonly Recorded[] => {
    try {
      return journal.append(drafts);
    } catch (err) {
      if (errorCodeOf(err) !== 'diskFull' || !ballast.release()) throw err;
      logger.error({ err }, 'the disk is full: living on the space kept aside');
      health.report('disk.full');
      const recorded = journal.append(drafts);
      const details = { code: 'diskFull' };
      journal.append([{ kind: 'device', ...parts.stamp(), event: 'diskFull', details }]);
      return recorded;
    }
  };
}

/**
 * Opens the stores; on a full disk gives up the ballast first, for a device that is started again then must come up to
 * say so. Throws what `open` throws when that does not help either.
 */
export function openWithRoom<T>(
  open: () => T,
  { ballast, health, logger }: Pick<RoomParts, 'ballast' | 'health' | 'logger'>,
): T {
  try {
    return open();
  } catch (err) {
    if (errorCodeOf(err) !== 'diskFull' || !ballast.release()) throw err;
    logger.error({ err }, 'the disk is full at the start: living on the space kept aside');
    health.report('disk.full');
    return open();
  }
}
