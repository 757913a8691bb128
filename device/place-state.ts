import type { AccessPoint, Direction } from '../shared/domain/access-point.ts';
import type { Clock, EpochMs, MonotonicMs, Timers } from '../shared/domain/clock.ts';
import type { Known } from '../shared/domain/place-rules.ts';
import type { Person } from '../shared/domain/punch.ts';
import { type Standing, todayMs, wayOf } from '../shared/domain/standing.ts';
import { debounceMsAt, defaultVisitPolicy } from '../shared/domain/visit-policy.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import { parseState } from '../shared/wire/codec.ts';
import type { StateMessage } from '../shared/wire/messages.ts';
import type { SignedConfig } from '../shared/wire/signed.ts';
import { type BalanceSaid, createBalanceKnown } from './balance-known.ts';
import { createKeptState } from './kept-state.ts';
import { createOwnPunches, type OwnPunch } from './own-punches.ts';
import type { AccessStore, ClockWatch, Health } from './ports.ts';
import { createStateRows, type StateRow } from './state-rows.ts';

/** A cloud's clock may be ahead of ours by so much; what says more would keep out every later word. */
const aheadMs = 5 * 60_000;
/** Nobody is taken to be in for longer: what is known of them is forgotten then. */
const longestMs = defaultVisitPolicy.maxVisitMinutes * 60_000;

/** Who taps, and where. */
export interface Tapping {
  readonly person: Person;
  readonly accessPoint: Pick<AccessPoint, 'area' | 'counts' | 'debounceSeconds' | 'direction'> &
    Partial<Pick<AccessPoint, 'id'>>;
  /** What for. */
  readonly item?: string | null;
}

/** A punch of this device, and where its entry lies. */
export interface HeldPunch extends Tapping {
  readonly punch: Pick<OwnPunch, 'at' | 'monoMs' | 'boot' | 'epoch' | 'seq'>;
}

/** What to greet with; null: not known, and then nothing is said of it. */
export interface Greeting extends BalanceSaid {
  readonly way: 'in' | 'out' | null;
  /** The tap before it, read again: it counts once. */
  readonly repeat: boolean;
  /** Of the passages in the place that ended today. */
  readonly todaySeconds: number | null;
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
  /** When the cloud last told the whole place, by its clock; null: never, or it is too long ago to count. */
  toldAt(): EpochMs | null;
  /** How long ago that is; null also where this device lost the time since. */
  toldMsAgo(): number | null;
  isFresh(): boolean;
  /** What was known before this start: as the cloud told it, and the punches of this device, oldest first. */
  recall(punches: readonly HeldPunch[]): void;
  /** Keeps what is not kept yet: this process ends. */
  keep(): void;
  /** Notes a punch of this device and says what to greet with. */
  punched(tapping: Tapping, punch: HeldPunch['punch']): Greeting;
}

export interface Insider {
  readonly person: Person;
  readonly enteredAt: EpochMs | null;
  /** False: tapped here, which way is not known. */
  readonly isSure: boolean;
}

/** What is kept with the rows. */
interface About extends Pick<StateMessage, 'place' | 'asOf' | 'upTo' | 'inside'> {
  readonly heard: Heard;
}

/** By this machine's running time, which begins anew with each boot. */
interface Heard {
  readonly monoMs: MonotonicMs;
  readonly boot: string;
}

/**
 * What the place knows of its members now: told by the cloud, and carried on by this device's own later punches. It is
 * answered from memory, and kept for a start without a network. Nobody waits for it, and nothing is said or refused by
 * it that is not known (wire protocol, state).
 */
