import type { EpochMs } from './clock.ts';
import type { Correction } from './correction.ts';
import type { SequencePunch } from './punch.ts';

/** A tap as pairing reads it, staff's word on it applied. */
export interface TapEvent {
  readonly kind: 'tap';
  /** Its direction is the one staff set, where they set one. */
  readonly punch: SequencePunch;
  readonly voided: boolean;
  /** Staff set its direction. */
  readonly corrected: boolean;
  /** The latest exit that staff added for this entry; until then nothing is stale. Null: none. */
  readonly holdUntil: EpochMs | null;
}

/** An entry or exit that staff added for a tap. */
export interface AdditionEvent {
  readonly kind: 'addExit' | 'addEntry';
  /** The correction's id. */
  readonly id: string;
  readonly at: EpochMs;
  /** The tap it was added for; its time is the corrected one. */
  readonly punch: SequencePunch;
}

export type PairEvent = TapEvent | AdditionEvent;

/** A tap that staff never touched: what ingest pairs nearly always. */
export const tapEvent = (punch: SequencePunch): TapEvent => ({
  kind: 'tap',
  punch,
  voided: false,
  corrected: false,
  holdUntil: null,
});

export const eventAt = (event: PairEvent): EpochMs =>
  event.kind === 'tap' ? event.punch.occurredAt : event.at;

/** The punch's id, or the correction's. */
export const eventId = (event: PairEvent): string =>
  event.kind === 'tap' ? event.punch.id : event.id;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Sorts punches of a sequence: time, then device, epoch and seq. Text compares by code unit (SQL: `COLLATE "C"`). */
export const comparePunches = (a: SequencePunch, b: SequencePunch): number =>
  a.occurredAt - b.occurredAt ||
  byText(a.device, b.device) ||
  byText(a.epoch, b.epoch) ||
  a.seq - b.seq;

const rank = { addExit: 0, tap: 1, addEntry: 2 } as const;

/** Sorts a sequence: at one instant an added exit comes before every tap, an added entry after. */
export const compareEvents = (a: PairEvent, b: PairEvent): number => {
  const byTime = eventAt(a) - eventAt(b) || rank[a.kind] - rank[b.kind];
  if (byTime !== 0) return byTime;
  if (a.kind === 'tap' && b.kind === 'tap') return comparePunches(a.punch, b.punch);
  return byText(eventId(a), eventId(b));
};

/** Later corrections win; `id` settles two of the same millisecond. */
export const byMaking = (a: Correction, b: Correction): number =>
  a.madeAt - b.madeAt || byText(a.id, b.id);

/** Whether staff's addition stands on the right side of its tap; one that a re-timed tap overtook has no effect. */
const isPlaced = (addition: AdditionEvent): boolean =>
  addition.kind === 'addExit'
    ? addition.at > addition.punch.occurredAt
    : addition.at < addition.punch.occurredAt;

/**
 * The events of one sequence, unsorted: its punches with staff's corrections applied, and staff's additions.
 *
 * Additions for a voided or a presence tap have no effect: that tap is no entry and no exit. Undone corrections and
 * those about other punches are ignored; `assignCard` chose the sequence before (see `personOf`).
 */
export const eventsOf = (
  punches: readonly SequencePunch[],
  corrections: readonly Correction[],
): PairEvent[] => {
  if (corrections.length === 0) return punches.map(tapEvent);

  const byPunch = new Map<string, Correction[]>();
  for (const correction of corrections.filter((made) => !made.undone).toSorted(byMaking)) {
    if (correction.kind === 'assignCard') continue;
    const sofar = byPunch.get(correction.punchId);
    if (sofar === undefined) byPunch.set(correction.punchId, [correction]);
    else sofar.push(correction);
  }
  return punches.flatMap((punch) => correctedEvents(punch, byPunch.get(punch.id) ?? []));
};

const correctedEvents = (recorded: SequencePunch, made: readonly Correction[]): PairEvent[] => {
  let punch = recorded;
  let voided = false;
  for (const correction of made) {
    if (correction.kind === 'setDirection')
      punch = { ...recorded, direction: correction.direction };
    else if (correction.kind === 'voidPunch') voided = true;
  }
  const additions: AdditionEvent[] = [];
  let holdUntil: EpochMs | null = null;
  for (const correction of made) {
    if (correction.kind !== 'addExit' && correction.kind !== 'addEntry') continue;
    const addition = { kind: correction.kind, id: correction.id, at: correction.at, punch };
    if (voided || punch.direction === 'presence' || !isPlaced(addition)) continue;
    additions.push(addition);
    if (addition.kind === 'addExit') holdUntil = Math.max(holdUntil ?? addition.at, addition.at);
  }
  const corrected = punch !== recorded;
  return [{ kind: 'tap', punch, voided, corrected, holdUntil }, ...additions];
};
