import type { EpochMs } from '../../shared/domain/clock.ts';
import type { LocalDate } from '../../shared/domain/schedule.ts';
import type { Language } from '../../shared/domain/status-words.ts';
import type {
  ConnectionKind,
  ConnectorCheck,
  DeliveryAnswer,
  MaybeSent,
  MemberFact,
  OutboundPunch,
} from './connectors.ts';
import type { SettingFault } from './setting-faults.ts';

/** A code of the error registry or a word of the connector's, and what its sentence names. */
export interface Because {
  readonly why: string;
  readonly about?: Readonly<Record<string, string>>;
}

/** Another system that a place tells of its punches, as staff see it: never its secrets. */
export interface Connection {
  readonly id: string;
  readonly kind: ConnectionKind;
  readonly placeId: string;
  readonly name: string;
  /** As its kind reads them. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Which secrets are kept. */
  readonly secretsSet: readonly string[];
  readonly isOn: boolean;
  /** Punches from then on are told. */
  readonly since: EpochMs;
  /** How the last look went; without `why`: well. */
  readonly checked: (Partial<Because> & { readonly at: EpochMs }) | null;
  readonly succeededAt: EpochMs | null;
  /** It is left alone until then, because nothing would be taken. */
  readonly paused: (Because & { readonly until: EpochMs }) | null;
}

export interface ConnectionChange {
  readonly name?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Null takes one away; what is not named stays. */
  readonly secrets?: Readonly<Record<string, string | null>>;
  readonly isOn?: boolean;
}

export interface Connections {
  /** By place, then name. */
  list(placeIds: readonly string[] | '*'): Promise<readonly Connection[]>;
  /** Null: there is none. */
  find(id: string): Promise<Connection | null>;
  /** Switched off. Throws `notFound` for a place that is none. */
  add(
    made: Pick<Connection, 'kind' | 'placeId' | 'name' | 'settings'> & {
      readonly secrets: Readonly<Record<string, string>>;
    },
    now: EpochMs,
  ): Promise<Connection>;
  /** Switched on, it tells what is punched from now on. Throws `notFound`. */
  change(id: string, change: ConnectionChange, now: EpochMs): Promise<Connection>;
  /** With all that was written down of its deliveries here. */
  remove(id: string): Promise<void>;
  /** For whoever speaks to it. Null: they were sealed by another key; it has to be joined anew. */
  secretsOf(id: string): Promise<Readonly<Record<string, string>> | null>;
  /** Null: all was well. */
  sayChecked(id: string, trouble: Because | null, now: EpochMs): Promise<void>;
}

