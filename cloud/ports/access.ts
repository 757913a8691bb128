import type { KeyObject } from 'node:crypto';
import type { AccessEntry } from '../../shared/domain/access-list.ts';
import type { EpochMs } from '../../shared/domain/clock.ts';
import type { HelloMessage } from '../../shared/wire/messages.ts';
import type { SignedConfig } from '../../shared/wire/signed.ts';
import type { DownKind } from '../../shared/wire/topic.ts';
import type { RegistryChange } from './registry.ts';

/** The cloud's own Ed25519 key: what devices pinned when they were claimed. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** Whether that key signed before this one: what it signed is signed anew. Left out: there was none. */
  readonly isFormer?: (kid: string) => boolean;
}

/** One message for one device; publish it and forget it, the next hello asks for what got lost. */
export interface DownMessage {
  readonly device: string;
  readonly kind: Extract<DownKind, 'access' | 'config' | 'confirm'>;
  readonly payload: string;
}

/** Keeps every device's access list and config what the registry says (`cloud/replication/replicate.ts`). */
export interface Replication {
  /**
   * Whatever this device lacks, by its hello: list (difference or whole), config, and a confirmation at most
   * hourly, at each new process and after each applied list. Nothing for a device that is not active.
   */
  answerHello(
    device: string,
    hello: HelloMessage,
    receivedAt: EpochMs,
  ): Promise<readonly DownMessage[]>;
  /**
   * After the registry's commit: one small difference, the same bytes for every active device of the places
   * touched, and the configs that changed. Offline devices miss it and say so in their next hello.
   * A change of very many cards is told portion by portion, each a version, and a card that is blocked meanwhile goes
   * between two of them. With `send` messages go out as they are made, in the order of their versions, and the
   * answer is empty.
   */
  onRegistryChange(
    change: RegistryChange,
    send?: (messages: readonly DownMessage[]) => void,
  ): Promise<readonly DownMessage[]>;
  /**
   * The gzip file that a list above 16 parts is, by the path `listFilePath` gives; null when that version is
   * no longer the newest. HTTP serves it to the devices of that place, with their MQTT credentials.
   */
  listFile(list: string, version: number): Promise<Buffer | null>;
  /** Ends after the portion at hand; what was not told is found by the next look at everything. */
  stop(): void;
  /** What a device should hold by now, for `/healthz` and the devices' page; null before it was built. */
  expected(device: string): Promise<ExpectedVersions | null>;
  /** Whether this process told the device that this version is current, and it heard: until then no door opens. */
  wasConfirmed(device: string, version: number): boolean;
}

/** Lists that are files, for the devices they are of. */
export interface ListFiles {
  /** Null unless `password` is that of this active device, the list is its place's, and the version its newest. */
  fetch(device: string, password: string, list: string, version: number): Promise<Buffer | null>;
}

export interface ExpectedVersions {
  readonly list: string;
  readonly accessVersion: number;
  readonly accessDigest: string;
  readonly configVersion: number;
}

/** Path of a list's file, below the cloud's public URL. */
export const listFilePath = (list: string, version: number): string =>
  `/api/v1/lists/${encodeURIComponent(list)}/${version}.json.gz`;

/** A list as it was signed. */
export interface ListHead {
  readonly list: string;
  readonly version: number;
  readonly digest: string;
  readonly jws: string;
}

export interface ListDifference {
  readonly upserts: readonly AccessEntry[];
  readonly removes: readonly string[];
}

/** The tables behind replication. A list's id is its place's. */
export interface AccessLists {
  /**
   * Brings the list up to date with the registry, in one transaction: what changed gets the version
   * max(last + 1, `atLeast`) and one signature; when nothing did, the head stays as it is unless `renew` asks
   * for a new version anyway. `uids` narrows the look to those cards. Null for a place that does not exist
   * (any more): its list is then gone too.
   */
  refresh(list: string, how: RefreshList): Promise<RefreshedList | null>;
  /** The cards whose place on the list is not what it should be by now. Changes nothing and holds up nobody. */
  differing(list: string): Promise<readonly string[]>;
  head(list: string): Promise<ListHead | null>;
  /** Whether this very list, version and digest, was once ours: then the difference from it is known. */
  wasOurs(list: string, version: number, digest: string): Promise<boolean>;
  /** What changed after `base`, by uid; `base` 0 is the whole list. With the head it leads to. */
  difference(
    list: string,
    base: number,
  ): Promise<{ readonly head: ListHead; readonly difference: ListDifference } | null>;

  /**
   * The device's config, versioned and signed anew only when its content changed, or when `renew` asks for it.
   * Null for a device that is unknown or not active.
   */
  refreshConfig(
    device: string,
    how: RefreshConfig,
  ): Promise<(ConfigHead & { readonly changed: boolean }) | null>;
  config(device: string): Promise<ConfigHead | null>;
  /** Active devices of these places. */
  devicesOf(places: readonly string[] | '*'): Promise<readonly DevicePlace[]>;
  /** Null for one that is unknown or not active. */
  placeOf(device: string): Promise<string | null>;
  places(): Promise<readonly string[]>;
  /** The uids of the cards of these members, and of the members of these groups; null: too many to name. */
  cardsOf(
    memberIds: readonly string[],
    groupIds: readonly string[],
  ): Promise<readonly string[] | null>;
}

export interface RefreshList {
  readonly atLeast: number;
  readonly sign: (head: Omit<ListHead, 'jws'>) => Promise<string>;
  readonly uids?: readonly string[];
  readonly renew?: boolean;
}

export interface RefreshedList {
  readonly head: ListHead;
  /** The version that was the newest before. */
  readonly before: number;
}

export interface RefreshConfig {
  readonly atLeast: number;
  readonly mqttUrls: readonly string[];
  readonly sign: (config: SignedConfig) => Promise<string>;
  readonly renew?: boolean;
}

export interface ConfigHead {
  readonly version: number;
  readonly jws: string;
}

export interface DevicePlace {
  readonly device: string;
  readonly place: string;
}
