import { idle, type Opened, openedOf, openOf, type Sales, type TerminalState } from './state.ts';

/** A finger on the screen; `which` names a point of sale, an item or an access point. */
export type Touch =
  | { readonly do: 'choose' | 'select' | 'code'; readonly which: string }
  | { readonly do: 'enter'; readonly pin: string }
  | { readonly do: 'clear' | 'validate' | 'cancel' | 'close' | 'punch' | 'who' };

/** What becomes of a state that is touched; the same state where that means nothing there. */
export function touched(state: TerminalState, touch: Touch, sales: Sales): TerminalState {
  switch (touch.do) {
    case 'choose':
      return choose(state, touch.which);
    case 'select':
      return change(state, (opened) => {
        const { items = [] } = sales.pointsOfSale.find(({ id }) => id === opened.pointOfSale) ?? {};
        // Pressed twice it stays selected: fingers are impatient, and there is a button to clear.
        return items.includes(touch.which) ? { ...opened, item: touch.which } : opened;
      });
    case 'clear':
      return change(state, (opened) => ({ ...opened, item: null }));
    case 'validate':
      if (state.at !== 'open' || state.opened.item === null) return state;
      return wait(state.opened, state.opened.accessPoint);
    case 'code':
      if (state.at !== 'idle' || !sales.isPinAsked(touch.which)) return state;
      return { at: 'pad', accessPoint: touch.which, opened: null, why: null };
    case 'enter':
      return state.at === 'pad' ? wait(state.opened, state.accessPoint, touch.pin) : state;
    case 'punch':
      return state.at === 'noneHere' ? wait(null, state.accessPoint) : state;
    case 'who':
      return who(state);
    case 'cancel':
    case 'close':
      return leave(state);
  }
}

/** A primary card opened what stands here; at rest one must still come. */
function who(state: TerminalState): TerminalState {
  if (state.at === 'idle') return { at: 'asked' };
  if (state.at === 'choosing')
    return { at: 'inside', accessPoint: state.accessPoint, opened: null };
  if (state.at !== 'open') return state;
  return { at: 'inside', accessPoint: state.opened.accessPoint, opened: state.opened };
}

function choose(state: TerminalState, pointOfSale: string): TerminalState {
  if (state.at !== 'choosing' || !state.offered.includes(pointOfSale)) return state;
  const { accessPoint, by } = state;
  return openOf({ accessPoint, by, pointOfSale, item: null });
}

const change = (state: TerminalState, to: (opened: Opened) => Opened): TerminalState =>
  state.at === 'open' ? openOf(to(state.opened)) : state;

const wait = (
  opened: Opened | null,
  accessPoint: string,
  pin: string | null = null,
): TerminalState => ({ at: 'waiting', accessPoint, opened, pin });

/** One step back. A point of sale is left only while nothing is selected. */
function leave(state: TerminalState): TerminalState {
  const opened = openedOf(state);
  if (opened === null) return idle;
  if (state.at !== 'open') return openOf(opened);
  return opened.item === null ? idle : openOf(opened);
}