export function createPlaceState(parts: {
  readonly access: Pick<AccessStore, 'config' | 'told' | 'keepTold' | 'forgetTold'>;
  readonly watch: Pick<ClockWatch, 'state' | 'boot'>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly health: Pick<Health, 'report' | 'clear'>;
  readonly logger: Logger;
}): PlaceState {
  const { access, watch, clock, health, logger } = parts;
  const rows = createStateRows((people) => kept.changed(people));
  const own = createOwnPunches();
  const balances = createBalanceKnown(rows, own, () => access.config());
  let heard: Heard | null = null;
  /** `asOf` of the newest word, an interruption or not; null: no whole one came yet. */
  let lastWord: string | null = null;
  let counted: Pick<StateMessage, 'upTo'> = {};
  let isForgotten = true;
  const kept = createKeptState({ ...parts, about, rowOf: (person) => textOf(rows.row(person)) });

  const place = (): SignedConfig['place'] | null => access.config()?.place ?? null;
  const told = (person: Person, area: string): Standing =>
    rows.standing(person, area, place()?.id ?? '');
  const standing = (person: Person, area: string): Standing => own.standing(person, area, told);

  /**
   * By running time, and by the wall clock where it can be believed: a message may have been long on its way. Of a boot
   * since then, without such a clock, it is the least it can be.
   */
  function age(): { readonly ms: number; readonly isSure: boolean } | null {
    if (heard === null) return null;
    const asOf = rows.asOf() ?? lastWord;
    const isSynced = watch.state() === 'synced';
    const byWall = asOf && isSynced ? clock.now() - Date.parse(asOf) : 0;
    const isSameBoot = heard.boot === watch.boot();
    const ran = clock.monotonicNow() - (isSameBoot ? heard.monoMs : 0);
    return { ms: Math.max(ran, byWall), isSure: isSameBoot || isSynced };
  }
  const isRecent = (of: { readonly ms: number } | null): boolean =>
    of !== null && of.ms <= (place()?.stateMaxAgeMinutes ?? 0) * 60_000;
  function isFresh(): boolean {
    const known = age();
    const { ms } = known ?? { ms: Number.POSITIVE_INFINITY };
    if (ms > longestMs && !isForgotten) {
      isForgotten = true;
      rows.forget();
      kept.forget();
    }
    return rows.asOf() !== null && isRecent(known);
  }

  function about(): string | null {
    const { id } = place() ?? {};
    if (heard === null || lastWord === null || id === undefined) return null;
    const known: About = { place: id, asOf: lastWord, ...counted, inside: rows.counts(), heard };
    return JSON.stringify(known);
  }
  function recallTold(): void {
    const { about: what, rows: bodies } = access.told();
    if (what === null) return;
    const before = JSON.parse(what) as About;
    if (before.place !== place()?.id) {
      kept.forget();
      return;
    }
    const told = Iterator.from(bodies).map(
      ([person, body]) => [person as Person, JSON.parse(body) as StateRow] as const,
    );
    rows.recall(told, before.inside);
    ({ asOf: lastWord, heard } = before);
    counted = markOf(before);
    isForgotten = false;
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
      heard = { monoMs: clock.monotonicNow(), boot: watch.boot() };
      lastWord = rows.asOf() ?? lastWord;
      counted = markOf(read.value);
      isForgotten = false;
      kept.changed([]);
      own.counted(read.value, told, place()?.timeZone ?? 'UTC');
    },
    interrupted: () => rows.interrupt(),
    asOf: () => rows.asOf(),
    insiders,
    toldAt: () => (lastWord !== null && isWithin(age()) ? Date.parse(lastWord) : null),
    toldMsAgo() {
      const known = age();
      return lastWord !== null && known?.isSure && isWithin(known) ? known.ms : null;
    },
    isFresh,
    recall(punches) {
      try {
        recallTold();
      } catch (err) {
        // Another version wrote it: nothing of it is worth a door that does not start.
        logger.warn({ err }, 'what the place knew cannot be read; the cloud tells it again');
        rows.forget();
        kept.forget();
      }
      const timeZone = place()?.timeZone ?? 'UTC';
      for (const one of punches) {
        if (one.accessPoint.counts) own.add(ownOf(one), told, timeZone);
      }
      if (lastWord !== null) own.counted({ ...counted, asOf: lastWord }, told, timeZone);
    },
    keep: () => kept.flush(),
    known({ person, accessPoint }, online) {
      const fresh = isFresh();
      const { inside, enteredAt } = standing(person, accessPoint.area);
      const told = age();
      return {
        fresh: fresh && online,
        inside,
        enteredAt,
        balance: balances.toDecide(person, accessPoint.area, clock.now()),
        balanceIsRecent: told?.isSure === true && isRecent(told),
        hasPass: rows.row(person)?.pass === true,
        peopleInside: peopleInside(place()?.id ?? ''),
      };
    },
    punched({ person, accessPoint, item = null }, punch) {
      const { area, counts, direction } = accessPoint;
      const { id = '', timeZone = 'UTC' } = place() ?? {};
      const before = standing(person, area);
      const isNew = counts && own.add(ownOf({ person, accessPoint, item, punch }), told, timeZone);
      const repeat = counts && !isNew;
      const wayWritten = counts ? wayOf(direction, nobody) : null;
      if (!isFresh()) return { ...nothingToSay, way: wayWritten, repeat };
      const today = todayMs(standing(person, id), punch.at, timeZone);
      return {
        // A repeat goes the way of the tap it repeats.
        way: isNew
          ? wayOf(direction, before)
          : counts
            ? wayGone(direction, standing(person, area))
            : null,
        repeat,
        todaySeconds: today === null ? null : Math.floor(today / 1000),
        ...balances.toSay(person, punch.at),
        peopleInside: peopleInside(id),
      };
    },
  };
}

const ownOf = ({ person, accessPoint, item = null, punch }: HeldPunch): OwnPunch => {
  const { area, direction, id = null } = accessPoint;
  const tap = { accessPoint: id, item };
  return { person, area, direction, tap, debounceMs: debounceMsAt(accessPoint), ...punch };
};
const isWithin = (age: { readonly ms: number } | null): boolean =>
  age !== null && age.ms <= longestMs;
const markOf = ({ upTo }: Pick<StateMessage, 'upTo'>) => (upTo === undefined ? {} : { upTo });
const textOf = (row: StateRow | null): string | null => row && JSON.stringify(row);
const nobody = { inside: null };
const nothingToSay = {
  todaySeconds: null,
  balance: null,
  isLow: false,
  exitToSettle: false,
  peopleInside: null,
};

const wayGone = (direction: Direction, { inside }: Standing): Greeting['way'] =>
  direction === 'toggle' && inside !== null ? (inside ? 'in' : 'out') : wayOf(direction, nobody);
