import type { MonotonicMs } from '../shared/domain/clock.ts';
import type { SignedCommand } from '../shared/wire/command.ts';

/** What a command is judged by, once its signature and type proved right. */
export interface CommandGrounds {
  readonly device: string;
  /** Of this start of the device. */
  readonly nonce: string;
  /** The highest that was ever taken. */
  readonly lastCounter: number;
  readonly monoNow: MonotonicMs;
}

export type CommandRefusal = 'otherDevice' | 'otherStart' | 'replayed' | 'late';

/** Null: to be carried out. Whatever is wrong, nothing is done (wire protocol, command). */
export function judgeCommand(
  { device, nonce, counter, notAfterMonoMs }: SignedCommand,
  grounds: CommandGrounds,
): CommandRefusal | null {
  if (device !== grounds.device) return 'otherDevice';
  if (nonce !== grounds.nonce) return 'otherStart';
  if (counter <= grounds.lastCounter) return 'replayed';
  if (grounds.monoNow > notAfterMonoMs) return 'late';
  return null;
}
