import { isTangible } from '../../../device/auto-reader.ts';
import { pcscdNow, pcscdSocket } from '../../../device/hardware/pcscd-pulse.ts';
import type { Settings } from '../../../shared/runtime/settings.ts';
import { systemClock, systemTimers } from '../../../shared/runtime/system-clock.ts';
import { listReaders } from '../doctor/reader-check.ts';

export interface CardReaders {
  /** What to say of them; null where a simulated reader was asked for. */
  readonly says: string | null;
  /** Whether `badgeuse tap` is answered. */
  readonly canTap: boolean;
}

/** Which readers are plugged in now, for the person who has just started the demo. */
export async function cardReaders(settings: Settings): Promise<CardReaders> {
  if (settings.reader === 'simulated') return { says: null, canTap: true };
  const canTapWithout = settings.reader === 'auto';
  const none = 'none yet: plug one in at any time; `npx badgeuse doctor` says what is missing';
  const pcscd = await pcscdNow(pcscdSocket(), { clock: systemClock, timers: systemTimers });
  if (pcscd !== 'answers') return { says: none, canTap: canTapWithout };
  const found = await listReaders();
  const names = 'readers' in found ? found.readers.map(({ name }) => name) : [];
  return {
    says: names.length === 0 ? none : `${names.join(', ')}: hold a card to it`,
    canTap: canTapWithout && !names.some(isTangible),
  };
}
