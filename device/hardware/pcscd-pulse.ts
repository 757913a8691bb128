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

/**
 * CMD_VERSION of pcscd's protocol (winscard_msg.h): the first thing any client asks, and it may be asked again.
 * Length and command, then major, minor and an answer still empty, 32 bits each; answered whatever our version is.
 */
const whichVersion = Buffer.from(new Uint32Array([12, 0x11, 4, 4, 0]).buffer);

/**
 * Asks pcscd again and again whether it is there, on one connection of its own: a socket file, and even a connection
 * that is taken, proves nothing, and who waits for an event does not notice that nobody will ever send one. Under
 * systemd this also starts pcscd by its socket unit. `told` hears every answer, the same one again too.
 */
export const watchPcscd = (
  path: string,
  parts: { readonly clock: Pick<Clock, 'monotonicNow'>; readonly timers: Timers },
  told: (state: PcscdState) => void,
): Cancel => {
  const { clock, timers } = parts;
  let socket: Socket | null = null;
  /** Since when an answer is waited for. */
  let askedAt: number | null = null;
  let rest = 0;

  const open = () => {
    const opened = connect(path);
    socket = opened;
    let state: PcscdState = 'absent';
    opened.once('connect', () => {
      state = 'refuses';
      opened.write(whichVersion);
    });
    opened.on('data', () => {
      state = 'answers';
      askedAt = null;
      told('answers');
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
      if (state !== 'answers') told(state);
    });
  };

  const ask = () => {
    const now = clock.monotonicNow();
    if (askedAt !== null) {
      if (now - askedAt >= patienceMs) told('silent');
      return;
    }
    if (rest > 0) {
      rest -= 1;
      return;
    }
    askedAt = now;
    if (socket === null) open();
    else socket.write(whichVersion);
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
