import type { Cancel, Clock, Timers } from '../../shared/domain/clock.ts';
import { type BadgeuseError, failure } from '../../shared/runtime/errors.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import type { Reader, ReaderState } from '../ports.ts';
import { cardAppeared, cardLeft, lostSightOf, type Presence } from './card-presence.ts';
import { readersTakenByKernel } from './kernel-nfc.ts';
import type { ReaderSays } from './reader-protocol.ts';
import { siblingEntry } from './sibling-entry.ts';
import { type ChildTempo, superviseChild } from './supervised-child.ts';

/**
 * Cards are heard again within five seconds of whatever kept them from being heard: a child that hangs is taken for
 * hung after two, and none waits longer than that to be started.
 */
export const readerTempo: ChildTempo = {
  beatMs: 400,
  patienceMs: 1_600,
  startPatienceMs: 20_000,
  firstRetryMs: 100,
  lastRetryMs: 2_000,
  steadyMs: 20_000,
};

/** A reader may hang by the child's doing: one new child is tried, no more, for pcscd keeps what each one asked. */
const newChildMs = 10_000;
/** What waits for a reader that hangs holds a thread, and must leave some to the other readers. */
const env = { UV_THREADPOOL_SIZE: '16' };

/**
 * Real readers through pcscd, any number of them. nfc-pcsc lives in a child process; what lay on a reader, and
 * which readers there were, is remembered here and survives the child.
 */
export const createPcscReader = (options: {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  /** Readers that the kernel keeps from pcscd, by name. */
  readonly takenByKernel?: () => readonly string[];
}): Reader => {
  const { clock, timers, logger, takenByKernel = readersTakenByKernel } = options;
  const presences = new Map<string, Presence>();
  const states = new Map<string, ReaderState['state']>();
  /** Readers that hang, with what becomes of the child if they still do. */
  const hung = new Map<string, Cancel>();
  let childFault: BadgeuseError | null = failure('readerRestarting', { detail: 'starting' });
  let on: Parameters<Reader['start']>[0] | null = null;
  const child = superviseChild<{ do: 'beat' }, ReaderSays>({
    entry: siblingEntry(import.meta.url, 'nfc-reader-child'),
    args: [],
    env,
    tempo: readerTempo,
    timers,
    logger,
  });

  const readers = (): readonly ReaderState[] =>
    [...states].map(([name, state]) => ({ name, state }));

  const setFault = (error: BadgeuseError | null) => {
    const isNews = childFault?.code !== error?.code;
    childFault = error;
    if (isNews) on?.readers(readers());
  };

  const setState = (name: string, state: ReaderState['state']) => {
    if (state === 'ready') {
      hung.get(name)?.();
      hung.delete(name);
    }
    if (state === 'hung' && !hung.has(name)) {
      hung.set(
        name,
        timers.after(newChildMs, () => child.replace(`the reader ${name} does not answer`)),
      );
    }
    if (states.get(name) === state) return;
    states.set(name, state);
    on?.readers(readers());
  };

  /** Nobody reads any more; whatever lies there when the next child starts is reported as lying. */
  const loseAll = () => {
    const atMonoMs = clock.monotonicNow();
    for (const [name, presence] of presences) presences.set(name, lostSightOf(presence, atMonoMs));
    for (const [name, state] of states) if (state === 'ready') setState(name, 'lost');
  };

  const heardReader = (name: string, state: ReaderState['state']) => {
    const words = {
      ready: 'a reader is there: hold cards to it',
      hung: 'a reader does not answer',
      lost: 'a reader is gone',
    };
    logger.info({ reader: name, state }, words[state]);
    const before = presences.get(name) ?? { uid: null, goneAt: 0 };
    presences.set(name, state === 'ready' ? before : lostSightOf(before, clock.monotonicNow()));
    setState(name, state);
  };

  const hear = (message: ReaderSays) => {
    switch (message.say) {
      case 'listening':
        setFault(null);
        return;
      case 'reader':
        heardReader(message.reader, message.state);
        return;
      case 'card': {
        const { reader, uid, atMonoMs } = message;
        const { presence, is } = cardAppeared(presences.get(reader), message);
        presences.set(reader, presence);
        if (is === 'tap') {
          on?.tap({ uid, level: 'uid', reader, accessPoint: null, heardAtMonoMs: atMonoMs });
        }
        if (is !== 'missed') return;
        logger.info({ reader }, 'a card came while nobody looked: it is to be presented again');
        on?.unreadable?.(reader);
        return;
      }
      case 'cardGone': {
        const left = cardLeft(presences.get(message.reader), message.atMonoMs);
        if (left) presences.set(message.reader, left);
        return;
      }
      case 'unreadable':
        logger.warn({ reader: message.reader, detail: message.detail }, 'a card was not readable');
        on?.unreadable?.(message.reader);
        return;
      case 'fault':
        setFault(failure(message.code, message.details));
        if (message.fatal) child.replace(childFault?.message ?? message.code);
        return;
    }
  };

  return {
    start(listener) {
      on = listener;
      child.start({
        said: hear,
        started: () => undefined,
        replaced(detail, isHung) {
          loseAll();
          if (!isHung) return;
          const isNamed = childFault !== null && childFault.code !== 'readerRestarting';
          setFault(isNamed ? childFault : failure('readerProgramHung', { detail }));
        },
        gone(detail) {
          loseAll();
          // A named cause (refused, library missing) says more than "it ended", and stays until the next one.
          setFault(childFault ?? failure('readerRestarting', { detail }));
        },
      });
    },
    alive: (timeoutMs) => child.alive(timeoutMs),
    readers,
    fault() {
      const not = (state: ReaderState['state']) => readers().find((one) => one.state === state);
      const reader = (not('hung') ?? not('lost'))?.name;
      const [taken] = takenByKernel();
      const error =
        (taken === undefined ? null : failure('readerTakenByKernel', { reader: taken })) ??
        childFault ??
        (reader === undefined
          ? null
          : failure(not('hung') ? 'readerHung' : 'readerLost', { reader })) ??
        (states.size === 0 ? failure('readerNotFound') : null);
      if (!error) return null;
      const { code, message, hint } = error;
      const about = taken ?? reader;
      const details: Record<string, string> = about === undefined ? {} : { reader: about };
      return { code, hint: `${message} ${hint}`, details };
    },
    stop() {
      for (const cancel of hung.values()) cancel();
      return child.stop();
    },
  };
};
