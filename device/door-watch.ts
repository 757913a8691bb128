import type { Cancel, Clock } from '../shared/domain/clock.ts';
import {
  type DoorCause,
  type DoorSign,
  type DoorState,
  type DoorTold,
  doorAtStart,
  doorStep,
} from '../shared/domain/door-state.ts';
import type { SignedConfig } from '../shared/wire/signed.ts';
import { createDoorJournal, type DoorJournalParts } from './door-journal.ts';
import { createOpeningHours } from './opening-hours.ts';
import type { ClockWatch, DoorInput, Indicator, Strike } from './ports.ts';

export interface DoorWatchParts extends DoorJournalParts {
  /** What really locks and unlocks. */
  readonly strike: Strike;
  readonly config: () => SignedConfig | null;
  readonly watch: Pick<ClockWatch, 'stamp' | 'decisionTime'>;
  readonly indicator: Indicator;
  readonly clock: Clock;
}

export interface DoorWatch {
  /** The locks as everybody else has them: who unlocks through it is known when the door opens. */
  readonly strike: Strike;
  /** What is wrong at the doors now, one row a door and matter. */
  told(): readonly DoorTold[];
  /** Writes down what was heard and not yet written. */
  stop(): void;
}

/** An alarm is said again this often, and sounds no longer than neighbours bear; its note stays. */
const alarmEveryMs = 4_000;
const alarmSoundsMs = 180_000;
const silentLockMs = 2_000;

type ConfigDoor = SignedConfig['doors'][number];

interface Watched {
  door: ConfigDoor;
  state: DoorState;
  wake: Cancel;
  sound: Cancel;
  lock: Cancel;
}

/**
 * Understands the doors: what their lines say, and who unlocked them. It writes that down, says alarms at the door
 * and to the cloud, opens for the exit button, and keeps a door unlocked during its opening hours.
 */
