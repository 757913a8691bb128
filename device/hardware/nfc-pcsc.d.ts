/** nfc-pcsc ships no types; these are the members `nfc-reader-child.ts` uses, and no more. */
declare module 'nfc-pcsc' {
  import type { EventEmitter } from 'node:events';

  /** The pcsclite reader underneath: its first `status` tells what lay on the reader when it was found. */
  interface RawReader extends EventEmitter {
    readonly SCARD_STATE_PRESENT: number;
  }

  interface NfcReader extends EventEmitter {
    readonly name: string;
    readonly reader: RawReader;
    autoProcessing: boolean;
    /** Resolves with data and status word; does not look at the status word. */
    transmit(command: Buffer, maxAnswerBytes: number): Promise<Buffer>;
  }

  class NFC extends EventEmitter {
    constructor();
    on(event: 'reader', listener: (reader: NfcReader) => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
  }
}
