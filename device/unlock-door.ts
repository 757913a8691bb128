import { errorCodeOf } from '../shared/runtime/errors.ts';
import type { SignedConfig } from '../shared/wire/signed.ts';
import type { ClockWatch, LockAnswer, Strike } from './ports.ts';
import { type RecordParts, record } from './record.ts';

export interface UnlockParts extends RecordParts {
  readonly strike: Pick<Strike, 'unlockFor'>;
  readonly watch: Pick<ClockWatch, 'stamp'>;
}

/**
 * `fault`: the code of what kept the door shut, null where nothing did. `answer`: of a lock behind a network, yet to
 * come.
 */
export interface Unlocking {
  readonly fault: string | null;
  readonly answer?: Promise<LockAnswer>;
}

/**
 * Unlocks a door for what is in the journal already: `seq` is that entry's, `command` the command it was for. That
 * entry says the door was opened, so where it stays shut the journal says so too.
 */
export function unlockDoor(
  { id, unlockMs }: SignedConfig['doors'][number],
  { seq, command }: { readonly seq: number; readonly command?: string },
  parts: UnlockParts,
): Unlocking {
  const { strike, watch, health, logger } = parts;
  try {
    const answer = strike.unlockFor(id, unlockMs, command === undefined ? { seq } : { command });
    health.clear('strike');
    return answer === undefined ? { fault: null } : { fault: null, answer };
  } catch (err) {
    const code = errorCodeOf(err) ?? 'unknown';
    health.report('strike', { details: { door: id } });
    logger.error({ err, door: id }, 'the journal says it unlocked, and it did not');
    const details = { door: id, seq, code, ...(command !== undefined && { command }) };
    const stayedShut = {
      kind: 'device',
      ...watch.stamp(),
      event: 'doorNotUnlocked',
      details,
    } as const;
    record(stayedShut, parts, 'that a door stayed shut is not recorded');
    return { fault: code };
  }
}
