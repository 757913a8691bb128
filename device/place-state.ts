import type { AccessPoint, Direction } from '../shared/domain/access-point.ts';
import type { Clock, EpochMs } from '../shared/domain/clock.ts';
import type { Known } from '../shared/domain/place-rules.ts';
import type { Person } from '../shared/domain/punch.ts';
import { type Standing, todayMs, wayOf } from '../shared/domain/standing.ts';
import { defaultVisitPolicy } from '../shared/domain/visit-policy.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import { parseState } from '../shared/wire/codec.ts';
import type { StateMessage } from '../shared/wire/messages.ts';
import type { SignedConfig } from '../shared/wire/signed.ts';
import { createOwnPunches } from './own-punches.ts';
import type { AccessStore, ClockWatch, Health } from './ports.ts';
import { createStateRows } from './state-rows.ts';

/** A cloud's clock may be ahead of ours by so much; what says more would keep out every later word. */
const aheadMs = 5 * 60_000;
/** Nobody is taken to be in for longer: what is known of them is forgotten then. */
const longestMs = defaultVisitPolicy.maxVisitMinutes * 60_000;

/** Who taps, and where. */
export interface Tapping {
  readonly person: Person;
  readonly accessPoint: Pick<AccessPoint, 'area' | 'counts' | 'direction'>;
}

/** What to greet with; null: not known, and then nothing is said of it. */
export interface Greeting {
  readonly way: 'in' | 'out' | null;
  /** Of the passages in the place that ended today. */
  readonly todaySeconds: number | null;
  /** Hundredths of a token. */
  readonly balance: number | null;
  readonly peopleInside: number | null;
}

export interface PlaceState {
  /** `down/state` as it came. What cannot be read, is not of this place or is old news changes nothing. */
  take(payload: Buffer, retained: boolean): void;
  /** The link went: what changes from now on is not heard. */
  interrupted(): void;
  /** For the hello: `asOf` of the newest word; null: none, or some may have been missed. */
  asOf(): string | null;
  /** To decide by. `online`: the other readers of the place are heard. */
  known(tapping: Tapping, online: boolean): Known;
  /** Everybody who is, or may be, inside any area: the cloud's word however old, and our own later punches. */
  insiders(): readonly Insider[];
  /** Age of the cloud's last whole word; null: it told none, or it is too long ago to count. */
  toldMsAgo(): number | null;
  isFresh(): boolean;
  /** Notes a punch of this device and says what to greet with. */
  punched(
    tapping: Tapping,
    punch: { readonly at: EpochMs; readonly epoch: string; readonly seq: number },
  ): Greeting;
}

export interface Insider {
  readonly person: Person;
  readonly enteredAt: EpochMs | null;
  /** False: tapped here, which way is not known. */
  readonly isSure: boolean;
}

/**
 * What the place knows of its members now, in memory alone: told by the cloud, and carried on by this device's own
 * later punches. Nobody waits for it, and nothing is said or refused by it that is not known (wire protocol, state).
 */
