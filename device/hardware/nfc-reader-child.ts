import { type ErrorCode, errorCodeOf } from '../../shared/runtime/errors.ts';
import { systemClock, systemTimers } from '../../shared/runtime/system-clock.ts';
import { createDeafCheck } from './deaf-library.ts';
import { type HeardReader, listenToReader, textOf } from './listen-to-reader.ts';
import { pcscdSocket, watchPcscd } from './pcscd-pulse.ts';
import type { ReaderSays } from './reader-protocol.ts';

/**
 * The reader process: the only place nfc-pcsc is loaded, because it blocks its event loop for ever when pcscd
 * is not there, never reconnects, and crashes in worker threads. Here it may; the device starts a new one.
 */
const real = { clock: systemClock, timers: systemTimers };
const say = (message: ReaderSays) => process.send?.(message, undefined, {}, () => undefined);
const fault = (code: ErrorCode, details: Record<string, string>, fatal: boolean) =>
  say({ say: 'fault', code, details, fatal });
const giveUp = (error: unknown) => {
  const detail = textOf(error);
  const refused = /security violation|access denied|not authorized/i.test(detail);
  fault(refused ? 'readerServiceRefused' : 'readerRestarting', { detail }, true);
};

const run = async () => {
  const { NFC } = await import('nfc-pcsc');
  // Not before: what loads the library blocks this process for as long as a slow card takes to read it.
  const beat = () => process.send?.({ say: 'beat' }, undefined, {}, () => undefined);
  process.on('message', (message: { do: string }) => {
    if (message.do === 'beat') beat();
  });
  beat();
  const socket = pcscdSocket();
  const isDeaf = createDeafCheck();
  let library: readonly HeardReader[] = [];
  let isListening = false;
  let isWell = false;
  watchPcscd(socket, real, (pcscd, readers) => {
    if (pcscd === 'answers') {
      if (!isListening) {
        const nfc = new NFC();
        nfc.on('reader', (reader) => {
          const listened = listenToReader(reader, real, { say, giveUp });
          library = [...library.filter(({ isLost }) => !isLost), listened];
        });
        nfc.on('error', giveUp);
      }
      isListening = true;
      if (!isWell) say({ say: 'listening' });
      isWell = true;
      const heard = new Map(library.filter(({ isLost }) => !isLost).map((one) => [one.name, one]));
      if (readers && isDeaf(readers, heard)) giveUp(new Error('it missed what pcscd told'));
      return;
    }
    isWell = false;
    if (pcscd === 'silent') fault('readerServiceHung', {}, false);
    // The library does not connect again.
    else if (pcscd === 'absent') fault('readerServiceAbsent', { socket }, isListening);
    else fault('readerServiceRefused', { detail: 'it hung up' }, isListening);
  });
};

const missing = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED']);
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole group: the parent decides, and closes the channel.
process.on('SIGINT', () => undefined);
process.on('uncaughtException', giveUp);
process.on('unhandledRejection', giveUp);
run().catch((error: unknown) => {
  const detail = textOf(error);
  // `bindings` throws a plain Error when the add-on was never compiled.
  if (missing.has(errorCodeOf(error) ?? '') || /bindings file/.test(detail)) {
    fault('readerLibraryMissing', { detail: detail.split('\n')[0] ?? detail }, true);
  } else giveUp(error);
});
