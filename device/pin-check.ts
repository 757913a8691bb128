import { isPinAsked } from '../shared/domain/pin-asked.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import { pinFits } from '../shared/wire/pin-hash.ts';
import { accessPointOf } from './access-point-of.ts';
import type { PinTries } from './pin-tries.ts';
import type { AccessStore, ClockWatch, Tap } from './ports.ts';

export interface PinCheckParts {
  readonly access: Pick<AccessStore, 'find' | 'config'>;
  readonly watch: Pick<ClockWatch, 'decisionTime' | 'state'>;
  readonly tries: PinTries;
  readonly logger: Logger;
}

/**
 * Looks at a PIN before its tap is judged: that takes a moment, and the taps of others do not wait for it. One after
 * the other, so that nobody has more tries than they have by asking for many at once.
 */
export function createPinCheck(parts: PinCheckParts): (tap: Tap, pin: string) => Promise<Tap> {
  let turn: Promise<unknown> = Promise.resolve();
  return (tap, pin) => {
    const checked = turn.then(() => check(tap, pin, parts));
    turn = checked.catch(() => undefined);
    return checked;
  };
}

/** The tap with what became of its PIN; as it is where none is asked for, or the card has to wait. */
async function check(
  tap: Tap,
  pin: string,
  { access, watch, tries, logger }: PinCheckParts,
): Promise<Tap> {
  const config = access.config();
  const accessPoint = config && accessPointOf(tap, config.accessPoints);
  const entry = access.find(tap.uid);
  if (!accessPoint || entry?.state !== 'active' || tries.isLocked(tap.uid)) return tap;
  const { place, schedules } = config;
  const moment = { now: watch.decisionTime(), clock: watch.state() };
  if (!isPinAsked({ accessPoint, place, schedules, ...moment })) return tap;
  const fits = entry.pinHash !== undefined && (await pinFits(pin, entry.pinHash));
  try {
    if (fits) tries.right(tap.uid);
    else tries.wrong(tap.uid);
  } catch (err) {
    // It counts until the next restart all the same.
    logger.error({ err }, 'a wrong PIN could not be kept');
  }
  return { ...tap, pin: fits ? 'right' : 'wrong' };
}
