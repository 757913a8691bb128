import { connect, type Socket } from 'node:net';
import type { Cancel, Clock, Timers } from '../../shared/domain/clock.ts';

/** Where pcscd listens: its own place, or the one its clients are told by the same name. */
export const pcscdSocket = (): string =>
  process.env['PCSCLITE_CSOCK_NAME'] ?? '/run/pcscd/pcscd.comm';

/**
 * How the card service pcscd is: `silent` takes connections and does not answer, as one that was stopped or waits for
 * a driver; `refuses` hangs up on this account (polkit).
 */
export type PcscdState = 'answers' | 'silent' | 'absent' | 'refuses';

const everyMs = 1_000;
const patienceMs = 2_000;
/** Each refusal is a line in pcscd's log: asked more rarely. */
const refusedRounds = 4;

/** A reader as pcscd itself has it. */
export interface PcscdReader {
  readonly name: string;
  /** Cards that came and went there, counted from when it was plugged in, 16 bits; null: pcscd lost touch with it. */
  readonly events: number | null;
}

/*
 * pcscd's protocol (winscard_msg.h), of which a client may ask these two at any time: which version it speaks, the
 * first question of any client, with our own and room for an answer; and its table of readers. 32 bits each, as the
 * machine has them; length and command come first.
 */
const words = (...values: number[]) => Buffer.from(new Uint32Array(values).buffer);
const whichVersion = words(12, 0x11, 4, 4, 0);
const whichReaders = words(0, 0x12);
const versionBytes = 12;
/** Sixteen rows: name (128), events, state, sharing, ATR (33 and 3 to spare), its length, protocol. */
const rows = 16;
const rowBytes = 184;
const nameBytes = 128;
const stateAt = nameBytes + 4;
const outOfTouch = 0x1;

const readersIn = (table: Buffer): readonly PcscdReader[] =>
  Array.from({ length: rows }, (_, n) => table.subarray(n * rowBytes, (n + 1) * rowBytes))
    .filter((row) => row[0] !== 0)
    .map((row) => ({
      name: row.toString('utf8', 0, row.indexOf(0)),
      events:
        (row.readUInt32LE(stateAt) & outOfTouch) !== 0
          ? null
          : row.readUInt32LE(nameBytes) & 0xffff,
    }));

/**
 * Asks pcscd again and again how it is, on one connection of its own: a socket file, and even a connection that is
 * taken, proves nothing, and who waits for an event does not notice that nobody will ever send one. Under systemd
 * this also starts pcscd by its socket unit. `told` hears every answer, the same one again too; with the readers
 * where pcscd told them in a form known here.
 */
export const watchPcscd = (
  path: string,
  parts: { readonly clock: Pick<Clock, 'monotonicNow'>; readonly timers: Timers },
  told: (state: PcscdState, readers: readonly PcscdReader[] | null) => void,
): Cancel => {
  const { clock, timers } = parts;
  let socket: Socket | null = null;
  /** Since when an answer is waited for. */
  let askedAt: number | null = null;
  let rest = 0;
  let question = whichVersion;
  let heard: Buffer = Buffer.alloc(0);
  /** Whether it speaks as we do; where not, it is there, and what else it says is not for us. */
  let isUnderstood = true;

  const answered = () => {
    const answer = heard;
    const size = question === whichVersion ? versionBytes : rows * rowBytes;
    heard = Buffer.alloc(0);
    askedAt = null;
    isUnderstood &&= answer.length === size;
    if (question === whichVersion) isUnderstood &&= answer.readUInt32LE(versionBytes - 4) === 0;
    const readers = isUnderstood && question === whichReaders ? readersIn(answer) : null;
    question = isUnderstood ? whichReaders : whichVersion;
    told('answers', readers);
  };

  const open = () => {
    const opened = connect(path);
    socket = opened;
    question = whichVersion;
    heard = Buffer.alloc(0);
    let state: PcscdState = 'absent';
    opened.once('connect', () => {
      state = 'refuses';
      opened.write(question);
    });
    opened.on('data', (more: Buffer) => {
      if (socket !== opened) return;
      state = 'answers';
      heard = Buffer.concat([heard, more]);
      if (heard.length >= (question === whichVersion ? versionBytes : rows * rowBytes)) answered();
    });
    opened.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'EACCES' || code === 'EPERM') state = 'refuses';
      // So many wait to be taken in that no more fit.
      if (code === 'EAGAIN') state = 'silent';
    });
    opened.once('close', () => {
      if (socket !== opened) return;
      socket = null;
      askedAt = null;
      if (state === 'refuses') rest = refusedRounds - 1;
      // One that answered and hung up has ended, or is about to say so.
      if (state !== 'answers') told(state, null);
    });
  };

  const ask = () => {
    const now = clock.monotonicNow();
    // Whatever it said a second ago and did not end is not what we know.
    if (askedAt !== null && heard.length > 0) answered();
    if (askedAt !== null) {
      if (now - askedAt >= patienceMs) told('silent', null);
      return;
    }
    if (rest > 0) {
      rest -= 1;
      return;
    }
    askedAt = now;
    if (socket === null) open();
    else socket.write(question);
  };

  ask();
  const stop = timers.every(everyMs, ask);
  return () => {
    stop();
    const leaving = socket;
    socket = null;
    leaving?.destroy();
  };
};

/** How pcscd is now; within three seconds. */
export const pcscdNow = (
  path: string,
  parts: Parameters<typeof watchPcscd>[1],
): Promise<PcscdState> =>
  new Promise((resolve) => {
    const stop = watchPcscd(path, parts, (state) => {
      stop();
      resolve(state);
    });
  });
