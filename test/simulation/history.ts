import { createHash } from 'node:crypto';
import type { DoorCause } from '../../shared/domain/door-state.ts';

/** Which tap of which card an entry tells of: who stands at the door knows all three. */
export const tapKey = (boot: string, monoMs: number, uid: string): string =>
  `${boot} ${monoMs} ${uid}`;

/** What somebody beside the machines saw, each with its true time. The programs themselves write none of it. */
export type Seen =
  | {
      readonly what: 'tap';
      readonly machine: string;
      readonly key: string;
      readonly uid: string;
      /** What the list on the device's disk says of the card. */
      readonly held: string | null;
      /** What the machine's wall clock said. */
      readonly wall: number;
    }
  | {
      readonly what: 'light';
      readonly machine: string;
      /** Of the tap it answers; null: of none. */
      readonly key: string | null;
      readonly colour: 'green' | 'red' | 'fault';
      readonly reason: string | null;
    }
  | {
      readonly what: 'relay';
      readonly machine: string;
      readonly door: string;
      readonly to: 'high' | 'low';
      readonly key: string | null;
      readonly cause: DoorCause;
      /** Whether the journal on its disk named this opening at that moment. */
      readonly written: boolean;
    }
  | { readonly what: 'started' | 'ended'; readonly machine: string; readonly how: string }
  /** These taps went with a disk that is no more, and the cloud had not stored them yet. */
  | { readonly what: 'gone'; readonly machine: string; readonly keys: readonly string[] }
  | {
      readonly what: 'ack';
      readonly device: string;
      readonly epoch: string;
      readonly upTo: number;
      /** What the cloud's disk had committed when it left. */
      readonly committed: number;
    }
  /** How far a device's disk says that the cloud has a journal of it, when its program ended. */
  | {
      readonly what: 'marks';
      readonly machine: string;
      readonly epoch: string;
      readonly acked: number;
      readonly committed: number;
    }
  | {
      readonly what: 'wish';
      readonly wish: string;
      readonly device: string;
      readonly door: string;
    }
  | { readonly what: 'ordered'; readonly wish: string; readonly command: string }
  /** The cloud has what its backup has, and no more. */
  | { readonly what: 'restored' }
  | { readonly what: 'crash'; readonly machine: string; readonly error: string }
  | { readonly what: 'fault'; readonly fault: string; readonly machine: string | null };

export type Event = Seen & { readonly at: number };

export interface History {
  note(seen: Seen): void;
  readonly events: readonly Event[];
  count(what: Seen['what']): number;
  /** Says the same of the same history, byte for byte. */
  hash(): string;
}

export function createHistory(now: () => number): History {
  const events: Event[] = [];
  return {
    events,
    note: (seen) => void events.push({ at: now(), ...seen }),
    count: (what) => events.filter((event) => event.what === what).length,
    hash() {
      const digest = createHash('sha256');
      for (const event of events) digest.update(`${JSON.stringify(event)}\n`);
      return digest.digest('hex');
    },
  };
}
