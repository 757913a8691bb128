import type { SequenceKey } from '../../shared/domain/punch.ts';
import { readSequenceCorrections } from '../store/corrections.ts';
import { readFrom, readSequencesOf } from '../store/punches.ts';
import type { Unit } from '../store/rows.ts';
import { sequenceId } from './arrivals.ts';
import type { SequenceChange } from './repair-sequence.ts';

/** A person at a place: whose own areas there depend on the place's. */
export type PersonAt = Pick<SequenceKey, 'place' | 'person'>;

/** Changes that pair all of a person's sequences at a place anew, every tap of them. */
export async function wholePerson(
  unit: Unit,
  person: PersonAt,
): Promise<readonly SequenceChange[]> {
  const keys = await readSequencesOf(unit, person);
  const corrections = await readSequenceCorrections(unit, keys);
  const stored = await readFrom(
    unit,
    keys.map((key) => ({ key, at: Number.MIN_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER })),
  );
  return keys.flatMap((key, i): SequenceChange[] => {
    const taps = stored[i] ?? [];
    const made = corrections[i] ?? [];
    const known = { taps, fromStart: true, toEnd: true };
    const nothing = { arrive: [], leave: [], corrections: { was: made, now: made } };
    return taps.length === 0 ? [] : [{ key, ...nothing, reconsider: taps, known }];
  });
}

/**
 * The changes, and for whom the place's settings of now do not hold yet all of that person's sequences: one is paired
 * by the old settings or by the new, never in part by each.
 */
export async function withWholePersons(
  unit: Unit,
  changes: readonly SequenceChange[],
  isUnpaired: (person: PersonAt) => boolean,
): Promise<readonly SequenceChange[]> {
  const persons = new Map<string, PersonAt>();
  for (const { key } of changes)
    if (isUnpaired(key)) persons.set(`${key.place}\n${key.person}`, key);
  if (persons.size === 0) return changes;
  const all = new Map(changes.map((change) => [sequenceId(change.key), change]));
  for (const person of persons.values())
    for (const whole of await wholePerson(unit, person)) {
      const id = sequenceId(whole.key);
      all.set(id, { ...whole, ...all.get(id), reconsider: whole.reconsider, known: whole.known });
    }
  return [...all.values()];
}
