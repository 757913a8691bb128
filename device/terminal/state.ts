import type { RefusalReason } from '../../shared/domain/refusal.ts';
import type { Chosen, TapOutcome } from '../ports.ts';

/** A point of sale that a primary card opened, at the access point where it was presented. */
export interface Opened {
  readonly accessPoint: string;
  /** Whose card opened it, first name only. */
  readonly by: string | null;
  readonly pointOfSale: string;
  /** What is selected; null: nothing. */
  readonly item: string | null;
}

/** What a terminal shows between two taps, and what the next tap there will mean. */
export type TerminalState =
  | { readonly at: 'idle' }
  /** A primary card with several points of sale here. */
  | {
      readonly at: 'choosing';
      readonly accessPoint: string;
      readonly by: string | null;
      readonly offered: readonly string[];
    }
  /** Who is inside was asked for: a primary card at any reader shows it. */
  | { readonly at: 'asked' }
  /** The list of who is inside; `opened`: where it is left to, null: to rest. */
  | { readonly at: 'inside'; readonly accessPoint: string; readonly opened: Opened | null }
  /** A primary card with none here. */
  | { readonly at: 'noneHere'; readonly accessPoint: string }
  /** `hint`: a card came before its choice was validated. */
  | { readonly at: 'open'; readonly opened: Opened; readonly hint: boolean }
  /** A PIN is asked for; `why`: what the last tap was refused for, null: nothing was tapped yet. */
  | {
      readonly at: 'pad';
      readonly accessPoint: string;
      readonly opened: Opened | null;
      readonly why: Extract<RefusalReason, 'pinRequired' | 'pinWrong'> | null;
    }
  /** Whichever card is presented now punches, for what is selected and with the PIN that was typed. */
  | {
      readonly at: 'waiting';
      readonly accessPoint: string;
      readonly opened: Opened | null;
      readonly pin: string | null;
    };

export const idle: TerminalState = { at: 'idle' };

/** How long a state lasts without a touch or a card; null: for ever. */
export const lastsMs = {
  idle: null,
  choosing: 60_000,
  asked: 30_000,
  inside: 180_000,
  noneHere: 20_000,
  open: 60_000,
  pad: 60_000,
  waiting: 30_000,
} as const satisfies Record<TerminalState['at'], number | null>;

/** What of the config a terminal works with. */
export interface Sales {
  readonly pointsOfSale: readonly { readonly id: string; readonly items: readonly string[] }[];
  /** Those of the category `BDG`. */
  readonly timeClocks: ReadonlySet<string>;
  /** Whether a PIN is asked for at that access point now. */
  isPinAsked(accessPoint: string): boolean;
}

/** A card as a terminal sees it; `primary`: the points of sale it opens, null for every other card. */
export interface Presented {
  readonly accessPoint: string;
  /** That of the access point. */
  readonly item: string | null;
  readonly primary: readonly string[] | null;
  readonly name: string | null;
}

/** What a card means: a tap to be judged, for what and with which PIN. `tap` null: it opened or left something. */
export interface Meaning {
  readonly state: TerminalState;
  readonly tap: { readonly chosen: Chosen | null; readonly pin: string | null } | null;
}

const taken = (state: TerminalState): Meaning => ({ state, tap: null });

export function presented(state: TerminalState, card: Presented, sales: Sales): Meaning {
  if (state.at === 'asked') {
    const { accessPoint, primary } = card;
    return primary === null
      ? plain(idle, card, sales)
      : taken({ at: 'inside', accessPoint, opened: null });
  }
  // Other readers of this device are doors as ever.
  if (state.at !== 'idle' && placeOf(state) !== card.accessPoint) return plain(state, card, sales);
  switch (state.at) {
    case 'waiting': {
      const chosen = chosenOf(state.opened) ?? waitingFor(card, sales);
      return { state, tap: { chosen, pin: state.pin } };
    }
    case 'open':
      if (state.opened.item !== null) return taken({ ...state, hint: true });
      if (card.primary?.includes(state.opened.pointOfSale)) return taken(idle);
      return card.primary === null ? plain(state, card, sales) : atRest(card, sales);
    case 'inside':
      // Who leaves the building still taps, and is off the list.
      return card.primary === null ? plain(state, card, sales) : taken(timedOut(state));
    case 'choosing':
      if (card.primary?.some((id) => state.offered.includes(id))) return taken(idle);
      return card.primary === null ? plain(state, card, sales) : atRest(card, sales);
    default:
      return atRest(card, sales);
  }
}

