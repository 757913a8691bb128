import type { Clock } from '../../../shared/domain/clock.ts';
import type { Logger } from '../../../shared/runtime/logger.ts';
import type { Journal } from '../../ports.ts';
import { type CodeFiles, findCode, parseCode, sheetInForce, spendCode } from './codes.ts';
import { createSittings, type Said, type Sitting } from './sittings.ts';
import { createTries, isTold } from './tries.ts';

export interface DeskParts {
  readonly files: CodeFiles;
  readonly journal: Pick<Journal, 'newest' | 'held'>;
  readonly clock: Pick<Clock, 'monotonicNow'>;
  readonly logger: Logger;
  /** Writes down what happened to the device: on disk when it returns its seq; null: it could not be. */
  record(event: string, details: Record<string, unknown>): number | null;
  /** Those whose lock this device has. */
  doors(): readonly { readonly id: string; readonly name: string }[];
  /** `seq`: the entry that says who asked. */
  unlock(door: string, seq: number): Promise<Said>;
  /** The first name of a card's holder; null: not known here. */
  nameOf(uid: string): string | null;
}

export type SignedIn =
  | { readonly done: 'open'; readonly cookie: string }
  | { readonly done: 'wait'; readonly seconds: number }
  | { readonly done: 'wrong' | 'notACode' | 'noSheet' | 'cannotRecord' };

/** What the emergency page does, behind its door: a code opens a sitting, a sitting unlocks and reads. */
export interface Desk {
  hasSheet(): boolean;
  signIn(typed: string): Promise<SignedIn>;
  sitting(cookie: string): Sitting | null;
  unlock(sitting: Sitting, door: string): Promise<void>;
  /** False: it could not be written down that the journal is taken away, so it is not. */
  mayExport(sitting: Sitting): boolean;
  end(cookie: string): void;
  readonly parts: DeskParts;
}

export function createDesk(parts: DeskParts): Desk {
  const { files, clock, logger, record } = parts;
  const tries = createTries(clock);
  const sittings = createSittings(clock);
  let isLooking = false;

  async function look(code: string): Promise<SignedIn> {
    const found = await findCode(code, files);
    if (found === null) {
      const count = tries.wrong();
      logger.warn({ count }, 'a wrong emergency code');
      if (isTold(count)) record('emergencyCodeWrong', { tries: count });
      return { done: 'wrong' };
    }
    const { sheet, number, left } = found;
    if (record('emergencySignedIn', { sheet, code: number, left }) === null) {
      return { done: 'cannotRecord' };
    }
    spendCode(found, files);
    tries.right();
    logger.warn({ sheet, code: number }, 'an emergency code was used');
    return { done: 'open', cookie: sittings.open(found) };
  }

  return {
    parts,
    hasSheet: () => sheetInForce(files) !== null,
    async signIn(typed) {
      if (sheetInForce(files) === null) return { done: 'noSheet' };
      const code = parseCode(typed);
      // No guess: it could not be right.
      if (code === null) return { done: 'notACode' };
      const waitMs = tries.waitMs();
      // One at a time, so that nobody has more tries by asking for many at once.
      if (waitMs > 0 || isLooking) {
        return { done: 'wait', seconds: Math.max(1, Math.ceil(waitMs / 1_000)) };
      }
      isLooking = true;
      try {
        return await look(code);
      } finally {
        isLooking = false;
      }
    },
    sitting(cookie) {
      const sitting = sittings.find(cookie);
      // A new sheet ends what the old one opened, too.
      return sitting?.sheet === sheetInForce(files) ? sitting : null;
    },
    async unlock(sitting, door) {
      const { sheet, number } = sitting;
      const known = parts.doors().find(({ id }) => id === door);
      if (!known) {
        sitting.said = { what: 'failed', door };
        return;
      }
      const seq = record('emergencyUnlock', { door, sheet, code: number });
      sitting.said = seq === null ? { what: 'cannotRecord' } : await parts.unlock(door, seq);
    },
    mayExport({ sheet, number }) {
      return record('emergencyExport', { sheet, code: number }) !== null;
    },
    end: (cookie) => sittings.end(cookie),
  };
}
