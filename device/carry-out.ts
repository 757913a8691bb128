import { errorCodeOf } from '../shared/runtime/errors.ts';
import type { SignedCommand } from '../shared/wire/command.ts';
import type { EntryDraft } from '../shared/wire/entry.ts';
import type { PersonToErase } from '../shared/wire/erasure.ts';
import type { CarryOut, CommandLink, CommandResult } from './command-inbox.ts';
import type { ErasedPerson } from './erase-person.ts';
import { followLock } from './follow-lock.ts';
import type { AccessStore, ClockWatch, Indicator, Strike } from './ports.ts';
import { type RecordParts, record } from './record.ts';
import { unlockDoor } from './unlock-door.ts';

export interface CarryOutParts extends RecordParts {
  readonly access: Pick<AccessStore, 'config'>;
  readonly strike: Pick<Strike, 'drives' | 'unlockFor'>;
  readonly indicator: Indicator;
  readonly watch: Pick<ClockWatch, 'stamp'>;
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
  const seq = seqOf(intent(command, parts), parts);
  if (seq === null) return cannotRecord;
  const erased = await parts.erase(person);
  if ('refused' in erased) return { outcome: 'refused', reason: erased.refused, seq };
  parts.logger.info({ id: command.id, entries: erased.entries }, 'a person was erased');
  return done(seq);
}

async function unlock(command: SignedCommand, parts: CarryOutParts): Promise<CommandResult> {
  const { access, strike, watch, indicator } = parts;
  const door = access
    .config()
    ?.doors.find(({ id }) => id === command.door && strike.drives(command.door));
  if (!door) return { outcome: 'refused', reason: 'noSuchDoor', seq: null };
  const intended = {
    kind: 'door',
    ...watch.stamp(),
    door: door.id,
    event: 'unlocked',
    cause: { command: command.id },
  } as const;
  const seq = seqOf(intended, parts);
  if (seq === null) return cannotRecord;
  const about = { seq, command: command.id };
  const { fault, answer } = unlockDoor(door, about, parts);
  if (fault !== null) return { outcome: 'failed', reason: fault, seq };
  if (answer !== undefined) {
    const cause = { door: door.id, accessPoint: null, ...about };
    const { outcome, why } = await followLock(answer, cause, parts);
    if (outcome !== 'granted') return { outcome, seq, ...(why !== null && { reason: why }) };
  }
  // One beep and green: whoever stands there sees that it is open.
  indicator.show(null, { kind: 'granted', direction: 'presence', saved: 'online' });
  return done(seq);
}

function ifRecorded(command: SignedCommand, parts: CarryOutParts, act: () => void): CommandResult {
  const seq = seqOf(intent(command, parts), parts);
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
const seqOf = (draft: EntryDraft, parts: CarryOutParts): number | null =>
  record(draft, parts, 'a command could not be recorded')?.entry.seq ?? null;

const done = (seq: number): CommandResult => ({ outcome: 'granted', seq });
const cannotRecord: CommandResult = { outcome: 'refused', reason: 'cannotRecord', seq: null };
