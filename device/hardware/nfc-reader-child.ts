import type { NfcReader } from 'nfc-pcsc';
import { type ErrorCode, errorCodeOf } from '../../shared/runtime/errors.ts';
import { systemClock } from '../../shared/runtime/system-clock.ts';
import { pcscdAccepts, pcscdSocket } from './pcscd-socket.ts';
import type { ReaderSays } from './reader-protocol.ts';

/**
 * The reader process: the only place nfc-pcsc is loaded, because it blocks its event loop for ever when pcscd
 * is not there, never reconnects, and crashes in worker threads. Here it may; the device starts a new one.
 */
const retryMs = 1_000;
const readAttempts = 3;
const readPauseMs = 40;
/** A reader error is followed at once by its `end` when it was unplugged; otherwise that reader has gone deaf. */
const unplugGraceMs = 1_000;
/**
 * A pcscd that has only just started takes a while to notice the card on a reader. Until then "appeared" and
 * "lay there" look the same, and opening a door at boot for a forgotten card is the worse mistake.
 */
const settleMs = 1_000;
const getUid = Buffer.from('FFCA000000', 'hex');
const longestAnswerBytes = 40;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const say = (message: ReaderSays) => process.send?.(message, undefined, {}, () => undefined);
const textOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { previous } = error as Error & { previous?: unknown };
  return previous instanceof Error ? `${error.message} ${previous.message}` : error.message;
};
const fault = (code: ErrorCode, details: Record<string, string>, fatal: boolean) =>
  say({ say: 'fault', code, details, fatal });
const giveUp = (error: unknown) => {
  const detail = textOf(error);
  const refused = /security violation|access denied|not authorized/i.test(detail);
  fault(refused ? 'readerServiceRefused' : 'readerRestarting', { detail }, true);
};

/** transmit hands over whatever the card said; only 9000 makes it a UID. */
const readUid = async (reader: NfcReader): Promise<string> => {
  const answer = await reader.transmit(getUid, longestAnswerBytes);
  const status = answer.length >= 2 ? answer.readUInt16BE(answer.length - 2) : 0;
  if (status !== 0x9000 || answer.length < 3) {
    throw new Error(`the card answered ${answer.toString('hex') || 'nothing'}`);
  }
  return answer.subarray(0, -2).toString('hex').toUpperCase();
};

const listenTo = (reader: NfcReader) => {
  reader.autoProcessing = false;
  const name = reader.name;
  const foundAtMonoMs = systemClock.monotonicNow();
  let ended = false;
  let present = false;
  let first = true;
  let lying = false;
  // One card after the other: a card that leaves while it is being read is reported after the reading.
  let work: Promise<void> = Promise.resolve();

  reader.reader.prependListener('status', (status: { state: number }) => {
    if (first) lying = (status.state & reader.reader.SCARD_STATE_PRESENT) !== 0;
    first = false;
  });

  const read = async (wasLying: boolean) => {
    let detail = '';
    for (let attempt = 0; attempt < readAttempts; attempt += 1) {
      if (attempt > 0) await pause(readPauseMs);
      if (!present) break;
      try {
        const uid = await readUid(reader);
        const atMonoMs = systemClock.monotonicNow();
        say({ say: 'card', reader: name, uid, atMonoMs, lying: wasLying });
        return;
      } catch (error) {
        detail = textOf(error);
      }
    }
    say({ say: 'unreadable', reader: name, detail });
  };

  // nfc-pcsc emits a failed connect or disconnect with the Error itself as the event's name: nobody would hear it.
  const emit = reader.emit.bind(reader);
  reader.emit = (event: unknown, ...args: unknown[]) => {
    if (event instanceof Error) {
      if (present || event.name === 'ConnectError') {
        say({ say: 'unreadable', reader: name, detail: textOf(event) });
      }
      return true;
    }
    return emit(event as string, ...args);
  };

  reader.on('card', () => {
    present = true;
    const wasLying = lying || systemClock.monotonicNow() - foundAtMonoMs < settleMs;
    work = work.then(() => read(wasLying));
  });
  reader.on('card.off', () => {
    present = false;
    lying = false;
    const atMonoMs = systemClock.monotonicNow();
    work = work.then(() => void say({ say: 'cardGone', reader: name, atMonoMs }));
  });
  reader.on('error', (error: Error) => {
    setTimeout(() => {
      if (!ended) giveUp(error);
    }, unplugGraceMs);
  });
  reader.on('end', () => {
    ended = true;
    present = false;
    say({ say: 'reader', reader: name, state: 'lost' });
  });
  say({ say: 'reader', reader: name, state: 'ready' });
};

const run = async () => {
  const socket = pcscdSocket();
  while (!(await pcscdAccepts(socket, retryMs))) {
    fault('readerServiceAbsent', { socket }, false);
    await pause(retryMs);
  }
  const { NFC } = await import('nfc-pcsc');
  const nfc = new NFC();
  nfc.on('reader', listenTo);
  nfc.on('error', giveUp);
  say({ say: 'listening' });
};

const missing = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED']);
process.on('message', (message: { do: string }) => {
  if (message.do === 'beat') process.send?.({ say: 'beat' }, undefined, {}, () => undefined);
});
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
