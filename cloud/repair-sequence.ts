import type { Correction } from '../shared/domain/correction.ts';
import {
  type AdditionEvent,
  compareEvents,
  eventAt,
  eventId,
  eventsOf,
  type PairEvent,
} from '../shared/domain/pair-event.ts';
import { type PairedEvent, type PairedTap, stateBefore } from '../shared/domain/pair-state.ts';
import type { PlaceExit } from '../shared/domain/place-exit.ts';
import type { SequenceKey, SequencePunch } from '../shared/domain/punch.ts';
import { type Change, type Repair, repair } from '../shared/domain/repair.ts';
import type { VisitRules } from '../shared/domain/visit-rules.ts';
import type { PassageKey } from './store/passages.ts';
import { findPunch, readBefore, readFrom, type StoredPunch } from './store/punches.ts';
import type { Unit } from './store/rows.ts';

/** What changes in one sequence; several changes go together, a late backlog is one repair. */
export interface SequenceChange {
  readonly key: SequenceKey;
  readonly arrive: readonly SequencePunch[];
  /** As they are stored now. */
  readonly leave: readonly StoredPunch[];
  /** What staff said of the sequence's punches, and of those that come and go, before and after. */
  readonly corrections: {
    readonly was: readonly Correction[];
    readonly now: readonly Correction[];
  };
  /** Entries to pair again although nothing of their own changed. */
  readonly reconsider?: readonly StoredPunch[];
}

export interface SequenceRepair extends Repair {
  /** Where rows that `write` and `erase` replace may lie. */
  readonly stale: readonly PassageKey[];
}

/**
 * Pairs anew, from rows read around the earliest change, until the old and the new pairing agree. Null: nothing
 * changes. Reads few rows first, and more only where these were not enough.
 */
export async function repairSequence(
  unit: Unit,
  change: SequenceChange,
  rules: VisitRules,
  placeExit?: PlaceExit,
): Promise<SequenceRepair | null> {
  const corrected = await readCorrected(unit, change);
  const additions = eventsOf(
    corrected.map(({ punch }) => punch),
    change.corrections.was,
  ).filter((event) => event.kind !== 'tap');
  const changes = changesOf(change, corrected);
  const [first] = changes
    .flatMap(({ was, now }) => [...(was ? [was.event] : []), ...(now ? [now] : [])])
    .sort(compareEvents);
  if (!first) return null;
  for (let most = 3; ; most *= 8) {
    const window = await readWindow(unit, change, first, most, additions);
    try {
      const before = stateBefore(first, window.backward(), additions);
      const repaired = repair(before, window.following(), changes, rules, placeExit);
      return withStaleKeys(repaired, change, window.taps, additions);
    } catch (err) {
      if (err !== moreNeeded) throw err;
    }
  }
}

/** The stored punches that staff corrected: their additions are part of the sequence. */
async function readCorrected(unit: Unit, change: SequenceChange): Promise<readonly StoredPunch[]> {
  const { key, corrections } = change;
  const ids = new Set<string>();
  for (const made of [...corrections.was, ...corrections.now])
    if (made.kind !== 'assignCard') ids.add(made.punchId);
  const found: StoredPunch[] = [];
  for (const id of ids) {
    const stored = await findPunch(unit, id, null);
    if (
      stored?.key.place === key.place &&
      stored.key.area === key.area &&
      stored.key.person === key.person
    )
      found.push(stored);
  }
  return found;
}

/** What each touched punch was and becomes, staff's additions to it included. */
function changesOf(change: SequenceChange, corrected: readonly StoredPunch[]): Change[] {
  const was = new Map<string, StoredPunch>();
  for (const stored of [...corrected, ...change.leave, ...(change.reconsider ?? [])])
    was.set(stored.punch.id, stored);
  const now = new Map([...was].map(([id, stored]) => [id, stored.punch]));
  for (const { punch } of change.leave) now.delete(punch.id);
  for (const punch of change.arrive) now.set(punch.id, punch);
  const forced = new Set(change.reconsider?.map(({ punch }) => punch.id));

  return [...new Set([...was.keys(), ...now.keys()])].flatMap((id): Change[] => {
    const before = new Map<string, PairedEvent>();
    const stored = was.get(id);
    for (const event of stored ? eventsOf([stored.punch], change.corrections.was) : [])
      before.set(eventId(event), event.kind === 'tap' ? pairedTap(event, stored) : { event });
    const after = new Map<string, PairEvent>();
    const punch = now.get(id);
    for (const event of punch ? eventsOf([punch], change.corrections.now) : [])
      after.set(eventId(event), event);
    return [...new Set([...before.keys(), ...after.keys()])]
      .map((event) => ({ was: before.get(event) ?? null, now: after.get(event) ?? null }))
      .filter((one) => forced.has(id) || !same(one.was?.event ?? null, one.now));
  });
}

const same = (a: PairEvent | null, b: PairEvent | null): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

const pairedTap = (
  event: PairedTap['event'],
  stored: Pick<StoredPunch, 'role' | 'passageId'> | undefined,
): PairedTap => ({ event, role: stored?.role ?? 'void', passageId: stored?.passageId ?? null });

/** Thrown into the walk when the rows read do not reach where it has to go. */
const moreNeeded = new Error('more rows are needed');

async function readWindow(
  unit: Unit,
  { key, corrections }: SequenceChange,
  first: PairEvent,
  most: number,
  additions: readonly AdditionEvent[],
) {
  const look = { key, at: eventAt(first), most };
  const [older = []] = await readBefore(unit, [look]);
  const [newer = []] = await readFrom(unit, [look]);
  const tapOf = (stored: StoredPunch): PairedTap[] =>
    eventsOf([stored.punch], corrections.was).flatMap((event) =>
      event.kind === 'tap' ? [pairedTap(event, stored)] : [],
    );
  const taps = newer.flatMap(tapOf);
  const atOnce = taps.filter(({ event }) => compareEvents(event, first) < 0).reverse();
  const events: PairedEvent[] = [
    ...taps.filter(({ event }) => compareEvents(event, first) >= 0),
    ...additions.filter((event) => compareEvents(event, first) >= 0).map((event) => ({ event })),
  ].sort((a, b) => compareEvents(a.event, b.event));
  const lastRead = taps.at(-1)?.event;
  return {
    taps: [...older, ...newer],
    *backward() {
      yield* atOnce;
      for (const stored of older) yield* tapOf(stored);
      if (older.length === most) throw moreNeeded;
    },
    *following() {
      const cut = newer.length === most && lastRead ? lastRead : null;
      for (const one of events) {
        if (cut && compareEvents(one.event, cut) > 0) throw moreNeeded;
        yield one;
      }
      if (cut) throw moreNeeded;
    },
  };
}

/** A passage's row lies at its first end: its tap as it was, or an entry that staff added, whichever tap closed it. */
function withStaleKeys(
  repaired: Repair,
  change: SequenceChange,
  read: readonly StoredPunch[],
  additions: readonly AdditionEvent[],
): SequenceRepair {
  const touched = new Set([...repaired.erase, ...repaired.write.map(({ id }) => id)]);
  const stale: PassageKey[] = [];
  const { key } = change;
  for (const { punch } of [...read, ...change.leave])
    if (touched.has(punch.id)) stale.push({ ...key, at: punch.occurredAt, id: punch.id });
  for (const { at, kind } of additions)
    if (kind === 'addEntry') for (const id of touched) stale.push({ ...key, at, id });
  return { ...repaired, stale };
}
