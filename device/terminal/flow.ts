import type { AccessEntry } from '../../shared/domain/access-list.ts';
import type { AccessPoint } from '../../shared/domain/access-point.ts';
import type { Cancel, Clock, Timers } from '../../shared/domain/clock.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import type { SignedConfig } from '../../shared/wire/signed.ts';
import type { Tap, TapOutcome } from '../ports.ts';
import {
  answered,
  idle,
  lastsMs,
  presented,
  type Sales,
  settled,
  type TerminalState,
  timedOut,
} from './state.ts';
import { type Touch, touched } from './touch.ts';

/** What a card did that was no tap to be judged. */
export type Taken = 'opened' | 'left' | 'noneHere' | 'validateFirst' | 'pin';

/** A state as a screen shows it. `turn` rises with every change: a touch of an older one means nothing any more. */
export interface TerminalView {
  readonly state: TerminalState;
  readonly turn: number;
  /** Until it ends by itself; null: it lasts. */
  readonly leftMs: number | null;
}

/** The terminal of a device, with a screen or without: what the next card means, and what fingers made of it. */
export interface TerminalFlow {
  /** A card at any reader of the device. Null: it was no tap, see `taken`, or nothing takes it here. */
  tap(tap: Tap): TapOutcome | null;
  /** What the last card did, where it was no tap; null: it was one. */
  taken(): Taken | null;
  /** False: the screen it was meant for is gone, or it means nothing there. */
  touch(touch: Touch, turn: number): boolean;
  view(): TerminalView;
  stop(): void;
}

export interface FlowParts {
  config(): SignedConfig | null;
  /** An active card that is valid today, or any other: null. */
  find(uid: string): AccessEntry | null;
  accessPointOf(tap: Tap): AccessPoint | null;
  isPinAsked(accessPoint: string): boolean;
  /** Judges, records and answers. */
  judge(tap: Tap): TapOutcome | null;
  judgeWithPin(tap: Tap, pin: string): Promise<TapOutcome | null>;
  readonly logger: Logger;
  readonly clock: Pick<Clock, 'monotonicNow'>;
  readonly timers: Pick<Timers, 'after'>;
  /** Another state, or the same anew. */
  changed(): void;
  /** A card came in vain: the lights say so too. */
  turnedDown(accessPoint: string): void;
  /** A card opened or left something: without a screen the lights alone say so. */
  heard(accessPoint: string): void;
  shown(outcome: TapOutcome): void;
  /** Other times than the usual ones. */
  readonly lastsMs?: Readonly<Record<TerminalState['at'], number | null>>;
}

/** The state lives here, in the device: however many browsers watch, they see one terminal. */
export function createTerminalFlow(parts: FlowParts): TerminalFlow {
  let state: TerminalState = idle;
  let turn = 0;
  let endsAt: number | null = null;
  let cancel: Cancel = () => undefined;
  let taken: Taken | null = null;

  const sales = (): Sales => salesOf(parts);

  function arm(): void {
    cancel();
    const forMs = (parts.lastsMs ?? lastsMs)[state.at];
    endsAt = forMs === null ? null : parts.clock.monotonicNow() + forMs;
    cancel =
      forMs === null ? () => undefined : parts.timers.after(forMs, () => set(timedOut(state)));
  }
  function set(next: TerminalState): void {
    if (next === state) return;
    state = next;
    turn++;
    arm();
    parts.changed();
  }

  function show(outcome: TapOutcome | null, after: TerminalState): void {
    set(after);
    const reason = outcome?.decision === 'denied' ? outcome.reason : null;
    // The pad itself says what is wanting.
    const isSaid = after.at === 'pad' && (reason === 'pinRequired' || reason === 'pinWrong');
    if (outcome !== null && !isSaid) parts.shown(outcome);
  }

  async function tapWithPin(tap: Tap, pin: string, at: string): Promise<void> {
    const before = state;
    // Nobody else's card meets this PIN.
    set(timedOut(before));
    const askedAt = turn;
    const outcome = await parts.judgeWithPin(tap, pin).catch((err: unknown) => {
      parts.logger.error({ err }, 'a tap with a PIN could not be judged');
      return null;
    });
    show(outcome, turn === askedAt ? answered(before, outcome, at) : state);
  }

  return {
    tap(tap) {
      taken = null;
      const accessPoint = parts.accessPointOf(tap);
      if (accessPoint === null) return parts.judge(tap);
      set(settled(state, sales()));
      const means = presented(state, cardAt(accessPoint, tap, state, parts), sales());
      if (means.tap === null) {
        taken = takenBy(means.state);
        if (taken === 'noneHere' || taken === 'validateFirst') parts.turnedDown(accessPoint.id);
        else parts.heard(accessPoint.id);
        set(means.state);
        return null;
      }
      const { chosen, pin } = means.tap;
      const meant = chosen === null ? tap : { ...tap, chosen };
      if (pin !== null) {
        taken = 'pin';
        void tapWithPin(meant, pin, accessPoint.id);
        return null;
      }
      set(means.state);
      const outcome = parts.judge(meant);
      show(outcome, answered(state, outcome, accessPoint.id));
      return outcome;
    },
    taken: () => taken,
    touch(touch, of) {
      set(settled(state, sales()));
      if (of !== turn) return false;
      const next = touched(state, touch, sales());
      if (next === state) return false;
      set(next);
      return true;
    },
    view() {
      const now = parts.clock.monotonicNow();
      return { state, turn, leftMs: endsAt === null ? null : Math.max(0, endsAt - now) };
    },
    stop: () => cancel(),
  };
}

const salesOf = ({ config, isPinAsked }: FlowParts): Sales => {
  const { pointsOfSale = [], items = [] } = config() ?? {};
  const timeClocks = items.filter(({ category }) => category === 'BDG').map(({ id }) => id);
  return { pointsOfSale, timeClocks: new Set(timeClocks), isPinAsked };
};

/** Where nothing is sold or asked for, nobody has to look the card up. */
function cardAt(
  { id, item }: AccessPoint,
  { uid }: Tap,
  { at }: TerminalState,
  { config, find }: FlowParts,
) {
  const isAsked = at === 'asked' || at === 'inside';
  const card = isAsked || config()?.pointsOfSale.length ? find(uid) : null;
  const name = card?.name?.split(' ')[0] ?? null;
  return { accessPoint: id, item, primary: card?.primary ?? null, name };
}

function takenBy(after: TerminalState): Taken {
  if (after.at === 'noneHere') return 'noneHere';
  if (after.at === 'idle') return 'left';
  return after.at === 'open' && after.hint ? 'validateFirst' : 'opened';
}
