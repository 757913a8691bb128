import type { SequenceKey } from '../shared/domain/punch.ts';
import {
  deletePassages,
  type PassageKey,
  type PassageOf,
  writePassages,
} from './store/passages.ts';
import { deletePunches, type PunchAt, type StoredPunch, writePunches } from './store/punches.ts';
import type { Unit } from './store/rows.ts';

/** What pairing several sequences comes to, gathered to be written at once. */
export interface Writes {
  readonly goneTaps: PunchAt[];
  readonly gonePassages: PassageKey[];
  readonly taps: (StoredPunch & { readonly key: SequenceKey })[];
  /** By place and id: one batch may open and close a passage. */
  readonly passages: Map<string, PassageOf>;
}

export const newWrites = (): Writes => ({
  goneTaps: [],
  gonePassages: [],
  taps: [],
  passages: new Map(),
});

/** All that goes before anything comes: a punch may move from one sequence to another. */
export async function writeAll(unit: Unit, writes: Writes): Promise<void> {
  await deletePunches(unit, writes.goneTaps);
  await deletePassages(unit, writes.gonePassages);
  await writePunches(unit, writes.taps);
  await writePassages(unit, [...writes.passages.values()]);
}
