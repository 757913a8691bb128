import type { CardAssignment } from '../../shared/domain/sequence.ts';
import { writesOfOthers } from './other-writers.ts';
import type { Unit } from './rows.ts';

/**
 * To whom each card was given, as committed, kept in memory beside a SQLite file: nearly every card was given to
 * somebody, and asking for each tap's would cost as much as storing the tap. A transaction that writes a correction
 * remembers nothing, so that nothing is remembered that is undone.
 */
interface Memory {
  readonly assignments: Map<string, readonly CardAssignment[]>;
  others: number;
}
const memories = new WeakMap<object, Memory>();
const wrote = new WeakSet<object>();

/** Enough for everybody who comes to a few hundred places. */
const rememberedCards = 50_000;

/** What is known of each card; fill it with what was read. Null: nothing may be remembered here. */
export function rememberedAssignments(unit: Unit): Map<string, readonly CardAssignment[]> | null {
  if (!unit.sqlite || wrote.has(unit.tx)) return null;
  const others = writesOfOthers(unit);
  let memory = memories.get(unit.sqlite);
  if (memory?.others !== others || memory.assignments.size > rememberedCards) {
    memory = { assignments: new Map(), others };
    memories.set(unit.sqlite, memory);
  }
  return memory.assignments;
}

/** To be called by whoever writes a correction, before it is written. */
export function forgetAssignments(unit: Unit): void {
  if (!unit.sqlite) return;
  memories.delete(unit.sqlite);
  wrote.add(unit.tx);
}
