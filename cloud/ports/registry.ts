import type { Direction } from '../../shared/domain/access-point.ts';
import type { AssetCategory, Item, PointOfSale } from '../../shared/domain/item.ts';
import type { OpeningHours } from '../../shared/domain/special-hours.ts';
import type { MissingExitRule, Purpose } from '../../shared/domain/visit-policy.ts';
import type { ConfigLock } from '../../shared/wire/lock.ts';
import type { CardRecord, Member } from './card-records.ts';
import type { EntryRules } from './entry-rules.ts';
import type { SessionRecord } from './sessions.ts';

export { type CardRecord, emptyCard, type Member } from './card-records.ts';

/** What staff manage, as the API and the replication see it. Times are epoch ms, local days `YYYY-MM-DD`. */
export interface Place extends EntryRules {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly maxVisitMinutes: number;
  readonly closesAt: string | null;
  readonly debounceSeconds: number;
  readonly missingExit: MissingExitRule;
  readonly purpose: Purpose;
  readonly listMaxAgeDays: number;
  readonly journalKeepDays: number;
  readonly unsyncedSchedules: 'allow' | 'deny' | 'lastKnown';
  readonly language: 'fr' | 'en';
  readonly helloSeconds: number;
  /** For how many months what was recorded for each purpose is kept. */
  readonly accessKeptMonths: number;
  readonly usageKeptMonths: number;
  readonly worktimeKeptMonths: number;
  /** It counts without names (`pseudonym.ts`). */
  readonly nameless: boolean;
  /** The switch. On for the first time, it makes the time clock's asset and item; off hides, and deletes nothing. */
  readonly timeClock: boolean;
  /** Since when it is on, or was last; set by the store. */
  readonly timeClockSince: number | null;
  /** What a punch is for where its access point names nothing else; set by the store. */
  readonly timeClockItemId: string | null;
}

/** Nulls follow the place. */
export interface Area {
  readonly id: string;
  readonly placeId: string;
  readonly name: string;
  readonly maxVisitMinutes: number | null;
  readonly closesAt: string | null;
  readonly debounceSeconds: number | null;
  readonly missingExit: MissingExitRule | null;
  readonly purpose: Purpose | null;
}

export interface DoorRecord {
  readonly id: string;
  readonly placeId: string;
  readonly name: string;
  readonly line: number | null;
  readonly activeLow: boolean;
  readonly unlockMs: number;
  readonly capMs: number;
  /** Says yes while the door is open; null: nobody sees it. */
  readonly contact: DoorInput | null;
  readonly exitButton: DoorInput | null;
  /** Whether the button drives the strike too. */
  readonly exitButtonOpens: boolean;
  /** Read and written down, never obeyed. */
  readonly fire: DoorInput | null;
  /** Open longer than this is an alarm; 0: never. */
  readonly heldOpenSeconds: number;
  /** Stays unlocked from the first valid tap within these hours to their end; null: a card opens it each time. */
  readonly openingScheduleId: string | null;
  /** Reached over a network, instead of the line; null: the line. Holds its secret: shown to nobody as it is. */
  readonly lock: ConfigLock | null;
}

/** A GPIO line that a door listens to; `activeLow`: it says yes at zero volts. */
export type DoorInput = { readonly line: number; readonly activeLow: boolean };

export interface DeviceRecord {
  readonly id: string;
  readonly placeId: string;
  readonly name: string;
  readonly publicKey: string;
  readonly state: 'active' | 'revoked' | 'retired';
  /** Those it runs, in their order. */
  readonly pointsOfSale: readonly string[];
}

export interface AccessPointRecord {
  readonly id: string;
  readonly placeId: string;
  readonly deviceId: string;
  readonly doorId: string | null;
  readonly area: string | null;
  readonly name: string;
  readonly direction: Direction;
  readonly counts: boolean;
  readonly itemId: string | null;
  readonly reader: string | null;
  /** Whether it asks for a PIN besides the card: in the hours of that schedule; null there: always. */
  readonly asksPin: boolean;
  readonly pinScheduleId: string | null;
  /** Null: as its area says. */
  readonly purpose: Purpose | null;
}

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly memberIds: readonly string[];
  /** Of all that its members tap for; null: as where they do. */
  readonly purpose: Purpose | null;
}

export interface ScheduleRecord extends OpeningHours {
  readonly placeId: string | null;
}

export interface Grant {
  readonly id: string;
  readonly placeId: string;
  readonly memberId: string | null;
  readonly groupId: string | null;
  readonly accessPoints: readonly string[] | '*';
  readonly scheduleId: string | null;
}

/** What ended is kept, `retired`: punches name it. */
type Kept = 'active' | 'retired';

