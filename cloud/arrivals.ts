import { comparePunches } from '../shared/domain/pair-event.ts';
import type { SequenceKey, SequencePunch } from '../shared/domain/punch.ts';
import type { PunchAt } from './store/punches.ts';

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
  const grouped = new Map<string, { key: SequenceKey; punches: SequencePunch[] }>();
  for (const { key, punch } of punches) {
    const id = sequenceId(key);
    const group = grouped.get(id);
    if (group) group.punches.push(punch);
    else grouped.set(id, { key, punches: [punch] });
  }
  return [...grouped].map(([id, group]) => {
    if (group.punches.length > 1) group.punches.sort(comparePunches);
    return { id, first: group.punches[0] as SequencePunch, ...group };
  });
}
