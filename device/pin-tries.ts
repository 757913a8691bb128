import type { EpochMs } from '../shared/domain/clock.ts';
import type { AccessStore, ClockWatch } from './ports.ts';

/** So many wrong ones within that time, and the card waits as long for its next. */
const triesMost = 3;
const spanMs = 5 * 60_000;
const factName = 'pinTries';
/** Beyond it the longest ago are forgotten: nobody tries with so many cards within minutes. */
const cardsMost = 1_000;

/** Wrong PINs by card, kept through restarts: taking the power away does not give three more. */
export interface PinTries {
  isLocked(uid: string): boolean;
  /** On disk when it returns. */
  wrong(uid: string): void;
  right(uid: string): void;
}

interface Tried {
  /** Wrong ones since the last right one. */
  readonly at: readonly EpochMs[];
  /** Since when it waits; null: it may try. */
  readonly lockedAt: EpochMs | null;
}

export function createPinTries(parts: {
  readonly access: Pick<AccessStore, 'readFact' | 'writeFact'>;
  readonly watch: Pick<ClockWatch, 'decisionTime'>;
}): PinTries {
  const { access, watch } = parts;
  const isRecent = (at: EpochMs): boolean => watch.decisionTime() - at < spanMs;
  const tried = readTried(access.readFact(factName), watch.decisionTime());
  const isOver = ({ at, lockedAt }: Tried): boolean =>
    lockedAt === null ? !at.some(isRecent) : !isRecent(lockedAt);
  const keep = (): void => access.writeFact(factName, JSON.stringify([...tried]));

  return {
    isLocked(uid) {
      const lockedAt = tried.get(uid)?.lockedAt ?? null;
      return lockedAt !== null && isRecent(lockedAt);
    },
    wrong(uid) {
      for (const [other, their] of tried) if (isOver(their)) tried.delete(other);
      const now = watch.decisionTime();
      const at = [...(tried.get(uid)?.at ?? []).filter(isRecent), now];
      tried.delete(uid);
      tried.set(uid, { at, lockedAt: at.length >= triesMost ? now : null });
      const [oldest] = tried.keys();
      if (tried.size > cardsMost && oldest !== undefined) tried.delete(oldest);
      keep();
    },
    right(uid) {
      if (tried.delete(uid)) keep();
    },
  };
}

/** What was kept; of a clock that was ahead of this one, as if it were now: nobody waits for years. */
function readTried(text: string | null, now: EpochMs): Map<string, Tried> {
  const kept = JSON.parse(text ?? '[]') as [string, Tried][];
  const past = (at: EpochMs) => Math.min(at, now);
  return new Map(
    kept.map(([uid, { at, lockedAt }]) => [
      uid,
      { at: at.map(past), lockedAt: lockedAt === null ? null : past(lockedAt) },
    ]),
  );
}
