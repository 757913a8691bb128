import type { CommandKind, CommandOutcome } from '../../../shared/wire/command.ts';

/** What devices were told to do, and what came of it. Times are epoch ms. */
export interface CommandTables {
  given_command: {
    id: string;
    kind: CommandKind;
    device: string;
    place: string;
    door: string | null;
    given_by: string;
    reason: string;
    /** Rises for each device; see the wire protocol, command. */
    counter: number;
    given_at: number;
    answer_by: number;
    outcome: CommandOutcome | null;
    why: string | null;
    seq: number | null;
    answered_at: number | null;
  };
}
