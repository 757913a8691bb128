import type { Warning } from '../../shared/domain/place-rules.ts';
import type { AckMessage, HelloMessage } from '../../shared/wire/messages.ts';
import type { Page } from './registry.ts';

/** What reached the aggregator, with the clock it was received at. */
export interface Received {
  readonly device: string;
  readonly payload: Buffer;
  readonly receivedAt: number;
}

/**
 * Takes a device's words into the store. Each call is in one transaction, alone or with others that wait; it is
 * answered after the commit, so sending the answer is always true. Throws only for what is worth another try
 * (`retryable`); everything else becomes a dead letter or an incident and is answered.
 */
export interface Ingest {
  /** `up/journal`. A device is heard one word after the other: its next is given when this one is answered. */
  journal(received: Received): Promise<AckMessage>;
  /** One ack for each epoch of the hello. Records the anchor, the device's state and its versions. */
  hello(device: string, hello: HelloMessage, receivedAt: number): Promise<readonly AckMessage[]>;
}

export interface StoredEntry {
  readonly device: string;
  readonly epoch: string;
  readonly seq: number;
  readonly id: string;
  readonly kind: 'punch' | 'refusal' | 'door' | 'device';
  readonly occurredAt: number;
  readonly estimated: boolean;
  readonly receivedAt: number;
  /** The entry as it was sent. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface DeadLetter {
  readonly id: string;
  readonly device: string;
  readonly epoch: string;
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly reason: string;
  readonly raw: string;
  readonly receivedAt: number;
  /** Null: it waits for somebody. */
  readonly closed: Closing | null;
}

/** Somebody looked, and says what was done about it. */
export interface Closing {
  /** Epoch ms. */
  readonly at: number;
  readonly by: string;
  readonly note: string;
}

export type Mishap = 'incident' | 'deadLetter';

/** Throws `notFound`, or `conflict` where somebody closed it already. */
export type CloseMishap = (kind: Mishap, id: string, closing: Closing) => Promise<void>;

export const incidentKinds = [
  'signatureInvalid',
  'hashConflict',
  'chainBroken',
  'cloned',
  'storeRolledBack',
  'journalLost',
  'cardTried',
  'pinGuessed',
  'twoPlaces',
  'ledgerDisagrees',
  'webhookStopped',
  'blocksForked',
  'blocksBroken',
] as const;
export type IncidentKind = (typeof incidentKinds)[number];

export interface Incident {
  readonly id: string;
  readonly kind: IncidentKind;
  readonly device: string | null;
  /** Where it concerns one that no device of it tells; null: that of its device, or none. */
  readonly placeId: string | null;
  readonly at: number;
  readonly details: Readonly<Record<string, unknown>>;
  /** Null: it waits for somebody. */
  readonly closed: Closing | null;
}

/** What a device last said of itself. */
export interface DeviceState {
  readonly device: string;
  readonly lastSeenAt: number | null;
  readonly online: boolean;
  readonly accessVersion: number;
  readonly configVersion: number;
  /** Entries the device holds and the cloud has not acknowledged, as of its last hello. */
  readonly unsent: number;
  readonly hello: HelloMessage | null;
}

/** A punch or refusal as people and programs read it; `id` is its journal entry's. Times are epoch ms. */
export interface TapRecord {
  readonly id: string;
  readonly kind: 'punch' | 'refusal';
  readonly device: string;
  readonly epoch: string;
  readonly seq: number;
  readonly occurredAt: number;
  readonly receivedAt: number;
  readonly estimated: boolean;
  /** Null where the access point is not known here. */
  readonly placeId: string | null;
  readonly accessPoint: string;
  readonly direction: string;
  /** Canonical hex; null once erased, and where the place counts without names. */
  readonly cardUid: string | null;
  readonly memberRef: string | null;
  /** Of a refusal; null on a punch. */
  readonly reason: string | null;
  readonly door: string | null;
  readonly item: string | null;
  /** Where it was chosen on a terminal; null: it was not. */
  readonly pointOfSale: string | null;
  /** What a punch was let in in spite of. */
  readonly warnings: readonly Warning[];
}

export interface TapFilter {
  readonly placeId?: string;
  readonly accessPoint?: string;
  readonly device?: string;
  readonly reason?: string;
  /** Epoch ms of `occurredAt`, `from` included, `to` excluded. */
  readonly from?: number;
  readonly to?: number;
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor: string | null;
}

export const mishapStates = ['open', 'closed'] as const;
export type MishapState = (typeof mishapStates)[number];

/** What the devices wrote and what became of it, read only. Newest first. */
export interface JournalReader {
  taps(kind: 'punch' | 'refusal', filter: TapFilter, page: PageRequest): Promise<Page<TapRecord>>;
  findTap(id: string): Promise<TapRecord | null>;
  /** Of these punches, those that were let in in spite of something, by id. */
  warningsOf(punchIds: readonly string[]): Promise<ReadonlyMap<string, readonly Warning[]>>;
  /** `state` left out: those that wait and those that were closed. */
  deadLetters(page: PageRequest, state?: MishapState): Promise<Page<DeadLetter>>;
  findDeadLetter(id: string): Promise<DeadLetter | null>;
  incidents(page: PageRequest, state?: MishapState): Promise<Page<Incident>>;
  findIncident(id: string): Promise<Incident | null>;
  /** One row a device that was ever heard. */
  deviceStates(): Promise<readonly DeviceState[]>;
}
