import type { CommandOutcome } from '../shared/wire/command.ts';

/** What became of opening a lock over a network; `why` is a word for the log and the page, and holds no secret. */
export interface LockAnswer {
  readonly outcome: CommandOutcome;
  readonly why: string | null;
}
