import { type ChildProcess, fork } from 'node:child_process';
import type { Cancel, Timers } from '../../shared/domain/clock.ts';
import type { Logger } from '../../shared/runtime/logger.ts';

/**
 * Keeps one child process running: a part that may crash, hang or leak must not take the door with it.
 *
 * The child answers `{ do: 'beat' }` with `{ say: 'beat' }`; one that stops answering is killed, and one that is
 * gone is started again, at once the first time and then ever more slowly. A child leaves by itself when the
 * channel closes, so that it never outlives a parent that was killed.
 */
export interface SupervisedChild<Down, Up> {
  start(on: {
    said(message: Up): void;
    started(): void;
    /** It was told to end and may take a while, or for ever: what it holds is not to be counted on. */
    replaced?(why: string, isHung: boolean): void;
    gone(detail: string): void;
  }): void;
  /** False when there is no child to hear it. */
  send(message: Down): boolean;
  /** Resolves when the child answers a question asked now. */
  alive(timeoutMs: number): Promise<void>;
  /** Ends this child now; the next one follows. */
  replace(why: string): void;
  stop(): Promise<void>;
}

export interface ChildTempo {
  readonly beatMs: number;
  /** Without an answer for this long the child is taken for hung. */
  readonly patienceMs: number;
  /** The same until its first word: a small machine that starts takes its time to load a program. */
  readonly startPatienceMs: number;
  readonly firstRetryMs: number;
  readonly lastRetryMs: number;
  /** After living this long a child counts as well, and the next failure is retried at once again. */
  readonly steadyMs: number;
}

export const defaultTempo: ChildTempo = {
  beatMs: 2_000,
  patienceMs: 8_000,
  startPatienceMs: 8_000,
  firstRetryMs: 100,
  lastRetryMs: 30_000,
  steadyMs: 20_000,
};

const stopPatienceMs = 2_000;

export const superviseChild = <Down extends object, Up extends object>(options: {
  readonly entry: string;
  readonly args: readonly string[];
  /** On top of this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly tempo: ChildTempo;
  readonly timers: Timers;
  readonly logger: Logger;
}): SupervisedChild<Down, Up> => {
  const { timers, tempo, logger } = options;
  let listener: Parameters<SupervisedChild<Down, Up>['start']>[0] | null = null;
  let child: ChildProcess | null = null;
  let stopping = false;
  let retryMs = tempo.firstRetryMs;
  let whyReplaced: string | null = null;
  let cancels: Cancel[] = [];
  const waiting = new Set<() => void>();

  const cancelAll = () => {
    for (const cancel of cancels) cancel();
    cancels = [];
  };

  /** Null where the machine has no room for another process now: no memory, most of all. */
  const begin = (): ChildProcess | null => {
    try {
      return fork(options.entry, [...options.args], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        env: { ...process.env, ...options.env },
      });
    } catch (error) {
      logger.error({ err: error }, 'a child process could not be started');
      return null;
    }
  };

  const again = (detail: string) => {
    cancelAll();
    if (stopping) return;
    logger.warn({ entry: options.entry, detail, retryMs }, 'a child process is started again');
    listener?.gone(detail);
    cancels.push(timers.after(retryMs, launch));
    retryMs = Math.min(retryMs * 2, tempo.lastRetryMs);
  };

  const launch = () => {
    cancelAll();
    if (stopping) return;
    const running = begin();
    if (running === null) return again('it could not be started');
    child = running;
    whyReplaced = null;
    let unanswered = 0;
    const inBeats = (ms: number) => Math.max(1, Math.ceil(ms / tempo.beatMs));
    let beats = inBeats(tempo.startPatienceMs);
    cancels.push(
      timers.every(tempo.beatMs, () => {
        unanswered += 1;
        if (unanswered > beats) end('it no longer answers', true);
        else send({ do: 'beat' });
      }),
      timers.after(tempo.steadyMs, () => {
        retryMs = tempo.firstRetryMs;
      }),
    );
    running.on('message', (message: Up | { say: 'beat' }) => {
      if (running !== child) return;
      unanswered = 0;
      beats = inBeats(tempo.patienceMs);
      if ('say' in message && message.say === 'beat') {
        for (const answered of waiting) answered();
        waiting.clear();
      } else listener?.said(message as Up);
    });
    running.on('error', (error) => {
      logger.warn({ err: error }, 'a child process failed');
      // One that never began does not end either.
      if (running.pid === undefined) over('it could not be started');
    });
    running.once('exit', (code, signal) => {
      over(signal ? `ended by ${signal}` : `ended with ${code}`);
    });
    const over = (how: string) => {
      if (running !== child) return;
      child = null;
      again(whyReplaced ?? how);
    };
    listener?.started();
  };

  const send = (message: Down | { do: 'beat' }): boolean => {
    if (child === null || !child.connected) return false;
    // The callback keeps a broken pipe from becoming an unhandled error: the exit handler deals with it.
    child.send(message, () => undefined);
    return true;
  };

  const end = (why: string, isHung: boolean) => {
    if (child === null) return;
    const isFirst = whyReplaced === null;
    whyReplaced ??= why;
    // The kernel may keep it for as long as a device does not answer: then no other is started beside it.
    child.kill('SIGKILL');
    if (isFirst) listener?.replaced?.(why, isHung);
  };

  return {
    start(on) {
      listener = on;
      launch();
    },
    send,
    replace: (why) => end(why, false),
    alive: (timeoutMs) =>
      new Promise((resolve, reject) => {
        const cancel = timers.after(timeoutMs, () => {
          waiting.delete(answered);
          reject(new Error(`no answer within ${timeoutMs} ms`));
        });
        const answered = () => {
          cancel();
          resolve();
        };
        waiting.add(answered);
        send({ do: 'beat' });
      }),
    async stop() {
      stopping = true;
      cancelAll();
      const leaving = child;
      if (leaving === null || leaving.exitCode !== null || leaving.signalCode !== null) return;
      const gone = new Promise<void>((resolve) => leaving.once('exit', () => resolve()));
      if (leaving.connected) leaving.disconnect();
      const cancel = timers.after(stopPatienceMs, () => leaving.kill('SIGKILL'));
      await gone;
      cancel();
    },
  };
};
