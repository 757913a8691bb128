import type { CloudKey } from '../../shared/wire/claim.ts';
import type { HelloMessage } from '../../shared/wire/messages.ts';
import type { SigningKey } from './access.ts';

/** A renewal that goes on. */
export interface KeyChange {
  /** The new key's. */
  readonly kid: string;
  /** Epoch ms. */
  readonly begunAt: number;
  /** As the history names people. */
  readonly begunBy: string;
}

/** An active device, and what its newest hello says it believes. */
export interface KeyFollower {
  readonly device: string;
  readonly name: string;
  readonly placeId: string;
  /** Left out: it was never heard, or does not say. */
  readonly held?: HelloMessage['cloudKeys'];
  readonly isOnline: boolean;
  /** Epoch ms; null: never. */
  readonly heardAt: number | null;
}

/**
 * The keys of this cloud. The one that signs now is read each time it is needed: it may be another from one message
 * to the next.
 */
export interface SigningKeys extends SigningKey {
  /** What devices pin when they are claimed. */
  readonly public: CloudKey;
  /** Of our file, the oldest first. */
  kids(): readonly string[];
  /** By its name; null: not in our file. */
  find(kid: string): (SigningKey & { readonly public: CloudKey }) | null;
  isFormer(kid: string): boolean;
  /** The renewal that goes on, as last read; null: none. */
  change(): KeyChange | null;
  /** What is wrong with them, one sentence each. */
  faults(): readonly string[];
  /** Reads store and file again: another process may have changed them. */
  reload(): Promise<void>;
  /** Makes a new key, to be introduced. Throws `keyChangeGoesOn`. */
  begin(by: string, now: number): Promise<KeyChange>;
  /** From now on that key of ours signs; said in the history. */
  signBy(kid: string, now: number): Promise<void>;
  /** Every device believes the new key alone. */
  end(now: number): Promise<void>;
  followers(): Promise<readonly KeyFollower[]>;
}
