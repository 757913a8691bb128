import type { AccessEntry, CardState } from '../shared/domain/access-list.ts';
import type { Direction } from '../shared/domain/access-point.ts';
import type { ClockState, EpochMs } from '../shared/domain/clock.ts';
import type { DoorCause } from '../shared/domain/door-state.ts';
import type { PinStanding, Warning } from '../shared/domain/place-rules.ts';
import type { RefusalReason } from '../shared/domain/refusal.ts';
import type { TroubleCode, TroubleDetails } from '../shared/domain/trouble.ts';
import type { HealthNote } from '../shared/wire/messages.ts';
import type { SignedConfig } from '../shared/wire/signed.ts';
import type { DownKind, UpKind } from '../shared/wire/topic.ts';
import type { LockAnswer } from './lock-answer.ts';
import type { Signal } from './signal.ts';

/**
 * What the story (`on-tap.ts`, `sync.ts`) needs of the world. Each adapter implements one of these and passes
 * its contract test in `test/contract`; nothing here knows a library.
 */

export type { WhoIsInside } from './inside-known.ts';
export type { Batch, EpochMark, HeldEntry, Journal, Reached, Recorded } from './journal-port.ts';
export type { LockAnswer } from './lock-answer.ts';
export type { Signal } from './signal.ts';

/** A card presented, not yet judged. `uid` is what the reader said, upper-case hex of any length. */
export interface Tap {
  readonly uid: string;
  readonly level: 'uid' | 'cryptographic';
  /** The reader's own name, for example `ACS ACR122U 00 00`. */
  readonly reader: string;
  /** Set where the tap already names its access point (simulated readers, terminals). */
  readonly accessPoint: string | null;
  /** Monotonic ms at which the UID was known: the start of the 50 ms the member waits. */
  readonly heardAtMonoMs: number;
  /** What became of the PIN given with it; absent: none was. */
  readonly pin?: Extract<PinStanding, 'right' | 'wrong'>;
  /** What it is for, as chosen on the terminal; absent: the access point's item. */
  readonly chosen?: Chosen;
}

export interface Chosen {
  readonly pointOfSale: string;
  /** An item of it. */
  readonly item: string;
}

/** `ready` hears cards; `hung` is there and does not answer; `lost` was seen before and is gone. */
export type ReaderState = { readonly name: string; readonly state: 'ready' | 'hung' | 'lost' };

/** What became of a tap: what the terminal shows and `badgeuse tap` prints, one JSON line. */
export type TapOutcome = {
  /** The journal entry's number; null when nothing could be written (`cannotRecord`). */
  readonly seq: number | null;
  /** The journal entry's id, the one the cloud knows it by; null with `seq`. */
  readonly id: string | null;
  readonly accessPoint: string;
  readonly direction: Direction;
  /** ISO 8601, the device's clock. */
  readonly at: string;
  /** Whom to greet, first name only; null for a card without a member or an unknown one. */
  readonly name: string | null;
} & (
  | {
      readonly decision: 'granted';
      readonly kind: 'punch';
      /** The door whose strike was driven, or null: no door was opened. */
      readonly door: string | null;
      /** Why the door that should have opened did not: a code of the registry. Absent where nothing failed. */
      readonly doorFault?: string;
      /** The door's lock is behind a network and has not answered yet. Absent: it was driven, or there is none. */
      readonly doorAsked?: true;
      readonly saved: 'online' | 'offline';
      /** The same card was here a moment ago: recorded, counted once. */
      readonly repeat: boolean;
      /** Which way it went: of a toggle only where it is known. Null: not known, or neither. */
      readonly way: 'in' | 'out' | null;
      /** Of the visits that ended today; null: not known. */
      readonly todaySeconds: number | null;
      /** Hundredths of a token; null: not known. */
      readonly balance: number | null;
      /** The balance is below what the place warns of; an earlier exit is missing, and staff have to settle it. */
      readonly lowBalance?: true;
      readonly exitToSettle?: true;
      /** In the place, this tap counted; null: not known. */
      readonly peopleInside: number | null;
      /** What it was let in in spite of. */
      readonly warnings: readonly Warning[];
    }
  | {
      readonly decision: 'denied';
      readonly kind: 'refusal';
      readonly reason: RefusalReason;
      /** What the list says of the card; null: it is not on it. */
      readonly cardState: CardState | null;
    }
);

