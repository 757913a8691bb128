import type { Clock, MonotonicMs } from '../shared/domain/clock.ts';
import { encode } from '../shared/wire/codec.ts';
import type { ResultMessage } from '../shared/wire/command.ts';
import type { Uplink } from './ports.ts';

/** Sends what became of commands, until the cloud must have heard it. */
export interface ResultPost {
  send(message: ResultMessage): void;
  /** The cloud answered something: it is there, and hears what is sent now. */
  acked(): void;
  /** The link went: what was sent may have gone with it. */
  interrupted(): void;
}

/** More recent than this, an ack may have crossed the result on its way. */
const crossingMs = 1_000;
/** Of older ones nobody waits for the answer any more: the journal has it. */
const mostWaiting = 20;

/**
 * Nobody acknowledges a result, and a broker that takes one keeps it for nobody. So each is sent once more when an ack
 * shows that the cloud listens, after a link that went too; the cloud counts the first of them only.
 */
export function createResultPost(parts: {
  readonly uplink: Pick<Uplink, 'publish'>;
  readonly clock: Pick<Clock, 'monotonicNow'>;
}): ResultPost {
  const { uplink, clock } = parts;
  const waiting = new Map<string, { text: string; sentAt: MonotonicMs; isRepeated: boolean }>();

  return {
    send(message) {
      const text = encode(message);
      waiting.set(message.id, { text, sentAt: clock.monotonicNow(), isRepeated: false });
      const [oldest] = waiting.keys();
      if (waiting.size > mostWaiting && oldest !== undefined) waiting.delete(oldest);
      uplink.publish('result', text);
    },
    acked() {
      const now = clock.monotonicNow();
      for (const [id, one] of [...waiting]) {
        if (now - one.sentAt < crossingMs) continue;
        if (one.isRepeated) {
          waiting.delete(id);
          continue;
        }
        one.sentAt = now;
        one.isRepeated = true;
        uplink.publish('result', one.text);
      }
    },
    interrupted() {
      for (const one of waiting.values()) one.isRepeated = false;
    },
  };
}
