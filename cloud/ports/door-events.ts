import type { PageRequest } from './journal.ts';
import type { Page } from './registry.ts';

/** What one may ask for, and which entries of a journal that is. */
export const doorEventKinds = {
  openings: { door: ['opened', 'closed', 'secured'], device: [] },
  alarms: { door: ['forced', 'heldOpen', 'fire'], device: [] },
  unlocks: { door: ['unlocked', 'exitButton'], device: ['doorNotUnlocked'] },
  locks: { door: [], device: ['lockAnswered', 'lockNotSecured'] },
  emergency: {
    door: [],
    device: ['emergencySignedIn', 'emergencyCodeWrong', 'emergencyUnlock', 'emergencyExport'],
  },
} as const;
export type DoorEventKind = keyof typeof doorEventKinds;
export const doorEventKindNames = Object.keys(doorEventKinds) as readonly DoorEventKind[];

/** By whom or what: a card's punch, the emergency page, a command from afar; null: nobody that can be named. */
export type DoorEventCause =
  | { readonly by: 'card'; readonly punchId: string }
  | { readonly by: 'emergency' }
  | { readonly by: 'command'; readonly commandId: string }
  | null;

/** One thing that happened at a door, or to what opens it. Times are epoch ms. */
export interface DoorEventRecord {
  /** Its journal entry's, or the command's. */
  readonly id: string;
  /** As the journal names it; `commanded`: from afar, and no journal tells of it. */
  readonly event: string;
  readonly device: string;
  /** Null: it concerns the device, and every door it opens. */
  readonly door: string | null;
  readonly occurredAt: number;
  /** Its time is a guess: the device's clock was not trusted. */
  readonly estimated: boolean;
  readonly cause: DoorEventCause;
  /** What a device adds: a lock's `outcome` and `why`, a code's `sheet` and number. */
  readonly details: Readonly<Record<string, unknown>>;
}

export interface DoorEventFilter {
  /** Left out: of every device. */
  readonly devices?: readonly string[];
  readonly door?: string;
  readonly kind?: DoorEventKind;
  /** Epoch ms of `occurredAt`, `from` included, `to` excluded. */
  readonly from?: number;
  readonly to?: number;
}

/** What the doors went through, newest first, in the order in which it was recorded. */
export interface DoorEvents {
  /** A page may be shorter than asked for, and the next one still be there. */
  list(filter: DoorEventFilter, page: PageRequest): Promise<Page<DoorEventRecord>>;
}
