import { comparePunches } from '../../shared/domain/pair-event.ts';
import type { SequenceKey, SequencePunch } from '../../shared/domain/punch.ts';
import type { PunchAt } from '../store/punches.ts';

/** Punches of one sequence that arrive together, in order. */
export interface Arrivals {
  readonly id: string;
  readonly key: SequenceKey;
  readonly first: SequencePunch;
  readonly punches: readonly SequencePunch[];
}

export const sequenceId = ({ place, area, person }: SequenceKey): string =>
  `${place}\n${area}\n${person}`;

export function bySequence(punches: readonly PunchAt[]): readonly Arrivals[] {
  const grouped = new Map<string, Arrivals & { first: SequencePunch; punches: SequencePunch[] }>();
  for (const { key, punch } of punches) {
    const id = sequenceId(key);
    const group = grouped.get(id);
    if (!group) grouped.set(id, { id, key, first: punch, punches: [punch] });
    else {
      group.punches.push(punch);
      if (comparePunches(punch, group.first) < 0) group.first = punch;
    }
  }
  const arrivals = [...grouped.values()];
  for (const { punches: together } of arrivals)
    if (together.length > 1) together.sort(comparePunches);
  return arrivals;
}
