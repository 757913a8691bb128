import type { MonotonicMs } from './clock.ts';

/** Why a door could be opened: the punch, the command, or nobody that can be named. */
export type DoorCause = { readonly seq: number } | { readonly command: string } | null;

/** What is written down of a door; `unlocked` is written by who unlocks it, before the relay moves. */
export type DoorEventName =
  | 'secured'
  | 'opened'
  | 'closed'
  | 'forced'
  | 'heldOpen'
  | 'exitButton'
  | 'fire';

export interface DoorEvent {
  readonly event: DoorEventName;
  readonly cause: DoorCause;
}

/** What is heard of a door. Levels come settled (`settled-level.ts`); null: its line cannot be read. */
export type DoorSign =
  | { readonly sign: 'contact'; readonly open: boolean | null }
  | { readonly sign: 'exitButton'; readonly pressed: boolean | null }
  | { readonly sign: 'fire'; readonly on: boolean | null }
  /** Somebody may come in; `staysOpen`: for as long as they like, by the opening hours. */
  | { readonly sign: 'unlocked'; readonly cause: DoorCause; readonly staysOpen: boolean }
  | { readonly sign: 'secured' }
  | { readonly sign: 'time' };

/** What sounds at the door. A forced door is told from one that was left open. */
export type DoorAlarm = 'none' | 'preAlarm' | 'heldOpen' | 'forced';

/** What goes on at a door while it lasts, for whoever stands before it. */
export interface DoorTold {
  /** The door's name. */
  readonly door: string;
  readonly what: 'fire' | Exclude<DoorAlarm, 'none'>;
}

export interface DoorRules {
  /** Open longer than this is an alarm; 0: never. */
  readonly heldOpenMs: number;
  /** How long a card opens it: who pressed the exit button has at least as long to leave. */
  readonly unlockMs: number;
}

export interface DoorState {
  /** Null: nobody knows, at the start or where the line cannot be read. */
  readonly isOpen: boolean | null;
  readonly fire: boolean;
  readonly unlocked: { readonly cause: DoorCause; readonly staysOpen: boolean } | null;
  /** Until when opening it is nobody's breaking in, though it is locked. */
  readonly allowedUntil: MonotonicMs;
  /** Why it was opened last, for `closed` and `secured`. */
  readonly cause: DoorCause;
  readonly buttonPressed: boolean;
  /** It was opened without a reason; forced from then on, unless one turns up. */
  readonly forcedAt: MonotonicMs | null;
  /** From when on being open counts as being held; null: it is shut, or may stand open. */
  readonly heldSince: MonotonicMs | null;
  readonly alarm: DoorAlarm;
}

export interface DoorStep {
  readonly state: DoorState;
  readonly events: readonly DoorEvent[];
  /** Say `time` then; null: nothing is due. */
  readonly wakeAt: MonotonicMs | null;
}

/** A door that is locked again while somebody pushes it was still opened rightly. */
const afterLockMs = 1_000;
/** Who pressed the button has this long to reach the door. */
const buttonMs = 5_000;
/** A jammed button must not switch the alarm off for ever. */
const jammedMs = 60_000;
/** A handle moves its switch a moment after the door: a reason that turns up this soon is one. */
export const lateReasonMs = 300;
/** A quiet signal asks first, this long before the alarm, or for half of the time where that is less. */
export const preAlarmMs = 15_000;

export const doorAtStart: DoorState = {
  isOpen: null,
  fire: false,
  unlocked: null,
  allowedUntil: Number.NEGATIVE_INFINITY,
  cause: null,
  buttonPressed: false,
  forcedAt: null,
  heldSince: null,
  alarm: 'none',
};

/**
 * One step of what a door goes through. Monotonic time only. Nothing here locks or unlocks: a door is understood,
 * and the fire input above all is only told.
 */
export function doorStep(
  before: DoorState,
  sign: DoorSign,
  now: MonotonicMs,
  rules: DoorRules,
): DoorStep {
  const events: DoorEvent[] = [];
  const heard = hear(before, sign, now, rules, events);
  const state = judge(heard, now, rules, events);
  return { state, events, wakeAt: nextAt(state, rules) };
}

