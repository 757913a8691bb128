import type { Timers } from '../../shared/domain/clock.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import { downTopic, parseUpTopic } from '../../shared/wire/topic.ts';
import type { DeviceLink } from '../ports/link.ts';
import type { EmbeddedBroker } from './embedded-broker.ts';

/** What exceeds it is sent again on the next hello. */
const maxUndelivered = 10_000;

/**
 * The aggregator at the broker of its own process. Over a socket each batch would be written, parsed and
 * acknowledged once more, as costly as all the rest of its way from the device; and there would be a password
 * that reads what every device says.
 */
export function createInsideLink(options: {
  readonly broker: Pick<EmbeddedBroker, 'inside' | 'disconnect'>;
  readonly timers: Timers;
  readonly logger: Logger;
}): DeviceLink {
  const { broker, timers, logger } = options;
  const { inside } = broker;
  let up = false;
  let undelivered = 0;

  const publish = (topic: string, payload: string): void => {
    undelivered++;
    inside.publish(topic, Buffer.from(payload), (err) => {
      undelivered--;
      if (err) logger.warn({ topic, err }, 'a message did not leave the broker');
    });
  };

  return {
    start(on) {
      inside.hear({
        said(topic, payload) {
          const parsed = parseUpTopic(topic);
          if (!up || !parsed) return;
          try {
            on.message(parsed.device, parsed.kind, payload);
          } catch (err) {
            logger.error({ topic, err }, 'a message could not be handled');
          }
        },
        ended() {
          if (!up) return;
          up = false;
          on.down('the broker ended');
        },
      });
      up = true;
      on.up();
    },
    publish(device, kind, payload) {
      if (!up || undelivered >= maxUndelivered) return false;
      publish(downTopic(device, kind), payload);
      return true;
    },
    disconnect: (device) => broker.disconnect(device),
    isUp: () => up,
    answers(timeoutMs) {
      if (!up) return Promise.reject(new Error('the link is down'));
      return new Promise((resolve, reject) => {
        const cancel = timers.after(timeoutMs, () => reject(new Error('the broker is silent')));
        // Goes the way of every message, to nobody: a broker that is stuck does not come back from it.
        inside.publish('badgeuse/nothing', Buffer.alloc(0), (err) => {
          cancel();
          if (err) reject(err);
          else resolve();
        });
      });
    },
    async stop() {
      up = false;
      inside.leave();
    },
  };
}
