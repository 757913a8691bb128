import { hash } from 'node:crypto';
import type { Cancel, Timers } from '../../shared/domain/clock.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import type { ConfigLock } from '../../shared/wire/lock.ts';
import type { DoorListener, LockAnswer, Strike } from '../ports.ts';
import type { Lock } from './lock.ts';

export interface ConnectedStrikeParts {
  /** Drives the doors that hang on a line of this machine. */
  readonly wired: Strike;
  readonly open: (lock: ConfigLock) => Lock;
  readonly timers: Timers;
  readonly logger: Logger;
  /** A lock that we had to lock again, and could not: it may have stayed open. */
  readonly stayedOpen: (door: string, why: string) => void;
}

interface Connected {
  readonly lock: Lock;
  /** Of what it was made from. */
  readonly made: string;
  capMs: number;
  /** On its way: who asks meanwhile gets the same answer. */
  going: Promise<LockAnswer> | null;
  /** Locks it again, once. */
  off: { readonly run: () => Promise<void>; readonly cancel: Cancel } | null;
}

/** The doors of this device, on lines or behind a network, as one strike. */
export function connectedStrike(parts: ConnectedStrikeParts): Strike {
  const { wired, timers, logger } = parts;
  const connected = new Map<string, Connected>();
  let listener: DoorListener | null = null;
  const securing = new Map<string, Cancel>();

  async function leave(door: string): Promise<void> {
    const one = connected.get(door);
    connected.delete(door);
    await one?.going;
    await one?.off?.run();
    await one?.lock.stop();
  }

  /** As the lock's own timer has it: nobody hears from it. */
  function tellMoved(door: string, ms: number): void {
    securing.get(door)?.();
    listener?.moved(door, 'unlocked');
    const secured = timers.after(ms, () => {
      securing.delete(door);
      listener?.moved(door, 'secured');
    });
    securing.set(door, secured);
  }

  async function openOnce(door: string, one: Connected, ms: number): Promise<LockAnswer> {
    // It was to be locked again: this opening has its own end.
    one.off?.cancel();
    const answer = await one.lock.open(ms).catch((err: unknown): LockAnswer => {
      logger.error({ door, err }, 'a lock could not be told');
      return { outcome: 'unknown', why: 'broken' };
    });
    logger.info({ door, ...answer }, 'lock');
    if (answer.outcome === 'granted' || answer.outcome === 'unknown') tellMoved(door, ms);
    else if (!securing.has(door)) listener?.moved(door, 'secured');
    const off = one.lock.off(answer);
    if (off) one.off = lockedAgain(door, one, off, ms);
    return answer;
  }

  function lockedAgain(door: string, one: Connected, off: () => Promise<LockAnswer>, ms: number) {
    let isDone = false;
    const run = async (): Promise<void> => {
      if (isDone) return;
      isDone = true;
      cancel();
      one.off = null;
      const { outcome, why } = await off();
      if (outcome === 'granted' || (outcome === 'unknown' && why === 'neverAnswers')) return;
      parts.stayedOpen(door, why ?? outcome);
    };
    const cancel = timers.after(ms, () => void run());
    return { run, cancel };
  }

  return {
    drives: (door) => connected.has(door) || wired.drives(door),
    unlockFor(door, ms, cause) {
      const one = connected.get(door);
      if (!one) return wired.unlockFor(door, ms, cause);
      one.going ??= openOnce(door, one, Math.min(ms, one.capMs)).finally(() => {
        one.going = null;
      });
      return one.going;
    },
    holdFor(door, ms) {
      if (!connected.has(door)) return wired.holdFor(door, ms);
      const detail = 'a connected lock opens for a moment and cannot be held open';
      if (ms > 0) throw failure('lineUnusable', { line: door, name: 'lock', detail });
    },
    listen(next) {
      listener = next;
      wired.listen(next);
    },
    async configure(doors) {
      const wanted = new Map(
        doors.flatMap(({ id, capMs, lock }) => (lock ? [[id, { lock, capMs }] as const] : [])),
      );
      const madeOf = (lock: ConfigLock) => hash('sha256', canonicalJson(lock), 'hex');
      for (const [door, one] of [...connected]) {
        const next = wanted.get(door);
        if (!next || madeOf(next.lock) !== one.made) void leave(door);
      }
      for (const [door, { lock, capMs }] of wanted) {
        const kept = connected.get(door);
        const made = madeOf(lock);
        if (kept) kept.capMs = capMs;
        else connected.set(door, { lock: parts.open(lock), made, capMs, going: null, off: null });
      }
      await wired.configure(doors);
    },
    alive: (timeoutMs) => wired.alive(timeoutMs),
    fault() {
      for (const [door, { lock }] of connected) {
        const why = lock.fault();
        if (why === null) continue;
        const hint = 'Name its host in BADGEUSE_LOCK_HOSTS on the device, and check its address.';
        return { code: 'lockUnreachable', hint: `${door}: ${why}. ${hint}`, details: { door } };
      }
      return wired.fault();
    },
    async stop() {
      for (const cancel of securing.values()) cancel();
      await Promise.all([...connected.keys()].map(leave));
      await wired.stop();
    },
  };
}
