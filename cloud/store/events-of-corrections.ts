import { v7 as uuidv7 } from 'uuid';
import type { Correction } from '../../shared/domain/correction.ts';
import type { SequenceKey } from '../../shared/domain/punch.ts';
import type { Unit } from './rows.ts';
import { type NewEvent, readToldSince, writeEvents } from './webhook-events.ts';

/** A correction with where its punch is counted. */
export interface CorrectionOf {
  readonly made: Correction;
  readonly key: SequenceKey;
}

/**
 * Tells what staff said of punches, or took back: neither who nor why, which are for staff. A card given to somebody
 * else is told as the card's change.
 */
export async function tellOfCorrections(
  unit: Unit,
  corrections: readonly CorrectionOf[],
  isUndone: boolean,
  now: number,
): Promise<void> {
  if (corrections.length === 0 || (await readToldSince(unit)) === null) return;
  const events = corrections.flatMap(({ made, key }): NewEvent[] => {
    if (made.kind === 'assignCard') return [];
    const memberId = key.person.startsWith('member:') ? key.person.slice('member:'.length) : null;
    const about = { punch: made.punchId, correction: made.id, change: made.kind, undone: isUndone };
    const member = memberId === null ? null : { ref: memberId };
    return [
      {
        id: isUndone ? uuidv7({ msecs: now }) : made.id,
        type: made.kind === 'voidPunch' && !isUndone ? 'punch.voided' : 'punch.corrected',
        ...{ place: key.place, device: null, memberId, at: now },
        subject: `punch/${made.punchId}`,
        data: { ...about, member, area: key.area, ...saidBy(made) },
      },
    ];
  });
  await writeEvents(unit, events, now);
}

function saidBy(made: Exclude<Correction, { kind: 'assignCard' }>): object {
  if (made.kind === 'setDirection') return { direction: made.direction };
  if (made.kind === 'voidPunch') return {};
  return { at: new Date(made.at).toISOString(), instead: made.instead ?? null };
}