export interface Asset {
  readonly id: string;
  readonly placeId: string;
  readonly name: string;
  /** Null: the same in English. */
  readonly nameEn: string | null;
  readonly category: AssetCategory;
  readonly state: Kept;
}

/** Its category is its asset's; one of the time clock is free of charge. */
export interface ItemRecord extends Item {
  readonly placeId: string;
  readonly assetId: string;
  readonly state: Kept;
}

export interface PointOfSaleRecord extends PointOfSale {
  readonly placeId: string;
  readonly state: Kept;
}

/** A staff card and the points of sale it may open; the card of at most one. */
export interface PrimaryCard {
  readonly id: string;
  readonly cardId: string;
  readonly pointsOfSale: readonly string[];
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Opaque; null at the end. */
  readonly nextCursor: string | null;
}

/** Who writes; `staff:<id>` or `token:<id>` alone where nothing limits them. */
export interface Writer {
  readonly name: string;
  /**
   * Throws for a record that is not theirs. Asked within the transaction, of what is new as it will be written, of what
   * changes before and after, of what ends. `reached`: the places where it opens something, of what belongs to none.
   */
  readonly mayTouch: (
    kind: string,
    record: object,
    isNew: boolean,
    reached: readonly string[],
  ) => void;
  /** Throws where a home place that is not theirs is given or taken. Left out: all are theirs. */
  readonly mayRehome?: (placeIds: readonly string[]) => void;
  /** The home that stands there was a mistake: the new one takes its place, also for what was before the change. */
  readonly homeWasWrong?: boolean;
}

/**
 * One kind of thing staff manage. `create` throws `conflict` for a taken id; `get`, `patch` and `remove` throw
 * `notFound`. What changes who may enter, or where, bumps the access list or config of the places it touches
 * in the same transaction (see `RegistryChange`).
 */
export interface Repository<T extends { readonly id: string }, New = Partial<T>> {
  /** What it keeps, as the audit calls it. */
  readonly kind: string;
  /**
   * `by` (`staff:<id>`, `token:<id>`) signs the correction that giving a card to another member records, and what the
   * audit says of this and the other writes, in the same transaction.
   */
  create(fields: New, by?: string | Writer): Promise<T>;
  get(id: string): Promise<T>;
  find(id: string): Promise<T | null>;
  list(page: { limit: number; cursor: string | null }, where?: Partial<T>): Promise<Page<T>>;
  patch(id: string, fields: Partial<T>, by?: string | Writer): Promise<T>;
  remove(id: string, by?: string | Writer): Promise<void>;
}

/** What a commit changed, told after it: replication listens and reaches every online device within 2 s. */
export type RegistryChange =
  | {
      readonly kind: 'access';
      readonly placeIds: readonly string[] | '*';
      /** The cards it is about, where known: these, and those of these members and groups; none named: all. */
      readonly uids?: readonly string[];
      readonly memberIds?: readonly string[];
      readonly groupIds?: readonly string[];
    }
  | { readonly kind: 'config'; readonly placeIds: readonly string[] | '*' }
  | {
      readonly kind: 'pairing';
      readonly placeIds: readonly string[] | '*';
      /** Punches count elsewhere now; otherwise they only pair by other rules. */
      readonly moves?: true;
    }
  | { readonly kind: 'device'; readonly deviceId: string };

/** Everything staff manage, a repository a kind. */
export interface Repositories {
  readonly places: Repository<Place>;
  readonly areas: Repository<Area>;
  readonly doors: Repository<DoorRecord>;
  readonly devices: Repository<DeviceRecord>;
  readonly accessPoints: Repository<AccessPointRecord>;
  readonly members: Repository<Member>;
  readonly cards: Repository<CardRecord>;
  readonly groups: Repository<Group>;
  readonly schedules: Repository<ScheduleRecord>;
  readonly grants: Repository<Grant>;
  readonly sessions: Repository<SessionRecord>;
  readonly assets: Repository<Asset>;
  readonly items: Repository<ItemRecord>;
  readonly pointsOfSale: Repository<PointOfSaleRecord>;
  readonly primaryCards: Repository<PrimaryCard>;
}

export interface Registry extends Repositories {
  /**
   * Several writes that are one wish: all of them or none, told after their one commit. `work` may run again, reads and
   * writes by what it is given alone, and never waits for anything else; what it `get`s nobody else changes until then.
   */
  together<T>(work: (all: Repositories) => Promise<T>): Promise<T>;
  /** Listeners run after the commit; a throwing listener is logged and changes nothing. */
  onChange(listener: (change: RegistryChange) => void): void;
  /** Tells them of what was written past the repositories, after its commit. */
  announce(changes: readonly RegistryChange[]): void;
}