function hear(
  state: DoorState,
  sign: DoorSign,
  now: MonotonicMs,
  rules: DoorRules,
  events: DoorEvent[],
): DoorState {
  switch (sign.sign) {
    case 'contact':
      return contact(state, sign.open, now, events);
    case 'exitButton': {
      const pressed = sign.pressed === true;
      if (pressed === state.buttonPressed) return state;
      if (!pressed) {
        const allowedUntil = now + Math.max(buttonMs, rules.unlockMs);
        return { ...state, buttonPressed: false, allowedUntil };
      }
      events.push({ event: 'exitButton', cause: null });
      return { ...excused(state, null, now), buttonPressed: true, allowedUntil: now + jammedMs };
    }
    case 'fire': {
      const fire = sign.on === true;
      if (fire === state.fire) return state;
      if (fire) events.push({ event: 'fire', cause: null });
      // The time it stood open for the fire is not held against it.
      return { ...excused(state, state.isOpen ? state.cause : null, now), fire };
    }
    case 'unlocked': {
      const staysOpen = sign.staysOpen || state.unlocked?.staysOpen === true;
      return {
        ...excused(state, sign.cause, now),
        unlocked: { cause: sign.cause, staysOpen },
      };
    }
    case 'secured':
      if (!state.unlocked) return state;
      events.push({ event: 'secured', cause: state.unlocked.cause });
      return {
        ...state,
        unlocked: null,
        allowedUntil: Math.max(state.allowedUntil, now + afterLockMs),
        heldSince: state.unlocked.staysOpen && state.isOpen ? now : state.heldSince,
      };
    case 'time':
      return state;
  }
}

function contact(
  state: DoorState,
  open: boolean | null,
  now: MonotonicMs,
  events: DoorEvent[],
): DoorState {
  if (open === state.isOpen) return state;
  const wasKnown = state.isOpen !== null;
  if (open === null)
    return { ...state, isOpen: null, forcedAt: null, heldSince: null, alarm: 'none' };
  if (!open) {
    if (wasKnown) events.push({ event: 'closed', cause: state.cause });
    return { ...state, isOpen: false, forcedAt: null, heldSince: null, alarm: 'none', cause: null };
  }
  // Found open, at power-on or when its line came back: nobody saw who opened it, and nobody is accused.
  if (!wasKnown) return { ...state, isOpen: true, heldSince: now };
  const mayOpen = isExcused(state, now);
  const cause = mayOpen ? (state.unlocked?.cause ?? state.cause) : null;
  events.push({ event: 'opened', cause });
  return {
    ...state,
    isOpen: true,
    cause,
    heldSince: now,
    forcedAt: mayOpen ? null : now + lateReasonMs,
  };
}

/** A reason turned up: what was only suspected is dropped, what sounds for a forced door goes on until it is shut. */
const excused = (state: DoorState, cause: DoorCause, now: MonotonicMs): DoorState => ({
  ...state,
  cause: state.alarm === 'forced' ? state.cause : cause,
  forcedAt: null,
  heldSince: state.isOpen ? now : null,
  alarm: state.alarm === 'forced' ? 'forced' : 'none',
});

const isExcused = (state: DoorState, now: MonotonicMs): boolean =>
  state.unlocked !== null || state.fire || now < state.allowedUntil;

function judge(
  state: DoorState,
  now: MonotonicMs,
  rules: DoorRules,
  events: DoorEvent[],
): DoorState {
  if (state.isOpen !== true) return state;
  if (state.fire) return state.alarm === 'none' ? state : { ...state, alarm: 'none' };
  if (state.forcedAt !== null && now >= state.forcedAt) {
    events.push({ event: 'forced', cause: null });
    return { ...state, forcedAt: null, alarm: 'forced' };
  }
  if (state.alarm === 'forced' || state.heldSince === null || mayStandOpen(state, rules))
    return state;
  const openMs = now - state.heldSince;
  if (openMs >= rules.heldOpenMs) {
    if (state.alarm === 'heldOpen') return state;
    events.push({ event: 'heldOpen', cause: state.cause });
    return { ...state, alarm: 'heldOpen' };
  }
  return openMs >= preAlarmAfter(rules) ? { ...state, alarm: 'preAlarm' } : state;
}

const mayStandOpen = (state: DoorState, rules: DoorRules): boolean =>
  rules.heldOpenMs === 0 || state.unlocked?.staysOpen === true;

const preAlarmAfter = ({ heldOpenMs }: DoorRules): number =>
  heldOpenMs - Math.min(preAlarmMs, heldOpenMs / 2);

function nextAt(state: DoorState, rules: DoorRules): MonotonicMs | null {
  if (state.isOpen !== true || state.fire) return null;
  if (state.forcedAt !== null) return state.forcedAt;
  if (state.alarm === 'forced' || state.alarm === 'heldOpen') return null;
  if (state.heldSince === null || mayStandOpen(state, rules)) return null;
  const after = state.alarm === 'preAlarm' ? rules.heldOpenMs : preAlarmAfter(rules);
  return state.heldSince + after;
}