/** Hears cards. A card already lying on the reader at start, and one that never left, is not a tap. */
export interface Reader {
  start(on: {
    /** Judges and records before it returns; null when no access point is bound to that reader. */
    tap(tap: Tap): TapOutcome | null;
    /** Whenever one of them changed, or what `fault` says. */
    readers(states: readonly ReaderState[]): void;
    /** A card was presented, or may have been, but was not judged: the member should present it again. */
    unreadable?(reader: string): void;
  }): void;
  /** Resolves once the reader process answered; rejects after `timeoutMs`. The watchdog asks. */
  alive(timeoutMs: number): Promise<void>;
  readers(): readonly ReaderState[];
  /** What is wrong, with a hint, or null. */
  fault(): Fault | null;
  stop(): Promise<void>;
}

/** What keeps a part from doing its work: `details` fill the words a person reads. */
export interface Fault {
  readonly code: string;
  readonly hint: string;
  readonly details: TroubleDetails;
}

export interface ListState {
  readonly list: string;
  readonly version: number;
  readonly digest: string;
  /** When the cloud last confirmed it: wall ms and monotonic ms with the boot they belong to. */
  readonly confirmed: {
    readonly wallMs: number;
    readonly monoMs: number;
    readonly boot: string;
    readonly clock: ClockState;
  } | null;
}

/** The replicated access list and config, in a file of its own: rebuildable, and never lost with the journal. */
export interface AccessStore {
  find(uid: string): AccessEntry | null;
  state(): ListState;
  /** Their names, by member; who has none on the list is left out. Reads the whole list: never while a tap waits. */
  namesOf(memberRefs: ReadonlySet<string>): ReadonlyMap<string, string>;
  /**
   * Comes into force in one transaction, after `digest` proved right; rejects with `conflict` and changes nothing
   * otherwise. A long list is read and written in slices, and taps are judged in between, by the list held.
   */
  applyList(change: {
    readonly list: string;
    readonly base: number;
    readonly version: number;
    readonly digest: string;
    /** Gone through once; an error it throws ends the change. */
    readonly upserts: Iterable<AccessEntry>;
    readonly removes: readonly string[];
  }): Promise<void>;
  confirm(confirmed: NonNullable<ListState['confirmed']>): void;
  /** The config as verified, or null before the first. */
  config(): SignedConfig | null;
  applyConfig(config: SignedConfig): void;
  /** Small facts that must survive: counters, flags. */
  readFact(name: string): string | null;
  writeFact(name: string, value: string): void;
  /** What the place told of its members, as text by person, and what it said of that; as kept last. */
  told(): { readonly about: string | null; readonly rows: Iterable<readonly [string, string]> };
  /**
   * Puts these rows in the place of those before, null for one that goes, in one write that does not wait for the
   * disk: the cloud tells it again. `about` null: as it was.
   */
  keepTold(rows: Iterable<readonly [string, string | null]>, about: string | null): void;
  forgetTold(): void;
  /** Leaves nothing in the file of what is not on the list any more. */
  scrub(): Promise<void>;
  probe(): void;
  close(): void;
}

/** What a door listens to; all of it is only told, the fire alarm above all. */
export const doorInputs = ['contact', 'exitButton', 'fire'] as const;
export type DoorInput = (typeof doorInputs)[number];

/** Hears what the doors really do. */
export interface DoorListener {
  moved(door: string, to: 'unlocked' | 'secured'): void;
  /** A line said so for long enough to count, and says it again at every (re)configuration; null: it cannot be read. */
  heard(door: string, input: DoorInput, on: boolean | null): void;
}