export function createPlaceState(parts: {
  readonly access: Pick<AccessStore, 'config'>;
  readonly watch: Pick<ClockWatch, 'state'>;
  readonly clock: Clock;
  readonly health: Pick<Health, 'report' | 'clear'>;
  readonly logger: Logger;
}): PlaceState {
  const { access, watch, clock, health, logger } = parts;
  const rows = createStateRows();
  const own = createOwnPunches();
  let heardAtMonoMs: number | null = null;
  /** `asOf` of the newest word, an interruption or not; null: no whole one came yet. */
  let lastWord: string | null = null;

  const place = (): SignedConfig['place'] | null => access.config()?.place ?? null;
  const told = (person: Person, area: string): Standing =>
    rows.standing(person, area, place()?.id ?? '');
  const standing = (person: Person, area: string): Standing => own.standing(person, area, told);

  /** By running time, and by the wall clock where it can be believed: a message may have been long on its way. */
  function ageMs(): number {
    if (heardAtMonoMs === null) return Number.POSITIVE_INFINITY;
    const asOf = rows.asOf() ?? lastWord;
    const byWall = asOf && watch.state() === 'synced' ? clock.now() - Date.parse(asOf) : 0;
    return Math.max(clock.monotonicNow() - heardAtMonoMs, byWall);
  }
  function isFresh(): boolean {
    const age = ageMs();
    if (age > longestMs) rows.forget();
    return rows.asOf() !== null && age <= (place()?.stateMaxAgeMinutes ?? 0) * 60_000;
  }

  function misfit(message: StateMessage): string | null {
    if (message.place !== place()?.id) return 'it is of another place';
    if (message.part > message.parts) return 'it has more parts than it says';
    if (watch.state() === 'synced' && Date.parse(message.asOf) > clock.now() + aheadMs)
      return 'it is of a time to come';
    return null;
  }

  function insiders(): readonly Insider[] {
    isFresh(); // who was seen too long ago is forgotten
    const found = new Map<Person, Insider>();
    for (const [person, area] of [...rows.insiders(), ...own.people()]) {
      const { inside, enteredAt } = standing(person, area);
      if (inside === false) continue;
      const before = found.get(person);
      found.set(person, {
        person,
        enteredAt: Math.max(before?.enteredAt ?? 0, enteredAt ?? 0) || null,
        isSure: inside === true || before?.isSure === true,
      });
    }
    return [...found.values()];
  }

  const peopleInside = (area: string): number | null => {
    const counted = rows.inside(area);
    return counted === null ? null : Math.max(0, counted + own.insideChange(area));
  };

  return {
    take(payload, retained) {
      const read = parseState(payload);
      const wrong = read.ok ? misfit(read.value) : read.problem.message;
      if (!read.ok || wrong !== null || retained) {
        const message = wrong ?? 'a broker kept it';
        logger.warn({ message }, 'what the place knows was left out');
        health.report('link.message', { details: { kind: 'state', message }, about: 'state' });
        return;
      }
      health.clear('link.message', 'state');
      if (!rows.add(read.value)) return;
      heardAtMonoMs = clock.monotonicNow();
      lastWord = rows.asOf() ?? lastWord;
      own.counted(read.value, told, place()?.timeZone ?? 'UTC');
    },
    interrupted: () => rows.interrupt(),
    asOf: () => rows.asOf(),
    insiders,
    toldMsAgo: () => (lastWord !== null && ageMs() <= longestMs ? ageMs() : null),
    isFresh,
    known({ person, accessPoint }, online) {
      const fresh = isFresh();
      const { inside, enteredAt } = standing(person, accessPoint.area);
      return {
        fresh: fresh && online,
        inside,
        enteredAt,
        balance: rows.balance(person),
        peopleInside: peopleInside(place()?.id ?? ''),
      };
    },
    punched({ person, accessPoint }, punch) {
      const { area, counts, direction } = accessPoint;
      const { id = '', timeZone = 'UTC' } = place() ?? {};
      const before = standing(person, area);
      const isNew = counts && own.add({ person, area, direction, ...punch }, told, timeZone);
      if (!isFresh()) return { ...nothingToSay, way: counts ? wayOf(direction, nobody) : null };
      const today = todayMs(standing(person, id), punch.at, timeZone);
      return {
        // A repeat goes the way of the tap it repeats.
        way: isNew
          ? wayOf(direction, before)
          : counts
            ? wayGone(direction, standing(person, area))
            : null,
        todaySeconds: today === null ? null : Math.floor(today / 1000),
        balance: rows.balance(person),
        peopleInside: peopleInside(id),
      };
    },
  };
}

const nobody = { inside: null };
const nothingToSay: Greeting = {
  way: null,
  todaySeconds: null,
  balance: null,
  peopleInside: null,
};

const wayGone = (direction: Direction, { inside }: Standing): Greeting['way'] =>
  direction === 'toggle' && inside !== null ? (inside ? 'in' : 'out') : wayOf(direction, nobody);
