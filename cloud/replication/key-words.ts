import type { EpochMs } from '../../shared/domain/clock.ts';
import type { HelloMessage } from '../../shared/wire/messages.ts';
import { versionAbove } from './replicate-list.ts';

/** What a device has to hear about the cloud's keys. */
export interface KeyWord {
  /** By this key, which the device believes. */
  readonly signer: string;
  readonly kids: readonly string[];
  readonly version: number;
}

export interface KeysNow {
  readonly current: string;
  /** Made, and not signing yet. */
  readonly next: string | null;
  /** All that we hold, the oldest first. */
  readonly ours: readonly string[];
}

/**
 * The next word for a device, by what its hello says it believes: the new key introduced by the old, then the old one
 * taken back by the new. One that was away the whole time believes a former key, and is told by that. Null: nothing
 * to tell; `stranger`: it believes none of ours, and only a claim helps.
 */
export function keyWordFor(
  held: HelloMessage['cloudKeys'],
  { current, next, ours }: KeysNow,
  now: EpochMs,
): KeyWord | 'stranger' | null {
  // An older device does not say, and follows no word.
  if (!held) return null;
  const wanted = next === null ? [current] : [current, next];
  const believes = (kid: string) => held.kids.includes(kid);
  if (held.kids.length === wanted.length && wanted.every(believes)) return null;
  const signer = believes(current) ? current : ours.findLast(believes);
  if (signer === undefined) return 'stranger';
  const version = versionAbove(held.version, now);
  if (version === null) return null;
  return { signer, kids: [...new Set([signer, ...wanted])], version };
}
