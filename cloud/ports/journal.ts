import type { AckMessage, HelloMessage } from '../../shared/wire/messages.ts';

/** What reached the aggregator, with the clock it was received at. */
export interface Received {
  readonly device: string;
  readonly payload: Buffer;
  readonly receivedAt: number;
}

/**
 * Takes a device's words into the store. Each call is one transaction; the answer is built after its commit, so
 * sending it is always true. Throws only for what is worth another try (`retryable`); everything else becomes a
 * dead letter or an incident and is answered.
 */
export interface Ingest {
  /** `up/journal`. */
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
}

export const incidentKinds = [
  'signatureInvalid',
  'hashConflict',
  'chainBroken',
  'cloned',
  'storeRolledBack',
  'journalLost',
] as const;
export type IncidentKind = (typeof incidentKinds)[number];

export interface Incident {
  readonly id: string;
  readonly kind: IncidentKind;
  readonly device: string | null;
  readonly at: number;
  readonly details: Readonly<Record<string, unknown>>;
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