/** `unknown`: it may be there. `parked`: staff must do something. `notShared`: it is not for that system. */
export const deliveryStates = [
  'pending',
  'delivered',
  'unknown',
  'parked',
  'expired',
  'notShared',
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** What became of a punch at one other system. */
export interface DeliveryRecord {
  readonly connectionId: string;
  readonly punchId: string;
  readonly device: string;
  /** As it was told there; of one that is not there, as it is known now. */
  readonly occurredAt: EpochMs;
  /** Whose it is, as paired. Null: a card that is nobody's. */
  readonly memberId: string | null;
  readonly accessPoint: string | null;
  /** Where it counts; null: nowhere. */
  readonly area: string | null;
  readonly state: DeliveryState;
  /** Why it is not there, or not yet: a code of the error registry or a word of the connector's. */
  readonly reason: string | null;
  /** What the words of that reason name. */
  readonly about: Readonly<Record<string, string>> | null;
  /** A doubt that stays: nobody asks any more. */
  readonly isForGood: boolean;
  readonly tries: number;
  readonly nextTryAt: EpochMs;
  readonly receipt: Readonly<Record<string, string>> | null;
  readonly madeAt: EpochMs;
  readonly doneAt: EpochMs | null;
}

export interface Deliveries {
  /** Of one connection, the newest punch first. */
  list(
    filter: { readonly connectionId: string; readonly states?: readonly DeliveryState[] },
    page: { readonly limit: number; readonly cursor: string | null },
  ): Promise<{ readonly items: readonly DeliveryRecord[]; readonly nextCursor: string | null }>;
  /** Of these punches, at every system that is told of them. */
  ofPunches(punchIds: readonly string[]): Promise<readonly DeliveryRecord[]>;
  /** How many are in each state. */
  count(connectionId: string): Promise<Readonly<Record<DeliveryState, number>>>;
  /**
   * Tries it again now, whatever was waited for. Throws `notFound`, and `conflict` for one that is there, or that never
   * will be.
   */
  tryAgain(
    at: { readonly connectionId: string; readonly punchId: string },
    now: EpochMs,
  ): Promise<void>;
  /** The same of all that are parked there: what kept them may be put right for all. Answers how many. */
  tryParkedAgain(connectionId: string, now: EpochMs): Promise<number>;
}

/** One that is due. */
export interface DueDelivery {
  readonly connectionId: string;
  readonly punchId: string;
  readonly device: string;
  readonly tries: number;
  readonly maybeSent: MaybeSent | null;
}

export interface ClaimedDelivery extends DueDelivery {
  readonly claimedAt: EpochMs;
}

/** The outbox, for whoever empties it. Each step is on the disk when it resolves. */
export interface DeliveryOutbox {
  /** Connections that are switched on and not paused. */
  ready(now: EpochMs): Promise<readonly Connection[]>;
  /** The one that has been due for longest, where no earlier one of the same person waits. Null: none. */
  due(connectionId: string, now: EpochMs): Promise<DueDelivery | null>;
  /** What is told of it, as it is known now; null: it is there no more. */
  punchOf(due: DueDelivery): Promise<OutboundPunch | null>;
  /** It is not for that system, because of `reason`; or it is there no more, null. */
  setAside(due: DueDelivery, reason: string | null, now: EpochMs): Promise<void>;
  /** Writes down that it leaves now. Null: somebody else took it. */
  claim(due: DueDelivery, now: EpochMs): Promise<ClaimedDelivery | null>;
  /** What came of it; `nextTryAt` for what is tried again. A claim that ran out meanwhile says nothing any more. */
  settle(
    claimed: ClaimedDelivery,
    answer: DeliveryAnswer,
    at: { readonly now: EpochMs; readonly nextTryAt: EpochMs },
  ): Promise<void>;
  /** The whole connection waits; answers how many times in a row, this one with it. */
  pause(
    connectionId: string,
    because: Because,
    until: (failures: number) => EpochMs,
  ): Promise<number>;
  /** It took something: it waits no more. */
  succeeded(connectionId: string, now: EpochMs): Promise<void>;
  /** Once at the start of the only process there is: what was being sent when it ended is nobody's any more. */
  resume(): Promise<void>;
}

/** What is written down of a member for one other system. */
export interface SharedMember {
  readonly memberId: string;
  readonly connectionId: string;
  /** They were told what stays there for good. */
  readonly told: {
    readonly on: LocalDate;
    readonly by: string;
    readonly at: EpochMs;
  } | null;
  /** Since when their e-mail may be told there; null: it may not. */
  readonly email: { readonly since: EpochMs; readonly by: string } | null;
  /** What that system calls them. */
  readonly knownAs: string | null;
}

export interface SharedMembers {
  /** What nothing was written down of is in it too, with nulls. Throws `notFound` for a member that is none. */
  find(connectionId: string, memberId: string): Promise<SharedMember>;
  /** What that system calls members, by their ids; who has no name there is not in it. */
  knownAs(connectionId: string): Promise<ReadonlyMap<string, string>>;
  /** Each connection at which something was written down. */
  ofMember(memberId: string): Promise<readonly SharedMember[]>;
  /** What is not named stays. */
  change(
    connectionId: string,
    memberId: string,
    change: {
      readonly toldOn?: LocalDate | null;
      readonly sharesEmail?: boolean;
      readonly knownAs?: string | null;
    },
    by: { readonly who: string; readonly now: EpochMs },
  ): Promise<SharedMember>;
}

/** What can be asked of connections without waiting for a punch. */
export interface ConnectionTests {
  /** What is wrong with settings for such a system, and where; none: they can be used. */
  faultsOf(kind: ConnectionKind, settings: unknown): readonly SettingFault[];
  /** The names of the secrets that such a system needs. */
  secretsOf(kind: ConnectionKind): readonly string[];
  /**
   * Why, as staff read it, for each code that such a system leaves at its connection, its look or a delivery. Null:
   * nobody has words for it.
   */
  sentenceOf(kind: ConnectionKind, because: Because): Readonly<Record<Language, string>> | null;
  /** What may have reached such a system is never sent there again. */
  isAtMostOnce(kind: ConnectionKind): boolean;
  /** What such a system must have written down of a member, or is told nothing of them. */
  asksOf(kind: ConnectionKind, settings: unknown): readonly MemberFact[];
  /** Asks it now, writes nothing there, and writes down how it went. Throws `notFound`. */
  check(id: string): Promise<ConnectorCheck>;
  /** Something is to be tried at once. */
  hurry(): void;
}