export function createDoorWatch(parts: DoorWatchParts): DoorWatch {
  const { strike, clock, timers, health, indicator, logger } = parts;
  const doors = new Map<string, Watched>();
  const journal = createDoorJournal(parts);

  function hear(id: string, sign: DoorSign): void {
    const watched = doors.get(id);
    if (!watched) return;
    const { door, state: before } = watched;
    const now = clock.monotonicNow();
    const { state, events, wakeAt } = doorStep(before, sign, now, rulesOf(door));
    watched.state = state;
    watched.wake();
    watched.wake =
      wakeAt === null ? nothing : timers.after(Math.max(0, wakeAt - now), () => hear(id, time));
    for (const { event, cause } of events) {
      journal.note(id, event, cause);
      logger.info({ door: id, event }, 'door');
    }
    if (state.alarm !== before.alarm) sound(watched);
    if (state.fire !== before.fire) note(watched, 'door.fire', state.fire);
    if (events.some(({ event }) => event === 'exitButton')) letOut(watched);
  }

  /** A lock that does not tell when it locks again has done so by then. */
  function unlocked(id: string, ms: number, cause: DoorCause): void {
    hear(id, { sign: 'unlocked', cause, staysOpen: false });
    const watched = doors.get(id);
    if (!watched) return;
    watched.lock();
    watched.lock = timers.after(Math.min(ms, watched.door.capMs) + silentLockMs, () => {
      if (watched.state.unlocked?.staysOpen === false) hear(id, { sign: 'secured' });
    });
  }

  /** A button is written down before the relay moves; a door that cannot be recorded stays shut to it. */
  function letOut({ door }: Watched): void {
    if (door.exitButtonOpens === false || !strike.drives(door.id)) return;
    try {
      journal.unlocked(door.id, null);
      void strike.unlockFor(door.id, door.unlockMs);
      unlocked(door.id, door.unlockMs, null);
      health.clear('strike');
    } catch (err) {
      health.report('strike', { details: { door: door.id } });
      logger.error({ err, door: door.id }, 'the exit button could not unlock the door');
    }
  }

  function sound(watched: Watched): void {
    const { alarm } = watched.state;
    watched.sound();
    watched.sound = nothing;
    note(watched, 'door.forced', alarm === 'forced');
    note(watched, 'door.heldOpen', alarm === 'heldOpen');
    if (alarm === 'none') {
      indicator.show(null, { kind: 'quiet' });
      return;
    }
    const say = () => indicator.show(null, { kind: 'door', alarm });
    const again = timers.every(alarmEveryMs, say);
    const enough = timers.after(alarmSoundsMs, again);
    watched.sound = () => {
      again();
      enough();
    };
    say();
  }

  function note(
    { door }: Watched,
    code: 'door.forced' | 'door.heldOpen' | 'door.fire',
    is: boolean,
  ) {
    if (is) health.report(code, { details: { door: door.name }, about: door.id });
    else health.clear(code, door.id);
  }

  function lineHeard(id: string, input: DoorInput, on: boolean | null): void {
    const door = doors.get(id)?.door;
    const about = `${id} ${input}`;
    if (on === null && door)
      health.report('door.lineLost', { details: { door: door.name }, about });
    else health.clear('door.lineLost', about);
    if (input === 'contact') hear(id, { sign: 'contact', open: on });
    else if (input === 'exitButton') hear(id, { sign: 'exitButton', pressed: on });
    else hear(id, { sign: 'fire', on });
  }

  function forget(id: string, watched: Watched): void {
    watched.wake();
    watched.sound();
    watched.lock();
    for (const code of ['door.forced', 'door.heldOpen', 'door.fire'] as const)
      health.clear(code, id);
    for (const input of ['contact', 'exitButton', 'fire'])
      health.clear('door.lineLost', `${id} ${input}`);
    doors.delete(id);
  }

  function know(next: readonly ConfigDoor[]): void {
    const kept = new Set(next.map(({ id }) => id));
    for (const [id, watched] of doors) if (!kept.has(id)) forget(id, watched);
    for (const door of next) {
      const watched = doors.get(door.id);
      if (watched) watched.door = door;
      else
        doors.set(door.id, {
          door,
          state: doorAtStart,
          wake: nothing,
          sound: nothing,
          lock: nothing,
        });
      // A line that is wired no more says nothing.
      if (!door.contact) hear(door.id, { sign: 'contact', open: null });
      if (!door.exitButton) hear(door.id, { sign: 'exitButton', pressed: null });
      if (!door.fire) hear(door.id, { sign: 'fire', on: null });
    }
  }

  const hours = createOpeningHours({
    strike,
    config: parts.config,
    watch: parts.watch,
    timers,
    health,
    logger,
    unlocked: (id, cause) => hear(id, { sign: 'unlocked', cause, staysOpen: true }),
  });
  strike.listen({
    moved(id, to) {
      if (to === 'secured') hear(id, { sign: 'secured' });
    },
    heard: lineHeard,
  });

  return {
    strike: {
      ...strike,
      unlockFor(id, ms, cause = null) {
        const answer = strike.unlockFor(id, ms, cause);
        unlocked(id, ms, cause);
        if (cause && 'seq' in cause) hours.tapped(id, cause);
        return answer;
      },
      async configure(next) {
        know(next);
        hours.check();
        await strike.configure(next);
      },
      async stop() {
        hours.stop();
        await strike.stop();
      },
    },
    told: () => [...doors.values()].flatMap(toldOf),
    stop() {
      for (const [id, watched] of [...doors]) forget(id, watched);
      journal.stop();
    },
  };
}

const time: DoorSign = { sign: 'time' };
const nothing: Cancel = () => undefined;

const toldOf = ({ door, state }: Watched): readonly DoorTold[] => [
  ...(state.fire ? [{ door: door.name, what: 'fire' } as const] : []),
  ...(state.alarm === 'none' ? [] : [{ door: door.name, what: state.alarm }]),
];

const rulesOf = ({ heldOpenSeconds = 0, unlockMs }: ConfigDoor) => ({
  heldOpenMs: heldOpenSeconds * 1_000,
  unlockMs,
});
