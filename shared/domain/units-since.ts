import type { Direction } from './access-point.ts';
import { chargeOf } from './charge.ts';
import type { EpochMs } from './clock.ts';
import type { Passage, PassageStatus } from './passage.ts';
import type { RateVersion } from './rate.ts';
import { wayOf } from './standing.ts';

/** Where and for what a tap was; null: not known. */
export interface TapOf {
  readonly accessPoint: string | null;
  readonly item: string | null;
}

/** A tap that no balance counts yet, and no repeat of another. */
export interface TapSince extends TapOf {
  readonly area: string;
  readonly direction: Direction;
  readonly at: EpochMs;
}

/** Where somebody was in, by area, when their balance was counted. */
export interface OpenThen {
  readonly at: EpochMs;
  /** Null: by which tap is not known. */
  readonly tap: TapOf | null;
}

/** What was used since a balance was counted, in hundredths of a token. */
export interface UnitsSince {
  /** Of what began, in advance, and of what ended. */
  readonly ended: number;
  /** Of what goes on, until now. */
  readonly goesOn: number;
  /** False: a tap may have cost something else than is said here. */
  readonly isSure: boolean;
  /** A passage was left without its exit, which costs nothing until staff say when it was. */
  readonly isToSettle: boolean;
}

interface Open extends OpenThen {
  /** What it took in advance is not in the balance. */
  readonly isSince: boolean;
}

/**
 * By the rule that prices passages. The cloud does the counting; this bounds a balance until it has.
 *
 * @param but the area of the tap that is judged: what goes on there ends by it, with no exit of its own.
 */
export function unitsSince(
  known: {
    readonly place: string;
    readonly opens: ReadonlyMap<string, OpenThen>;
    readonly isComplete: boolean;
    readonly taps: readonly TapSince[];
    readonly versions: readonly RateVersion[];
  },
  now: EpochMs,
  but: string | null,
): UnitsSince {
  const { place, versions } = known;
  const opens = new Map<string, Open | null>();
  for (const [area, open] of known.opens) opens.set(area, { ...open, isSince: false });
  const hasTapRates = versions.some(({ scope }) => scope !== 'area');
  let ended = 0;
  let isSure = true;
  let isToSettle = false;

  const costOf = (area: string, open: Open, status: PassageStatus, at: EpochMs | null): number => {
    const where = { place, area, ...(open.tap ?? { accessPoint: null, item: null }) };
    const { prepaid, time, unsettled } = chargeOf(passageOf(open.at, status, at), where, versions);
    isToSettle ||= unsettled === 'missingExit';
    return (open.isSince ? (prepaid?.units ?? 0) : 0) + (time?.units ?? 0);
  };
  const end = (area: string, status: PassageStatus, at: EpochMs | null): void => {
    const open = opens.get(area);
    if (!open) return;
    isSure &&= open.tap !== null || !hasTapRates;
    ended += costOf(area, open, status, at);
    opens.set(area, null);
  };

  for (const { area, direction, at, accessPoint, item } of known.taps) {
    const held = opens.get(area);
    const isKnown = held !== undefined || known.isComplete;
    const way = wayOf(direction, { inside: isKnown ? held != null : null });
    const open: Open = { at, tap: { accessPoint, item }, isSince: true };
    if (direction === 'presence') ended += costOf(area, open, 'presence', null);
    else if (way === 'in') {
      end(area, 'missing_exit', null);
      opens.set(area, open);
    } else if (way === 'out' && held) end(area, 'closed', at);
    else isSure = false;
  }
  let goesOn = 0;
  for (const [area, open] of opens) {
    if (!open) continue;
    const advance = costOf(area, open, 'open', null);
    ended += advance;
    if (area !== but) goesOn += Math.max(0, costOf(area, open, 'closed', now) - advance);
  }
  return { ended, goesOn, isSure, isToSettle };
}

const passageOf = (at: EpochMs, status: PassageStatus, exitAt: EpochMs | null): Passage => ({
  id: '',
  entry: { at, punchId: null, accessPoint: null, by: 'card' },
  exit: exitAt === null ? null : { at: exitAt, punchId: null, accessPoint: null, by: 'card' },
  status,
  anomalies: [],
  cardUid: '',
  corrected: false,
});
