import type { EventEmitter } from 'node:events';
import type { Cancel, Clock, Timers } from '../../shared/domain/clock.ts';
import type { CardSeen, ReaderSays } from './reader-protocol.ts';

const readAttempts = 3;
const readPauseMs = 40;
/**
 * From a card on the reader to its number; a real reader takes a tenth of a second. What comes later is no tap any
 * more: its member was told to present the card again, and went.
 */
const answerMs = 2_500;
/** pcscd loses touch with a reader that is unplugged, too, and says a moment later that it is gone. */
const unplugGraceMs = 1_000;
/**
 * A pcscd that has only just started takes a while to notice the card on a reader. Until then "appeared" and
 * "lay there" look the same, and opening a door at boot for a forgotten card is the worse mistake.
 */
const settleMs = 1_000;
const getUid = Buffer.from('FFCA000000', 'hex');
const longestAnswerBytes = 40;

/** The pcsclite reader underneath: what pcscd says of it, as SCARD_STATE_ bits. */
interface RawReader extends EventEmitter {
  readonly SCARD_STATE_PRESENT: number;
  /** pcscd cannot talk to it, or does not know it any more. */
  readonly SCARD_STATE_UNAVAILABLE: number;
  readonly SCARD_STATE_UNKNOWN: number;
}

/** What nfc-pcsc gives for a reader. */
export interface PcscReader extends EventEmitter {
  readonly name: string;
  readonly reader: RawReader;
  autoProcessing: boolean;
  /** Resolves with data and status word; does not look at the status word. Never settles where nobody answers. */
  transmit(command: Buffer, maxAnswerBytes: number): Promise<Buffer>;
}

/** What was heard of a reader so far. */
export interface HeardReader {
  readonly name: string;
  readonly isLost: boolean;
  /** Cards that came and went, as pcscd counts them. */
  readonly events: number;
}

/** One card on the reader, being read. */
interface Reading {
  readonly seen: CardSeen;
  /** Nobody answered in time, and whoever presented the card was told so. */
  isLate: boolean;
  readonly cancel: Cancel;
}

export const textOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { previous } = error as Error & { previous?: unknown };
  return previous instanceof Error ? `${error.message} ${previous.message}` : error.message;
};

/** transmit hands over whatever the card said; only 9000 makes it a UID. */
const readUid = async (reader: PcscReader): Promise<string> => {
  const answer = await reader.transmit(getUid, longestAnswerBytes);
  const status = answer.length >= 2 ? answer.readUInt16BE(answer.length - 2) : 0;
  if (status !== 0x9000 || answer.length < 3) {
    throw new Error(`the card answered ${answer.toString('hex') || 'nothing'}`);
  }
  return answer.subarray(0, -2).toString('hex').toUpperCase();
};

/**
 * Reads the cards of one reader. It is said to be `ready` once it proved that it answers, and `hung` while it does
 * not: nothing asked of pcscd about it comes back then, or pcscd says itself that it lost touch.
 */
export const listenToReader = (
  reader: PcscReader,
  parts: { readonly clock: Clock; readonly timers: Timers },
  says: { say(message: ReaderSays): void; giveUp(error: unknown): void },
): HeardReader => {
  const { clock, timers } = parts;
  const { say } = says;
  reader.autoProcessing = false;
  const { name, reader: raw } = reader;
  const foundAtMonoMs = clock.monotonicNow();
  let state: 'ready' | 'hung' | 'lost' | null = null;
  let present = false;
  let first = true;
  let events = 0;
  let lying = false;
  let reading: Reading | null = null;
  let hangsUp: Cancel | null = null;
  // One card after the other: a card that leaves while it is being read is reported after the reading.
  let work: Promise<void> = Promise.resolve();

  const become = (next: 'ready' | 'hung' | 'lost') => {
    if (state === next || state === 'lost') return;
    state = next;
    say({ say: 'reader', reader: name, state: next });
  };
  const unreadable = (detail: string) => say({ say: 'unreadable', reader: name, detail });
  const inTouch = () => {
    hangsUp?.();
    hangsUp = null;
  };

  const begin = (): Reading => {
    const seen = lying
      ? 'lying'
      : clock.monotonicNow() - foundAtMonoMs < settleMs
        ? 'settling'
        : 'presented';
    const cancel = timers.after(answerMs, () => {
      begun.isLate = true;
      become('hung');
      if (seen !== 'lying') unreadable(`no answer within ${answerMs} ms`);
    });
    const begun: Reading = { seen, isLate: false, cancel };
    return begun;
  };
  /** The reader answered, well or not, in time or not. */
  const answered = (about: Reading | null) => {
    about?.cancel();
    if (hangsUp === null) become('ready');
  };

  const outOfTouch = raw.SCARD_STATE_UNAVAILABLE | raw.SCARD_STATE_UNKNOWN;
  raw.prependListener('status', (status: { state: number }) => {
    // The upper half is pcscd's count.
    events = status.state >>> 16;
    const wasPresent = present;
    present = (status.state & raw.SCARD_STATE_PRESENT) !== 0;
    if ((status.state & outOfTouch) !== 0) {
      hangsUp ??= timers.after(unplugGraceMs, () => become('hung'));
      return;
    }
    const wasOut = hangsUp !== null;
    inTouch();
    if (first) lying = present;
    first = false;
    if (!present) answered(reading);
    else if (!wasPresent) {
      reading?.cancel();
      reading = begin();
    } else if (wasOut) answered(null);
  });

  const read = async (about: Reading | null) => {
    let detail = 'it was taken away';
    for (let attempt = 0; attempt < readAttempts; attempt += 1) {
      if (attempt > 0) await new Promise<void>((go) => timers.after(readPauseMs, go));
      if (!present || about?.isLate) break;
      try {
        const uid = await readUid(reader);
        answered(about);
        if (about?.isLate) return;
        const seen = about?.seen ?? 'settling';
        say({ say: 'card', reader: name, uid, atMonoMs: clock.monotonicNow(), seen });
        return;
      } catch (error) {
        detail = textOf(error);
      }
    }
    answered(about);
    if (!about?.isLate) unreadable(detail);
  };

  // nfc-pcsc emits a failed connect or disconnect with the Error itself as the event's name: nobody would hear it.
  const emit = reader.emit.bind(reader);
  reader.emit = (event: unknown, ...args: unknown[]) => {
    if (event instanceof Error) {
      const isLate = reading?.isLate === true;
      answered(reading);
      if (!isLate && (present || event.name === 'ConnectError')) unreadable(textOf(event));
      return true;
    }
    return emit(event as string, ...args);
  };

  reader.on('card', () => {
    const about = reading;
    work = work.then(() => read(about));
  });
  reader.on('card.off', () => {
    lying = false;
    const atMonoMs = clock.monotonicNow();
    work = work.then(() => say({ say: 'cardGone', reader: name, atMonoMs }));
  });
  reader.on('error', (error: Error) => {
    // Followed at once by its `end` when it was unplugged; otherwise that reader has gone deaf.
    timers.after(unplugGraceMs, () => {
      if (state !== 'lost') says.giveUp(error);
    });
  });
  reader.on('end', () => {
    present = false;
    reading?.cancel();
    inTouch();
    become('lost');
  });
  return {
    name,
    get isLost() {
      return state === 'lost';
    },
    get events() {
      return events;
    },
  };
};
