import type { StatusMessage } from '../../shared/wire/messages.ts';
import type { DownKind, UpKind } from '../../shared/wire/topic.ts';

/** The aggregator's side of MQTT: it hears every device's `up` and writes their `down`. */
export interface DeviceLink {
  start(on: {
    message(device: string, kind: UpKind, payload: Buffer): void;
    up(): void;
    down(why: string): void;
  }): void;
  /** False: dropped, because the link is down or stalled. True says nothing about the device. */
  publish(device: string, kind: DownKind, payload: string): boolean;
  /** Ends the connection of a revoked device, where the broker is ours. */
  disconnect(device: string): void;
  isUp(): boolean;
  /** Resolves once the broker answered on this very connection; rejects after `timeoutMs`, or while down. */
  answers(timeoutMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** What the broker needs to know of devices. */
export interface DeviceAccounts {
  /** Mosquitto's PBKDF2 line; null for a device that is unknown, revoked or retired. */
  passwordHash(device: string): Promise<string | null>;
}

/** Who is connected, by their births, wills and goodbyes. */
export interface Presence {
  /** `up/status`. A goodbye or will of an older connection than the newest birth changes nothing. */
  status(device: string, status: StatusMessage): Promise<void>;
  /** Nobody is connected: the broker was just started, and is empty. */
  nobody(): Promise<void>;
}
