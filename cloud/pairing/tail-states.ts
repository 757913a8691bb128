import { tapEvent } from '../../shared/domain/pair-event.ts';
import { type PairState, stateBefore } from '../../shared/domain/pair-state.ts';
import { readSequenceCorrections } from '../store/corrections.ts';
import { readBefore, readFrom, type StoredPunch } from '../store/punches.ts';
import type { Unit } from '../store/rows.ts';
import type { Arrivals } from './arrivals.ts';
import type { PairingMemory } from './pairing-memory.ts';

/**
 * Which sequences' new punches all come after everything known of them, with the state they extend; null: they
 * come late, or more than a few rows would be needed to tell.
 */
export async function readTails(
  unit: Unit,
  sequences: readonly Arrivals[],
  memory: Pick<PairingMemory, 'stateOf' | 'taps'>,
): Promise<(of: Arrivals) => PairState | null> {
  const isKnownLate = ({ id, first }: Arrivals): boolean => {
    const last = memory.taps.of(id)?.taps.at(-1);
    return last !== undefined && last.punch.occurredAt >= first.occurredAt;
  };
  const unknown = sequences.filter((one) => memory.stateOf(one.id) === null && !isKnownLate(one));
  const looks = unknown.map(({ key, first }) => ({ key, at: first.occurredAt }));
  const later = await readFrom(
    unit,
    looks.map((look) => ({ ...look, most: 1 })),
  );
  const earlier = await readBefore(
    unit,
    looks.map((look) => ({ ...look, most: fewTaps })),
  );
  const corrections = await readSequenceCorrections(
    unit,
    looks.map(({ key }) => key),
  );
  const read = new Map<string, PairState>();
  for (const [i, { id, first }] of unknown.entries()) {
    const before = earlier[i] ?? [];
    if (later[i]?.length !== 0 || corrections[i]?.length !== 0) continue;
    if (before.length === fewTaps && !before.some(isTurn)) continue;
    const taps = before.map(({ punch, ...found }) => ({ event: tapEvent(punch), ...found }));
    read.set(id, stateBefore(tapEvent(first), taps, []));
  }
  return (of) => {
    const state = memory.stateOf(of.id) ?? read.get(of.id);
    return state && (state.at === null || of.first.occurredAt > state.at) ? state : null;
  };
}

/** Nearly always the last tap or the one before says what is open. */
const fewTaps = 6;
const isTurn = ({ role }: StoredPunch): boolean => role === 'entry' || role === 'exit';
