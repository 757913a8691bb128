import type { Clock, Timers } from '../../shared/domain/clock.ts';
import { type BadgeuseError, failure } from '../../shared/runtime/errors.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import type { Reader, ReaderState } from '../ports.ts';
import { cardAppeared, cardLeft, type Presence } from './card-presence.ts';
import type { ReaderSays } from './reader-protocol.ts';
import { siblingEntry } from './sibling-entry.ts';
import { type ChildTempo, defaultTempo, superviseChild } from './supervised-child.ts';

/**
 * Real readers through pcscd, any number of them. nfc-pcsc lives in a child process; what lay on a reader, and
 * which readers there were, is remembered here and survives the child.
 */
export const createPcscReader = (options: {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly tempo?: ChildTempo;
}): Reader => {
  const { logger } = options;
  const presences = new Map<string, Presence>();
  const states = new Map<string, ReaderState['state']>();
  let childFault: BadgeuseError | null = failure('readerRestarting', { detail: 'starting' });
  let on: Parameters<Reader['start']>[0] | null = null;
  const child = superviseChild<{ do: 'beat' }, ReaderSays>({
    entry: siblingEntry(import.meta.url, 'nfc-reader-child'),
    args: [],
    tempo: options.tempo ?? defaultTempo,
    timers: options.timers,
    logger,
  });

  const readers = (): readonly ReaderState[] =>
    [...states].map(([name, state]) => ({ name, state }));

  const setState = (name: string, state: ReaderState['state']) => {
    if (states.get(name) === state) return;
    states.set(name, state);
    on?.readers(readers());
  };

  const allLost = () => {
    for (const name of states.keys()) setState(name, 'lost');
  };

  const hear = (message: ReaderSays) => {
    switch (message.say) {
      case 'listening':
        childFault = null;
        return;
      case 'reader':
        logger.info(
          { reader: message.reader, state: message.state },
          message.state === 'ready' ? 'a reader is there: hold cards to it' : 'a reader is gone',
        );
        setState(message.reader, message.state);
        return;
      case 'card': {
        const { reader, uid, atMonoMs } = message;
        const { presence, isTap } = cardAppeared(presences.get(reader), message);
        presences.set(reader, presence);
        if (!isTap) return;
        on?.tap({ uid, level: 'uid', reader, accessPoint: null, heardAtMonoMs: atMonoMs });
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
        childFault = failure(message.code, message.details);
        if (message.fatal) child.replace(childFault.message);
        return;
    }
  };

  return {
    start(listener) {
      on = listener;
      child.start({
        said: hear,
        started: () => undefined,
        gone(detail) {
          // A named cause (refused, library missing) says more than "it ended", and stays until the next one.
          childFault ??= failure('readerRestarting', { detail });
          // Whatever lies there when the next child starts is reported as lying; what left meanwhile left now.
          const atMonoMs = options.clock.monotonicNow();
          for (const [name, presence] of presences) {
            presences.set(name, cardLeft(presence, atMonoMs) ?? presence);
          }
          allLost();
        },
      });
    },
    alive: (timeoutMs) => child.alive(timeoutMs),
    readers,
    fault() {
      const lost = readers().find(({ state }) => state === 'lost');
      const error =
        childFault ??
        (lost ? failure('readerLost', { reader: lost.name }) : null) ??
        (states.size === 0 ? failure('readerNotFound') : null);
      if (!error) return null;
      const { code, message, hint } = error;
      return { code, hint: `${message} ${hint}`, details: lost ? { reader: lost.name } : {} };
    },
    stop: () => child.stop(),
  };
};
