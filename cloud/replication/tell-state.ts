import type { Cancel, Clock, EpochMs, Timers } from '../../shared/domain/clock.ts';
import type { Person } from '../../shared/domain/punch.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import type { HelloMessage } from '../../shared/wire/messages.ts';
import type { Change } from '../ports/changes.ts';
import type { DeviceLink } from '../ports/link.ts';
import type { ListeningDevice, PlacesNow } from '../store/place-now.ts';
import { nothingNow, type PeopleNow, type PersonNow, peopleNow } from './people-now.ts';
import { stateMessages } from './state-messages.ts';

export interface TellStateParts {
  readonly places: PlacesNow;
  readonly link: Pick<DeviceLink, 'publish'>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
}

/** Tells the devices of a place what it knows of its members now (wire protocol, state). Nobody waits for it. */
export interface TellState {
  /** Tells all of it to a device that says it has none, or none that is recent. */
  hello(device: string, hello: Pick<HelloMessage, 'nonce' | 'stateAsOf'>): void;
  /** After a commit: what became different is told soon. */
  changed(change: Change): void;
  stop(): Promise<void>;
}

/** Changes that come together are told together. */
const gatherMs = 300;
/** A look takes at most this part of the time: where passages are many and taps pour in, they are looked at seldom. */
const restAfterLook = 50;
/** A device's knowledge is told anew before it is too old to be used, and whatever got lost with it. */
const renewMs = 4 * 60_000;
const minuteMs = 60_000;

interface PlaceTold {
  /** As all its devices were told, each row as text; null: not yet, or not for certain. */
  rows: ReadonlyMap<Person, string> | null;
  waiting: Cancel | null;
  /** Not before: since the last look took its time. */
  restUntilMonoMs: number;
  looking: Promise<void>;
}

export function createTellState(parts: TellStateParts): TellState {
  const { places, link, clock, timers, logger } = parts;
  const told = new Map<string, PlaceTold>();
  /** Of devices that do not say what they hold: which process was told, and when. */
  const toldAt = new Map<string, { readonly nonce: string; readonly at: EpochMs }>();
  let stopped = false;

  const of = (place: string): PlaceTold => {
    const known = told.get(place);
    if (known) return known;
    const made = { rows: null, waiting: null, restUntilMonoMs: 0, looking: Promise.resolve() };
    told.set(place, made);
    return made;
  };

  /** One look at a time a place, and a failing one changes nothing. */
  function inTurn(place: string, look: (entry: PlaceTold) => Promise<void>): void {
    const entry = of(place);
    entry.looking = entry.looking
      .then(async () => {
        if (stopped) return;
        const began = clock.monotonicNow();
        await look(entry);
        const took = clock.monotonicNow() - began;
        entry.restUntilMonoMs = clock.monotonicNow() + took * restAfterLook;
      })
      .catch((err: unknown) => {
        entry.rows = null;
        logger.warn({ place, err }, 'what the place knows of its members could not be told');
      });
  }

  function say(
    place: string,
    whole: boolean,
    now: EpochMs,
    { inside }: PeopleNow,
    isRated: boolean,
    people: readonly (readonly [Person, PersonNow])[],
    devices: readonly ListeningDevice[],
  ): void {
    const asOf = new Date(now).toISOString();
    for (const { device, upTo } of devices) {
      const messages = stateMessages({ place, asOf, whole, inside, isRated, upTo }, people);
      for (const message of messages) link.publish(device, 'state', message);
    }
  }

  async function tellWhole(place: string, device: string): Promise<void> {
    const listening = await places.listening(place);
    const now = clock.now();
    const read = await places.read(place, now);
    if (!read) return;
    const known = await peopleNow(read, now);
    // Its birth may be on the way still: it said hello, so it listens.
    const asked = listening.find((one) => one.device === device) ?? { device, upTo: {} };
    say(place, true, now, known, read.isRated, [...known.people], [asked]);
  }

  async function tellChanged(place: string, entry: PlaceTold): Promise<void> {
    const listening = await places.listening(place);
    if (listening.length === 0) {
      entry.rows = null;
      return;
    }
    const now = clock.now();
    const read = await places.read(place, now);
    if (!read) return;
    const known = await peopleNow(read, now);
    const rows = new Map([...known.people].map(([who, row]) => [who, canonicalJson(row)]));
    const before = entry.rows;
    entry.rows = rows;
    if (before === null)
      return say(place, true, now, known, read.isRated, [...known.people], listening);
    const people = [...known.people].filter(([who]) => before.get(who) !== rows.get(who));
    const day = new Date(now).toISOString().slice(0, 10);
    const gone = [...before.keys()].filter((who) => !rows.has(who));
    const changed = [...people, ...gone.map((who) => [who, nothingNow(day)] as const)];
    if (changed.length > 0) say(place, false, now, known, read.isRated, changed, listening);
  }

  function lookSoon(place: string): void {
    const entry = of(place);
    if (entry.waiting || stopped) return;
    const rest = entry.restUntilMonoMs - clock.monotonicNow();
    entry.waiting = timers.after(Math.max(gatherMs, rest), () => {
      entry.waiting = null;
      inTurn(place, (one) => tellChanged(place, one));
    });
  }

  /** Devices move rarely, and each batch asks. */
  const placeOf = new Map<string, { readonly place: string; readonly at: EpochMs }>();
  const withPlaceOf = async (device: string, use: (place: string) => void): Promise<void> => {
    const known = placeOf.get(device);
    if (known && clock.now() - known.at < minuteMs) return use(known.place);
    try {
      const place = await places.placeOf(device);
      if (place === null || stopped) return;
      placeOf.set(device, { place, at: clock.now() });
      use(place);
    } catch (err) {
      logger.warn({ device, err }, 'where a device is could not be read');
    }
  };

  function isDue(device: string, { nonce, stateAsOf }: Pick<HelloMessage, 'nonce' | 'stateAsOf'>) {
    const now = clock.now();
    if (stateAsOf === null) return true;
    if (stateAsOf !== undefined) return now - Date.parse(stateAsOf) >= renewMs;
    const last = toldAt.get(device);
    if (last?.nonce === nonce && now - last.at < renewMs) return false;
    toldAt.set(device, { nonce, at: now });
    return true;
  }

  return {
    hello(device, hello) {
      if (!isDue(device, hello)) return;
      void withPlaceOf(device, (place) => inTurn(place, () => tellWhole(place, device)));
    },
    changed({ device, afar, helloOnly }) {
      // Who stored it tells of it.
      if (afar || helloOnly) return;
      if (device === null) for (const place of told.keys()) lookSoon(place);
      else void withPlaceOf(device, lookSoon);
    },
    async stop() {
      stopped = true;
      for (const { waiting } of told.values()) waiting?.();
      await Promise.all([...told.values()].map(({ looking }) => looking));
    },
  };
}