/** Nothing is open: a primary card opens what is both its and ours, any other card is tapped. */
function atRest(card: Presented, sales: Sales): Meaning {
  const { primary, accessPoint, name: by } = card;
  if (primary === null || sales.pointsOfSale.length === 0) return plain(idle, card, sales);
  const offered = sales.pointsOfSale.filter(({ id }) => primary.includes(id));
  const needsIt = offered.filter((one) => !servesItself(one, sales));
  if (needsIt.length === 0) {
    const waits = sales.pointsOfSale.some((one) => servesItself(one, sales));
    return waits ? plain(idle, card, sales) : taken({ at: 'noneHere', accessPoint });
  }
  const [first, ...more] = offered.map(({ id }) => id);
  if (first === undefined || more.length > 0) {
    return taken({ at: 'choosing', accessPoint, by, offered: offered.map(({ id }) => id) });
  }
  return taken(openOf({ accessPoint, by, pointOfSale: first, item: null }));
}

/** As at any reader: for the access point's own item. */
const plain = (state: TerminalState, card: Presented, sales: Sales): Meaning => ({
  state,
  tap: { chosen: waitingFor(card, sales), pin: null },
});

/** The point of sale that waits for the access point's own item without being opened. */
function waitingFor({ item }: Presented, sales: Sales): Chosen | null {
  if (item === null) return null;
  const waiting = sales.pointsOfSale.find(
    (one) => servesItself(one, sales) && one.items[0] === item,
  );
  return waiting ? { pointOfSale: waiting.id, item } : null;
}

/** Its only item is the time clock: nothing is to be chosen, so nobody needs to open it. */
export const servesItself = (
  { items }: Sales['pointsOfSale'][number],
  { timeClocks }: Pick<Sales, 'timeClocks'>,
): boolean => items.length === 1 && timeClocks.has(items[0] ?? '');

/** Where a tap left the terminal. Null: it was recorded nowhere. */
export function answered(
  state: TerminalState,
  outcome: TapOutcome | null,
  at: string,
): TerminalState {
  if (state.at !== 'idle' && placeOf(state) !== at) return state;
  const reason = outcome?.decision === 'denied' ? outcome.reason : null;
  const opened = openedOf(state);
  if (reason === 'pinRequired' || reason === 'pinWrong') {
    const lasts = state.at === 'choosing' || state.at === 'noneHere' || state.at === 'inside';
    return lasts ? state : { at: 'pad', accessPoint: at, opened, why: reason };
  }
  if (state.at !== 'waiting' && state.at !== 'pad') return state;
  if (opened === null) return idle;
  // What was refused may be meant for another card: it stays selected.
  return openOf(outcome?.decision === 'granted' ? { ...opened, item: null } : opened);
}

const placeOf = (state: TerminalState): string | null =>
  'accessPoint' in state ? state.accessPoint : (openedOf(state)?.accessPoint ?? null);

export function timedOut(state: TerminalState): TerminalState {
  const opened = state.at === 'open' ? null : openedOf(state);
  return opened === null ? idle : openOf(opened);
}

/** What the config took away is no longer open. */
export function settled(state: TerminalState, { pointsOfSale }: Sales): TerminalState {
  const itemsOf = (id: string) => pointsOfSale.find((one) => one.id === id)?.items;
  if (state.at === 'choosing') {
    const offered = state.offered.filter((id) => itemsOf(id) !== undefined);
    if (offered.length === state.offered.length) return state;
    return offered.length === 0 ? idle : { ...state, offered };
  }
  const opened = openedOf(state);
  if (opened === null) return state;
  const items = itemsOf(opened.pointOfSale);
  if (items === undefined) return idle;
  if (opened.item === null || items.includes(opened.item)) return state;
  return openOf({ ...opened, item: null });
}

export const openOf = (opened: Opened): TerminalState => ({ at: 'open', opened, hint: false });

export const openedOf = (state: TerminalState): Opened | null =>
  'opened' in state ? state.opened : null;

const chosenOf = (opened: Opened | null): Chosen | null =>
  opened === null || opened.item === null
    ? null
    : { pointOfSale: opened.pointOfSale, item: opened.item };
