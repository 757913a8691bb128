import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PersonToErase } from '../shared/wire/erasure.ts';
import type { PinTries } from './pin-tries.ts';
import type { AccessStore, Journal } from './ports.ts';

export interface ErasePersonParts {
  readonly journal: Pick<Journal, 'erase' | 'backup'>;
  readonly access: Pick<AccessStore, 'find' | 'namesOf' | 'keepTold' | 'scrub'>;
  readonly tries: Pick<PinTries, 'right'>;
  /** The journal's copy; beside it lies what was put aside of damaged stores. */
  readonly backupFile: string;
}

/** How many taps were blanked, or why none were. */
export type ErasedPerson = { readonly entries: number } | { readonly refused: 'onList' | 'unsent' };

/**
 * Leaves nothing of a person on this device's disk: not in the journal, nor on the list, nor in what is kept of both.
 * The list has to have let go of them first, and every tap of theirs has to be with the cloud.
 */
export const erasePerson =
  (parts: ErasePersonParts) =>
  async (person: PersonToErase): Promise<ErasedPerson> => {
    const { journal, access, tries, backupFile } = parts;
    const isListed = person.uids.some((uid) => access.find(uid) !== null);
    if (isListed || access.namesOf(new Set([person.memberRef])).size > 0)
      return { refused: 'onList' };
    const erased = await journal.erase(person);
    if (erased === null) return { refused: 'unsent' };
    const { entries, uids } = erased;
    for (const uid of uids) tries.right(uid);
    const told = [`member:${person.memberRef}`, ...uids.map((uid) => `card:${uid}`)];
    access.keepTold(
      told.map((who) => [who, null] as const),
      null,
    );
    await access.scrub();
    // Salvaged from long ago, or copied last night: nothing there is needed that is not here.
    const device = dirname(dirname(backupFile));
    for (const gone of [dirname(backupFile), join(device, 'quarantine')])
      rmSync(gone, { recursive: true, force: true });
    return { entries };
  };
