import type {
  CommandKind,
  CommandOutcome,
  ResultMessage,
  SignedCommand,
} from '../../shared/wire/command.ts';
import type { PersonToErase } from '../../shared/wire/erasure.ts';
import type { HelloMessage } from '../../shared/wire/messages.ts';

/** What somebody wants a device to do at once. */
export interface WantedCommand {
  readonly kind: CommandKind;
  readonly device: string;
  readonly placeId: string;
  /** Null: about no door. */
  readonly door: string | null;
  /** `staff:<id>`, `token:<id>`. */
  readonly by: string;
  readonly reason: string;
  /** Of `erase`; kept nowhere but in the message. */
  readonly person?: PersonToErase;
}

export interface GivenCommand extends WantedCommand {
  readonly id: string;
  readonly givenAt: number;
  /** When nothing was heard by then, nothing will be. */
  readonly answerBy: number;
  /** Null: not heard of yet. */
  readonly outcome: CommandOutcome | null;
  /** Why it was not done, a word of the device's or of ours. */
  readonly why: string | null;
  /** The device's journal entry about it. */
  readonly seq: number | null;
  readonly answeredAt: number | null;
}

/** A device that opens a door, and how it was last heard. */
export interface DeviceAtDoor {
  readonly device: string;
  readonly placeId: string;
  readonly isHeard: boolean;
}

/** Commands to devices: given by staff and programs, answered by the device. */
export interface Commands {
  /** The device to ask for a door: the one heard last. Null: no access point names the door. */
  deviceOf(doorId: string): Promise<DeviceAtDoor | null>;
  /**
   * Signs it for the device as its last hello told it to, and sends it. Written down, with the audit log, before it
   * leaves. Throws `deviceOffline` at once for one that is not there, `tooManyRequests`.
   */
  give(wanted: WantedCommand): Promise<GivenCommand>;
  /** As soon as it is answered, or after `timeoutMs` as it is then. */
  settled(id: string, timeoutMs: number): Promise<GivenCommand>;
  find(id: string): Promise<GivenCommand | null>;
  /** Throws `notFound`. */
  get(id: string): Promise<GivenCommand>;
  /** Newest first. */
  list(
    filter: { doorId?: string; device?: string },
    limit: number,
  ): Promise<readonly GivenCommand[]>;
  /** A device's answer; only the first counts. */
  answered(device: string, result: ResultMessage, at: number): Promise<void>;
}

export interface HeardDevice {
  readonly hello: HelloMessage;
  /** By the cloud's clock. */
  readonly heardAt: number;
  readonly online: boolean;
  readonly helloSeconds: number;
}

export type CommandToKeep = Omit<GivenCommand, 'id' | 'outcome' | 'why' | 'seq' | 'answeredAt'>;

/** Where commands are kept; several aggregators share it. */
export interface CommandStore {
  /** What that device last said of itself; null: it never did, or is not active. */
  heard(device: string): Promise<HeardDevice | null>;
  devicesAt(
    doorId: string,
  ): Promise<readonly (HeardDevice & { device: string; placeId: string })[]>;
  /** How many that person gave since then. */
  countBy(by: string, since: number): Promise<number>;
  /** With a counter of its device's own, above all before and no lower than `atLeast`, and its audit row. */
  add(
    command: CommandToKeep,
    atLeast: number,
  ): Promise<{ readonly command: GivenCommand; readonly counter: number }>;
  /** Null: it is not known, is another device's, or was answered before. Writes the audit row. */
  answer(
    device: string,
    result: Pick<ResultMessage, 'id' | 'outcome' | 'reason' | 'seq'>,
    at: number,
  ): Promise<GivenCommand | null>;
  find(id: string): Promise<GivenCommand | null>;
  list(
    filter: { doorId?: string; device?: string },
    limit: number,
  ): Promise<readonly GivenCommand[]>;
}

export type SignCommand = (claims: SignedCommand) => Promise<string>;
