import type { Correction } from '../../shared/domain/correction.ts';
import {
  compareEvents,
  eventAt,
  eventId,
  eventsOf,
  type PairEvent,
  tapEvent,
} from '../../shared/domain/pair-event.ts';
import { type PairedEvent, stateBefore } from '../../shared/domain/pair-state.ts';
import type { PlaceExit } from '../../shared/domain/place-exit.ts';
import type { SequenceKey, SequencePunch } from '../../shared/domain/punch.ts';
import { type Change, type Repair, repair } from '../../shared/domain/repair.ts';
import type { VisitRules } from '../../shared/domain/visit-rules.ts';
import { findPunch, type Look, readBefore, readFrom, type StoredPunch } from '../store/punches.ts';
import type { Unit } from '../store/rows.ts';
import { moreNeeded, type TapWindow, walkFrom } from './tap-window.ts';

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
  /** Taps to pair again although nothing of their own changed. */
  readonly reconsider?: readonly StoredPunch[] | undefined;
  /** What was read of the sequence for this change, as it is stored now. */
  readonly known?: TapWindow | undefined;
}

export interface SequenceRepair extends Repair {
  /** The earliest instant of what changed. */
  readonly at: number;
  /** What it read, or was given: the sequence there as it was. */
  readonly window: TapWindow;
}

/**
 * Pairs anew, from rows around the earliest change, until the old and the new pairing agree. Null: nothing changes.
 * Reads few rows first, and more only where these were not enough.
 *
 * @param known what is remembered of the sequence; null: everything has to be read.
 */
export async function repairSequence(
  unit: Unit,
  change: SequenceChange,
  known: TapWindow | null,
  rules: VisitRules,
  placeExit?: PlaceExit,
): Promise<SequenceRepair | null> {
  const { was } = change.corrections;
  const corrected = await readCorrected(unit, change);
  const additions = eventsOf(
    corrected.map(({ punch }) => punch),
    was,
  ).filter((event) => event.kind !== 'tap');
  const changes = changesOf(change, corrected);
  const [first] = changes
    .flatMap(({ was: before, now }) => [...(before ? [before.event] : []), ...(now ? [now] : [])])
    .sort(compareEvents);
  if (!first) return null;
  for (let window = known, most = fewRows; ; most *= 8) {
    window ??= await readWindow(unit, { key: change.key, at: eventAt(first), most });
    try {
      const walk = walkFrom(window, first, was, additions);
      const before = stateBefore(first, walk.backward(), additions);
      const repaired = repair(before, walk.following(), changes, rules, placeExit);
      return { ...repaired, at: eventAt(first), window };
    } catch (err) {
      if (err !== moreNeeded) throw err;
      window = null;
    }
  }
}

/** Its taps as they are to be stored: with the direction they came with, whatever staff said of it. */
export function writtenTaps(
  { arrive }: SequenceChange,
  { taps, window }: SequenceRepair,
): readonly StoredPunch[] {
  return taps.map(({ event, role, passageId }) => {
    const { id } = event.punch;
    const recorded = event.corrected
      ? (arrive.find((punch) => punch.id === id) ??
        window.taps.find(({ punch }) => punch.id === id)?.punch)
      : null;
    return { punch: recorded ?? event.punch, role, passageId };
  });
}

/** To each side: a day or two, so that what comes late of the days around is repaired without reading again. */
const fewRows = 8;

/** What is stored around the first tap that arrives in each, all asked for at once. */
export const readAround = (
  unit: Unit,
  arriving: readonly { readonly key: SequenceKey; readonly at: number }[],
): Promise<readonly TapWindow[]> =>
  readWindows(
    unit,
    arriving.map((one) => ({ ...one, most: fewRows })),
  );

async function readWindow(unit: Unit, look: Look): Promise<TapWindow> {
  const [window] = await readWindows(unit, [look]);
  return window as TapWindow;
}

async function readWindows(unit: Unit, looks: readonly Look[]): Promise<readonly TapWindow[]> {
  const older = await readBefore(unit, looks);
  const newer = await readFrom(unit, looks);
  return looks.map(({ most }, i) => {
    const [before = [], from = []] = [older[i], newer[i]];
    return {
      taps: [...before.toReversed(), ...from],
      fromStart: before.length < most,
      toEnd: from.length < most,
    };
  });
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
  const { was: wordsWas, now: wordsNow } = change.corrections;
  if (wordsWas.length + wordsNow.length + change.leave.length === 0 && !change.reconsider)
    return change.arrive.map((punch) => ({ was: null, now: tapEvent(punch) }));

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
    if (stored)
      for (const event of eventsOf([stored.punch], wordsWas))
        before.set(eventId(event), event.kind === 'tap' ? { ...stored, event } : { event });
    const after = new Map<string, PairEvent>();
    const punch = now.get(id);
    for (const event of punch ? eventsOf([punch], wordsNow) : []) after.set(eventId(event), event);
    return [...new Set([...before.keys(), ...after.keys()])]
      .map((event) => ({ was: before.get(event) ?? null, now: after.get(event) ?? null }))
      .filter((one) => forced.has(id) || !same(one.was?.event ?? null, one.now));
  });
}

const same = (a: PairEvent | null, b: PairEvent | null): boolean =>
  a === null || b === null ? a === b : JSON.stringify(a) === JSON.stringify(b);
