import type { Direction } from '../../shared/domain/access-point.ts';
import type { Uid } from '../../shared/domain/card.ts';
import type { Clock, EpochMs, Timers } from '../../shared/domain/clock.ts';
import type { Language } from '../../shared/domain/status-words.ts';
import type { HostRule } from '../../shared/runtime/host-rule.ts';
import type { SettingFault } from './setting-faults.ts';

/** Whose punch it was, as far as the other system may know. */
export interface OutboundMember {
  readonly id: string;
  /** Null: none, or the member's consent to share it with this system is not on record. */
  readonly email: string | null;
  /** What this system calls the member, as staff wrote it down; null: nobody did. */
  readonly knownAs: string | null;
  /** Which of our places they are of. Null: none. */
  readonly homePlaceId: string | null;
}

/** A punch as another system may be told of it. */
export interface OutboundPunch {
  /** The journal entry's id. */
  readonly id: string;
  readonly cardUid: Uid;
  /** Null: the card was nobody's. */
  readonly member: OutboundMember | null;
  readonly placeId: string;
  readonly occurredAt: EpochMs;
  readonly direction: Direction;
  readonly device: string;
  readonly seq: number;
  /** What was tapped for. */
  readonly itemId: string | null;
  /** Staff wrote down that whoever holds the card was told what stays there for good. */
  readonly isHolderTold: boolean;
}

/** Between these times, by our clock, it was sent and no sure answer came. */
export interface MaybeSent {
  readonly first: EpochMs;
  readonly last: EpochMs;
}

export interface Delivery {
  readonly punch: OutboundPunch;
  /**
   * As the last answer left it; null: certainly never sent. Whoever calls writes the present time down before each
   * call, so that it is known after a power cut as well.
   */
  readonly maybeSent: MaybeSent | null;
}

/** What words about an answer may name: a record over there, or the other side's own words, short and plain. */
type About = Readonly<Record<string, string>>;

/**
 * `delivered`: it is there, once; `receipt` is what the other side calls it. `unknown`: it may be there, or still arrive;
 * ask again with this `maybeSent`. `parked`: it is not there, and will not be until somebody does something about
 * `reason`. `retry`: it is certainly not there; later it may be taken. What concerns `everything` would meet the next
 * punch as well. `expired`: it is not there and never will be, because the other side takes no time but its own.
 */
export type DeliveryAnswer =
  | { readonly is: 'delivered'; readonly receipt: Readonly<Record<string, string>> }
  | {
      readonly is: 'unknown';
      readonly why: string;
      readonly maybeSent: MaybeSent;
      /** Nothing will ever be surer: it need not be asked again, and is never sent again. */
      readonly isForGood?: true;
    }
  | { readonly is: 'parked'; readonly reason: string; readonly about?: About }
  | { readonly is: 'expired'; readonly why: string }
  | {
      readonly is: 'retry';
      readonly why: string;
      readonly concerns: 'punch' | 'everything';
      readonly about?: About;
    };

/** `why`: a code of the error registry or of the connector's own words. */
export type ConnectorCheck =
  | { readonly is: 'well' }
  | { readonly is: 'troubled'; readonly why: string; readonly about?: About };

/** Another system that is told of punches. One folder each in cloud/connectors. */
export interface Connector {
  readonly name: string;
  /** It takes no time but its own: what waits a few minutes expires, so it is never left alone for longer than one. */
  readonly isLive: boolean;
  /** Asks it, and writes nothing there. */
  check(): Promise<ConnectorCheck>;
  /** Null: it is to be told of it. Else why not, a word of the connector's own. */
  accepts(punch: OutboundPunch): string | null;
  /** Tries once. One at a time for each member, in their order; never throws. */
  deliver(delivery: Delivery): Promise<DeliveryAnswer>;
}

export const connectionKinds = ['fedow', 'dokos', 'frappe'] as const;
export type ConnectionKind = (typeof connectionKinds)[number];

/** What a connector may use of the cloud. */
export interface ConnectorSurroundings {
  /** Which hosts may be asked; those in the house are named in the settings of the server. */
  readonly hosts: HostRule;
  readonly clock: Clock;
  readonly timers: Timers;
  /** The place whose punches are told. */
  readonly place: { readonly id: string; readonly name: string; readonly timeZone: string };
  /** How browsers reach us; null: nobody said. */
  readonly publicUrl: string | null;
}

/** A sentence in both languages for each code that a kind answers; `{name}` in one is what it is about. */
export type ReasonWords = Readonly<Record<string, Readonly<Record<Language, string>>>>;

/**
 * What is written down of a member for another system: that they were told what stays there for good, that they let it
 * know their e-mail, what it calls them.
 */
export const memberFacts = ['told', 'email', 'knownAs'] as const;
export type MemberFact = (typeof memberFacts)[number];

/** One kind of other system: what staff set of it, and how it is spoken to. Made by `connectorKind`. */
export interface ConnectorKind {
  /** The names of what is kept sealed and never shown; all of them are needed. */
  readonly secrets: readonly string[];
  /** Every code of its answers, and what staff are told to do about it. */
  readonly reasons: ReasonWords;
  /** The other side shows no records: what may have reached it is never sent again. */
  readonly isAtMostOnce: boolean;
  /** What is wrong with settings, and where; none: they can be used. */
  faultsOf(settings: unknown): readonly SettingFault[];
  /** Without which it is told nothing of a member; none for settings with a fault. */
  asksOf(settings: unknown): readonly MemberFact[];
  /** Asked for settings without a fault alone. */
  open(
    settings: unknown,
    secrets: Readonly<Record<string, string>>,
    around: ConnectorSurroundings,
  ): Connector;
}
