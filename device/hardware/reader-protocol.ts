import type { ErrorCode } from '../../shared/runtime/errors.ts';

/** What the reader process says to the device. Times are CLOCK_MONOTONIC, the same in both processes. */
export type ReaderSays =
  /** pcscd answered and readers are being listened to. */
  | { readonly say: 'listening' }
  | { readonly say: 'reader'; readonly reader: string; readonly state: 'ready' | 'lost' }
  | {
      readonly say: 'card';
      readonly reader: string;
      readonly uid: string;
      readonly atMonoMs: number;
      /** It lay there when the reader was found: nobody presented it to us. */
      readonly lying: boolean;
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