/** The electric lock. `unlockFor` returns once the keeper was told; the keeper secures it again by itself. */
export interface Strike {
  /** Whether this device has a lock for that door, as configured; a lock that is out of order is one. */
  drives(door: string): boolean;
  /**
   * Opens `door` for `ms`, never longer than its cap; a second call while open extends, within the cap. Throws
   * where nobody could be told, and then it is never done later: `notFound`, `lineUnusable`, `keeperRestarting`.
   * `cause` is what the journal has it from: the punch, the command, or null for a button.
   * A lock that is reached over a network answers what it did, within seconds; that promise never rejects.
   */
  unlockFor(door: string, ms: number, cause?: DoorCause): Promise<LockAnswer> | undefined;
  /**
   * A lease: unlocked `ms` from now, never longer than the cap, and the cap begins again. Who stops renewing it has
   * a locked door within the cap; 0 locks at once. Throws as `unlockFor` does, and where a lock only knows pulses.
   */
  holdFor(door: string, ms: number): void;
  listen(listener: DoorListener): void;
  /** Which doors can be driven, after (re)configuration. */
  configure(doors: SignedConfig['doors']): Promise<void>;
  alive(timeoutMs: number): Promise<void>;
  fault(): Fault | null;
  stop(): Promise<void>;
}

/** One GPIO line driven by us. `on` is the logical level: energised, lit, unlocked. */
export interface OutputLine {
  write(on: boolean): void;
  read(): boolean;
}

/** One GPIO line we listen to. */
export interface InputLine {
  read(): boolean;
  stop(): void;
}

export interface LineChoice {
  /** BCM offset on the chip, never the kernel's global number. */
  readonly line: number;
  /** What hangs on it: `relay`, `green`, `buzzer`. */
  readonly name: string;
  /** Electrically inverted: on is low. */
  readonly activeLow: boolean;
}

/** The GPIO lines, whoever drives them. Throws `lineUnusable` for a line it cannot have. */
export interface Lines {
  /** What drives them, for `doctor` and the log: `onoff on pinctrl-bcm2711, base 512`. */
  readonly description: string;
  /** Opens a line already off, without a click; asking again for the same line gives it back, off. */
  output(choice: LineChoice): OutputLine;
  /** Edges may coalesce: trust `read`, never a count of changes. */
  input(choice: LineChoice, changed: (on: boolean) => void): InputLine;
  /** Puts every output off and keeps driving it there; stops listening. */
  close(): void;
}

/** Lights and sound beside a reader. Never throws: a broken lamp must not stop a door. */
export interface Indicator {
  show(accessPoint: string | null, signal: Signal): void;
}

/** The link to the cloud. Nothing waits for it; what is published while it is down is dropped and sent again. */
export interface Uplink {
  start(on: {
    up(): void;
    down(why: string): void;
    message(kind: DownKind, payload: Buffer, retained: boolean): void;
  }): void;
  publish(kind: UpKind, payload: string, options?: { retain?: boolean }): void;
  isUp(): boolean;
  stop(): Promise<void>;
}

/** When something happened, as every journal entry says it: raw, with what tells how far to believe it. */
export interface Stamp {
  /** ISO 8601 UTC, milliseconds. */
  readonly at: string;
  readonly monoMs: number;
  readonly boot: string;
  readonly clock: ClockState;
}

/** Whether the wall clock can be believed right now. */
export interface ClockWatch {
  state(): ClockState;
  /** Names this boot of the machine. */
  boot(): string;
  stamp(): Stamp;
  /** The time to decide by: the wall clock, or the floor where the clock is behind it. */
  decisionTime(): EpochMs;
}

/** Who vouches for the machine's wall clock: a time server, a battery clock, or nobody. */
export interface TimeSource {
  vouchedBy(): Promise<'ntp' | 'rtc' | null>;
}

/** What is wrong with this device, for hello, `doctor` and the log. */
export interface Health {
  /**
   * Notes it, or again: it keeps its first moment. `about` tells notes of one code apart; `accessPoints` are those
   * where cards are not read because of it.
   */
  report(
    code: TroubleCode,
    more?: {
      readonly details?: TroubleDetails;
      readonly about?: string;
      readonly accessPoints?: readonly string[];
    },
  ): void;
  clear(code: TroubleCode, about?: string): void;
  notes(): readonly HealthNote[];
}
