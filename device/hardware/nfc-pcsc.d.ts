/** nfc-pcsc ships no types; these are the members `nfc-reader-child.ts` uses, and no more. */
declare module 'nfc-pcsc' {
  import type { EventEmitter } from 'node:events';

  class NFC extends EventEmitter {
    constructor();
    on(
      event: 'reader',
      listener: (reader: import('./listen-to-reader.ts').PcscReader) => void,
    ): this;
    on(event: 'error', listener: (error: Error) => void): this;
  }
}
