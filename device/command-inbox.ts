import type { KeyObject } from 'node:crypto';
import type { Clock } from '../shared/domain/clock.ts';
import type { Problem } from '../shared/domain/result.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import type { ResultMessage, SignedCommand } from '../shared/wire/command.ts';
import { verifyClaims } from '../shared/wire/jws.ts';
import { judgeCommand } from './judge-command.ts';
import type { AccessStore, Health } from './ports.ts';
import type { ResultPost } from './result-post.ts';

/** What became of a command: `reason` says why nothing, or not all, was done. */
export type CommandResult = Pick<ResultMessage, 'outcome' | 'reason' | 'seq'>;

/** Does what was commanded, after its intent is in the journal; never rejects. */
export type CarryOut = (command: SignedCommand, link: CommandLink) => Promise<CommandResult>;

/** What commands about the link itself do. */
export interface CommandLink {
  /** Says hello, and sends again what was not acknowledged. */
  resync(): void;
  /** Goes on in a new epoch of the journal; answers nothing. */
  newEpoch(commandId: string): void;
}

export interface CommandInboxParts {
  readonly device: string;
  readonly nonce: string;
  readonly access: Pick<AccessStore, 'readFact' | 'writeFact'>;
  readonly cloudKey: (kid: string) => KeyObject | null;
  readonly results: Pick<ResultPost, 'send'>;
  readonly clock: Clock;
  readonly health: Health;
  readonly logger: Logger;
  readonly carryOut: CarryOut;
  readonly link: CommandLink;
}

const counterFact = 'commandCounter';
/** An answer that got lost is given again to whoever repeats the command. */
const remembered = 100;

/**
 * Takes commands, each at most once, and only those the cloud signed for this very start of this device: a door
 * opens for nothing that was kept, delayed, copied or made up.
 */
export function createCommandInbox(parts: CommandInboxParts) {
  const { device, nonce, access, clock, health, logger } = parts;
  const results = new Map<string, Promise<CommandResult>>();
  // In memory too: a store that was rebuilt meanwhile must not take an old one again.
  let lastCounter = 0;
  /** Signatures take a moment: commands are still judged in the order they came. */
  let last: Promise<void> = Promise.resolve();

  const leaveOut = ({ code, message }: Problem): void => {
    logger.warn({ kind: 'command', code }, `a command was left out: ${message}`);
    health.report('link.message', { details: { kind: 'command', message }, about: 'command' });
  };

  async function take(payload: Buffer, retained: boolean): Promise<void> {
    if (retained) return leaveOut(kept);
    const claims = await verifyClaims('badgeuse-command', payload.toString('utf8'), parts.cloudKey);
    if (!claims.ok) return leaveOut(claims.problem);
    const command = claims.value;
    const known = results.get(command.id);
    if (known !== undefined) return void answer(command, known);

    lastCounter = Math.max(lastCounter, Number(access.readFact(counterFact) ?? 0));
    const monoNow = clock.monotonicNow();
    const refusal = judgeCommand(command, { device, nonce, lastCounter, monoNow });
    if (refusal === 'otherDevice') return leaveOut(notOurs);
    health.clear('link.message', 'command');
    if (refusal) return void answer(command, Promise.resolve(refused(refusal)));

    // On the disk before anything moves: whatever happens next, this command is never taken again.
    lastCounter = command.counter;
    access.writeFact(counterFact, String(lastCounter));
    const result = parts.carryOut(command, parts.link);
    keep(command.id, result);
    void answer(command, result);
  }

  function keep(id: string, result: Promise<CommandResult>): void {
    results.set(id, result);
    const [oldest] = results.keys();
    if (results.size > remembered && oldest !== undefined) results.delete(oldest);
  }

  async function answer({ id, kind }: SignedCommand, result: Promise<CommandResult>) {
    try {
      const { outcome, reason, seq } = await result;
      logger.info({ id, kind, outcome, reason, seq }, 'command');
      const message: ResultMessage = { v: 1, id, outcome, seq, ...(reason && { reason }) };
      parts.results.send(message);
    } catch (err) {
      logger.error({ err, id, kind }, 'a command could not be answered');
    }
  }

  return {
    /** Resolves once it is judged; what it does may take longer. */
    take(payload: Buffer, retained: boolean): Promise<void> {
      last = last
        .then(() => take(payload, retained))
        .catch((err: unknown) => logger.error({ err }, 'a command could not be taken'));
      return last;
    },
  };
}

const refused = (reason: string): CommandResult => ({ outcome: 'refused', reason, seq: null });

const kept: Problem = {
  code: 'commandRetained',
  message: 'The broker kept it: a command is for the moment it is given.',
  hint: 'Clear the retained message on this topic, and look at who may write there.',
};
const notOurs: Problem = {
  code: 'notOurs',
  message: 'It is for another device.',
  hint: 'Check which device each name and password was given to.',
};
