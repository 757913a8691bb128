import type { ErrorCode } from '../../shared/runtime/errors.ts';
import type { ReaderState } from '../ports.ts';

/**
 * How a card came to be on a reader: before our eyes; when the reader was found; or so soon after that it may have
 * lain there all the same.
 */
export type CardSeen = 'presented' | 'lying' | 'settling';

/** What the reader process says to the device. Times are CLOCK_MONOTONIC, the same in both processes. */
export type ReaderSays =
  /** pcscd answers and readers are being listened to. */
  | { readonly say: 'listening' }
  | { readonly say: 'reader'; readonly reader: string; readonly state: ReaderState['state'] }
  | {
      readonly say: 'card';
      readonly reader: string;
      readonly uid: string;
      readonly atMonoMs: number;
      readonly seen: CardSeen;
    }
  | { readonly say: 'cardGone'; readonly reader: string; readonly atMonoMs: number }
  | { readonly say: 'unreadable'; readonly reader: string; readonly detail: string }
  | {
      readonly say: 'fault';
      readonly code: ErrorCode;
      readonly details: Readonly<Record<string, string>>;
      /** The process can do no more: replace it. */
      readonly fatal: boolean;
    };
