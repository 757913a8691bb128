import { errorCodeOf } from '../shared/runtime/errors.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import type { SignedCommand } from '../shared/wire/command.ts';
import type { EntryDraft } from '../shared/wire/entry.ts';
import type { PersonToErase } from '../shared/wire/erasure.ts';
import type { CarryOut, CommandLink, CommandResult } from './command-inbox.ts';
import type { ErasedPerson } from './erase-person.ts';
import { followLock } from './follow-lock.ts';
import type { AccessStore, ClockWatch, Health, Indicator, Journal, Strike } from './ports.ts';

export interface CarryOutParts {
  readonly access: Pick<AccessStore, 'config'>;
  readonly journal: Pick<Journal, 'append'>;
  readonly strike: Pick<Strike, 'drives' | 'unlockFor'>;
  readonly indicator: Indicator;
  readonly watch: Pick<ClockWatch, 'stamp'>;
  readonly health: Health;
  readonly logger: Logger;
  readonly recorded: () => void;
  /** Leaves nothing of a person on the disk; left out: it cannot. */
  readonly erase?: (person: PersonToErase) => Promise<ErasedPerson>;
}

/** Does what the cloud commands. The intent is in the journal before anything moves, as a punch is. */
export function createCarryOut(parts: CarryOutParts): CarryOut {
  return async function carryOut(command, link) {
    try {
      const result = await does[command.kind](command, parts, link);
      parts.recorded();
      return result;
    } catch (err) {
      parts.logger.error({ err, id: command.id, kind: command.kind }, 'a command failed');
      return { outcome: 'failed', reason: errorCodeOf(err) ?? 'unknown', seq: null };
    }
  };
}

type Does = (
  command: SignedCommand,
  parts: CarryOutParts,
  link: CommandLink,
) => CommandResult | Promise<CommandResult>;

const does: Readonly<Record<SignedCommand['kind'], Does>> = {
  unlock,
  identify: (command, parts) =>
    ifRecorded(command, parts, () => parts.indicator.show(null, { kind: 'identify' })),
  resync: (command, parts, link) => ifRecorded(command, parts, () => link.resync()),
  erase,
  newEpoch: (command, parts, link) => ifRecorded(command, parts, () => link.newEpoch(command.id)),
};

/** Written down before it is done; not done is not lost, for the cloud asks again until it is. */
async function erase(command: SignedCommand, parts: CarryOutParts): Promise<CommandResult> {
  const { person } = command;
  if (!person || !parts.erase) return { outcome: 'refused', reason: 'notUnderstood', seq: null };
  const seq = record(intent(command, parts), parts);
  if (seq === null) return cannotRecord;
  const erased = await parts.erase(person);
  if ('refused' in erased) return { outcome: 'refused', reason: erased.refused, seq };
  parts.logger.info({ id: command.id, entries: erased.entries }, 'a person was erased');
  return done(seq);
}

async function unlock(command: SignedCommand, parts: CarryOutParts): Promise<CommandResult> {
  const { access, strike, watch, indicator, health, logger } = parts;
  const door = access
    .config()
    ?.doors.find(({ id }) => id === command.door && strike.drives(command.door));
  if (!door) return { outcome: 'refused', reason: 'noSuchDoor', seq: null };
  const cause = { command: command.id };
  const intended = {
    kind: 'door',
    ...watch.stamp(),
    door: door.id,
    event: 'unlocked',
    cause,
  } as const;
  const seq = record(intended, parts);
  if (seq === null) return cannotRecord;
  try {
    const answer = strike.unlockFor(door.id, door.unlockMs, cause);
    health.clear('strike');
    if (answer !== undefined) {
      const about = { door: door.id, accessPoint: null, seq, command: command.id };
      const { outcome, why } = await followLock(answer, about, parts);
      if (outcome !== 'granted') return { outcome, seq, ...(why !== null && { reason: why }) };
    }
    // One beep and green: whoever stands there sees that it is open.
    indicator.show(null, { kind: 'granted', direction: 'presence', saved: 'online' });
    return done(seq);
  } catch (err) {
    const code = errorCodeOf(err) ?? 'unknown';
    health.report('strike', { details: { door: door.id } });
    logger.error({ err, door: door.id }, 'the door did not unlock as commanded');
    const details = { door: door.id, seq, code, ...cause };
    record({ kind: 'device', ...watch.stamp(), event: 'doorNotUnlocked', details }, parts);
    return { outcome: 'failed', reason: code, seq };
  }
}

function ifRecorded(command: SignedCommand, parts: CarryOutParts, act: () => void): CommandResult {
  const seq = record(intent(command, parts), parts);
  if (seq === null) return cannotRecord;
  act();
  return done(seq);
}

const intent = ({ id, kind, by }: SignedCommand, { watch }: CarryOutParts): EntryDraft => ({
  kind: 'device',
  ...watch.stamp(),
  event: 'commanded',
  details: { command: id, kind, by },
});

/** Its seq once it is on the disk; null when the disk refused. */
function record(draft: EntryDraft, { journal, health, logger }: CarryOutParts): number | null {
  try {
    const [recorded] = journal.append([draft]);
    return recorded?.entry.seq ?? null;
  } catch (err) {
    health.report('journal', { details: { code: errorCodeOf(err) ?? 'storeDamaged' } });
    logger.error({ err }, 'a command could not be recorded');
    return null;
  }
}

const done = (seq: number): CommandResult => ({ outcome: 'granted', seq });
const cannotRecord: CommandResult = { outcome: 'refused', reason: 'cannotRecord', seq: null };
