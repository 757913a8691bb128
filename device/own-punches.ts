import type { Direction } from '../shared/domain/access-point.ts';
import type { EpochMs, MonotonicMs } from '../shared/domain/clock.ts';
import type { Person } from '../shared/domain/punch.ts';
import { type Standing, standingAfter } from '../shared/domain/standing.ts';
import type { TapOf, TapSince } from '../shared/domain/units-since.ts';
import { defaultVisitPolicy } from '../shared/domain/visit-policy.ts';
import type { StateMessage } from '../shared/wire/messages.ts';

/** A punch of this device, of an area that counts. */
export interface OwnPunch {
  readonly person: Person;
  readonly area: string;
  readonly direction: Direction;
  /** Where and for what, as far as tokens go. */
  readonly tap: TapOf;
  /** How soon after it the next the same way is the same one. */
  readonly debounceMs: number;
  readonly at: EpochMs;
  /** Running time, and of which boot: a clock that stands at its floor or is set measures no five seconds. */
  readonly monoMs: MonotonicMs;
  readonly boot: string;
  readonly epoch: string;
  readonly seq: number;
}

/** More than pass one reader within the longest visit; beyond it the oldest are forgotten. */
const maxHeld = 5_000;
const longestMs = defaultVisitPolicy.maxVisitMinutes * 60_000;

type StandingOf = (person: Person, area: string) => Standing;

/** What this device's own later punches make of what the cloud told (wire protocol, state). */
export interface OwnPunches {
  /** False: the tap before it, read again, and it changes nothing. */
  add(punch: OwnPunch, told: StandingOf, timeZone: string): boolean;
  standing(person: Person, area: string, told: StandingOf): Standing;
  /** Of whom, and of which area, it has more to say than the cloud. */
  people(): Iterable<readonly [Person, string]>;
  /** Taps of somebody that the cloud does not count yet, oldest first. */
  since(person: Person): readonly TapSince[];
  /** The tap of this device that somebody entered an area by at that moment; null: it was none. */
  entryAt(person: Person, area: string, at: EpochMs): TapOf | null;
  /** People more, or fewer, in that area than the cloud counted. */
  insideChange(area: string): number;
  /** Takes out those that the cloud counts by now, and sees what the rest make of its word. */
  counted(message: Pick<StateMessage, 'upTo' | 'asOf'>, told: StandingOf, timeZone: string): void;
}

export function createOwnPunches(): OwnPunches {
  let punches: readonly OwnPunch[] = [];
  const standings = new Map<string, Standing>();
  const changes = new Map<string, number>();
  /** Of each sequence the last tap, a repeat too: what comes at once after it counts once. */
  const lastTaps = new Map<string, OwnPunch>();

  /** Of each sequence the last tap that may have been an entry, counted by the cloud or not. */
  const entries = new Map<string, OwnPunch>();

  const standing = (person: Person, area: string, told: StandingOf): Standing =>
    standings.get(keyOf(person, area)) ?? told(person, area);

  function apply(punch: OwnPunch, told: StandingOf, timeZone: string): void {
    const before = standing(punch.person, punch.area, told);
    const after = standingAfter(before, punch, timeZone);
    standings.set(keyOf(punch.person, punch.area), after);
    const change = Number(after.inside === true) - Number(before.inside === true);
    changes.set(punch.area, (changes.get(punch.area) ?? 0) + change);
  }

  function isRepeat(punch: OwnPunch): boolean {
    const key = keyOf(punch.person, punch.area);
    const last = lastTaps.get(key);
    keepNewest(lastTaps, key, punch);
    if (last?.direction !== punch.direction) return false;
    const sinceMs = last.boot === punch.boot ? punch.monoMs - last.monoMs : punch.at - last.at;
    return sinceMs >= 0 && sinceMs <= punch.debounceMs;
  }

  return {
    standing,
    *people() {
      const seen = new Set<string>();
      for (const { person, area } of punches) {
        const key = keyOf(person, area);
        if (!seen.has(key)) yield [person, area];
        seen.add(key);
      }
    },
    since: (person) =>
      punches
        .filter((one) => one.person === person)
        .map(({ area, direction, at, tap }) => ({ area, direction, at, ...tap })),
    entryAt(person, area, at) {
      const entry = entries.get(keyOf(person, area));
      return entry?.at === at ? entry.tap : null;
    },
    insideChange: (area) => changes.get(area) ?? 0,
    add(punch, told, timeZone) {
      if (isRepeat(punch)) return false;
      if (punches.length >= maxHeld) punches = punches.slice(1 - maxHeld);
      punches = [...punches, punch];
      const { inside } = standing(punch.person, punch.area, told);
      if (punch.direction === 'in' || (punch.direction === 'toggle' && inside !== true))
        keepNewest(entries, keyOf(punch.person, punch.area), punch);
      apply(punch, told, timeZone);
      return true;
    },
    counted({ upTo, asOf }, told, timeZone) {
      const isCounted = (punch: OwnPunch): boolean =>
        upTo ? punch.seq <= (upTo[punch.epoch] ?? 0) : punch.at <= Date.parse(asOf);
      const newestAt = punches.at(-1)?.at ?? 0;
      punches = punches.filter((one) => !isCounted(one) && one.at > newestAt - longestMs);
      standings.clear();
      changes.clear();
      for (const punch of punches) apply(punch, told, timeZone);
    },
  };
}

function keepNewest(held: Map<string, OwnPunch>, key: string, punch: OwnPunch): void {
  held.delete(key);
  held.set(key, punch);
  const [oldest] = held.keys();
  if (held.size > maxHeld && oldest !== undefined) held.delete(oldest);
}

const keyOf = (person: Person, area: string): string => `${area} ${person}`;
