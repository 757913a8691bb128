import type { Correction } from '../../shared/domain/correction.ts';
import type { SequenceKey, SequencePunch } from '../../shared/domain/punch.ts';
import { sequenceKeyOf } from '../../shared/domain/sequence.ts';
import type { JournalEntry, PunchEntry } from '../../shared/wire/entry.ts';
import {
  moveCorrections,
  readAssignments,
  readPunchCorrections,
  readSequenceCorrections,
} from '../store/corrections.ts';
import { moveEntries, type TimedEntry } from '../store/entries.ts';
import type { AccessPointFacts } from '../store/journal.ts';
import { moveDeliveries } from '../store/move-deliveries.ts';
import { findPunch, type StoredPunch } from '../store/punches.ts';
import type { Unit } from '../store/rows.ts';
import { lockPlaces, type Pairing } from './pair-passages.ts';
import type { SequenceChange } from './repair-sequence.ts';

/** An entry whose time, or whose person, may be another now. */
export interface Relocation {
  readonly device: string;
  readonly epoch: string;
  readonly entry: JournalEntry;
  readonly occurredAt: number;
  readonly estimated: boolean;
}

export type PointsOf = (device: string) => Promise<ReadonlyMap<string, AccessPointFacts>>;

/** Moves entries to where and when they now are, and pairs what they leave and what they join. */
export async function relocate(
  unit: Unit,
  pairing: Pairing,
  moves: readonly Relocation[],
  pointsOf: PointsOf,
): Promise<void> {
  if (moves.length === 0) return;
  const placed = await placeEntries(unit, moves, pointsOf);
  await lockPlaces(
    unit,
    placed.flatMap(({ place }) => place ?? []),
  );
  const changes = new Map<string, Moving>();
  const at = (key: SequenceKey): Moving => {
    const id = `${key.place}\n${key.area}\n${key.person}`;
    let change = changes.get(id);
    if (!change) {
      change = { key, arrive: [], leave: [] };
      changes.set(id, change);
    }
    return change;
  };
  const ids: string[] = [];
  const elsewhere: { id: string; key: SequenceKey | null }[] = [];
  for (const move of placed) {
    if (move.entry.kind !== 'punch' || 'erased' in move.entry) continue;
    const stored = await findPunch(unit, move.entry.id, move.device);
    if (stored && isSame(stored, move)) continue;
    ids.push(move.entry.id);
    if (stored) at(stored.key).leave.push(stored);
    if (move.key) at(move.key).arrive.push(sequencePunch(move, move.entry));
    // Also one that was counted nowhere: what staff had said of it comes back with it.
    if (stored ? !sameKey(stored.key, move.key) : move.key)
      elsewhere.push({ id: move.entry.id, key: move.key });
  }
  // Pairing finds what it changes by where it was: only then does the journal say where it is.
  await pairing.change(unit, await withCorrections(unit, [...changes.values()], ids));
  await moveEntries(unit, placed);
  await moveDeliveries(unit, ids);
  for (const { id, key } of elsewhere)
    await moveCorrections(unit, id, key ?? { place: null, area: null, person: null });
}

interface Moving {
  readonly key: SequenceKey;
  readonly arrive: SequencePunch[];
  readonly leave: StoredPunch[];
}

async function withCorrections(
  unit: Unit,
  moving: readonly Moving[],
  ids: readonly string[],
): Promise<readonly SequenceChange[]> {
  const ofPunches = await readPunchCorrections(unit, ids);
  const ofSequences = await readSequenceCorrections(
    unit,
    moving.map(({ key }) => key),
  );
  return moving.map((change, i) => {
    const made = new Map<string, Correction>();
    for (const one of [...(ofSequences[i] ?? []), ...ofPunches]) made.set(one.id, one);
    const corrections = [...made.values()];
    return { ...change, corrections: { was: corrections, now: corrections } };
  });
}

/** A row that stays as it is must not be taken away: nothing would put it back. */
const isSame = (
  { key, punch }: StoredPunch & { readonly key: SequenceKey },
  move: TimedEntry,
): boolean =>
  sameKey(key, move.key) &&
  punch.occurredAt === move.occurredAt &&
  punch.estimated === move.estimated;

const sameKey = (a: SequenceKey, b: SequenceKey | null): boolean =>
  a.place === b?.place && a.area === b.area && a.person === b.person;

/** Says of each entry in which place and sequence it belongs, by the access points and card assignments of now. */
export async function placeEntries<T extends Relocation>(
  unit: Unit,
  entries: readonly T[],
  pointsOf: PointsOf,
): Promise<readonly (T & TimedEntry)[]> {
  const uids = new Set<string>();
  for (const { entry } of entries) if (isPunch(entry)) uids.add(entry.card.uid);
  const assignments = await readAssignments(unit, [...uids]);
  const placed: (T & TimedEntry)[] = [];
  let device: string | null = null;
  let points: Awaited<ReturnType<PointsOf>> = new Map();
  let pointId: string | null = null;
  let point: AccessPointFacts | undefined;
  for (const one of entries) {
    const { entry } = one;
    // Entries come in runs of one device and point, and to ask for each alone costs more than to place it.
    if (one.device !== device) {
      device = one.device;
      points = await pointsOf(device);
      pointId = null;
    }
    const at = 'accessPoint' in entry ? entry.accessPoint : null;
    if (at !== pointId || at === null) {
      pointId = at;
      point = at === null ? undefined : points.get(at);
    }
    const key =
      point && isPunch(entry)
        ? sequenceKeyOf(
            {
              cardUid: entry.card.uid,
              memberRef: entry.memberRef,
              occurredAt: one.occurredAt,
            },
            point,
            assignments.get(entry.card.uid) ?? [],
          )
        : null;
    placed.push({ ...one, place: point?.place ?? null, key });
  }
  return placed;
}

export const isPunch = (entry: JournalEntry): entry is PunchEntry =>
  entry.kind === 'punch' && !('erased' in entry);

export const sequencePunch = (of: Relocation, entry: PunchEntry): SequencePunch => ({
  id: entry.id,
  device: of.device,
  epoch: of.epoch,
  seq: entry.seq,
  occurredAt: of.occurredAt,
  direction: entry.direction,
  accessPoint: entry.accessPoint,
  cardUid: entry.card.uid,
  estimated: of.estimated,
});
