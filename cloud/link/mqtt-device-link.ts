import type { Timers } from '../../shared/domain/clock.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import { type MqttLink, openMqttLink } from '../../shared/runtime/mqtt-link.ts';
import {
  downTopic,
  parseUpTopic,
  sharedUpKindFilter,
  upFilter,
  upKindFilter,
} from '../../shared/wire/topic.ts';
import type { DeviceLink } from '../ports/link.ts';

export interface MqttDeviceLinkOptions {
  readonly url: string;
  /** Each aggregator its own. */
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  readonly ca: string | null;
  readonly allowPlain?: boolean;
  /** Several aggregators at one broker: each batch and each hello goes to one of them. */
  readonly shared: boolean;
  /** What ending a device's connection means; on a broker that is not ours, nothing. */
  readonly disconnect: (device: string) => void;
  readonly timers: Timers;
  readonly random: () => number;
  readonly logger: Logger;
}

/** Answers to all devices may wait here for their PUBACKs; what exceeds it is sent again on the next hello. */
const maxUnacknowledged = 10_000;

/** The aggregator's side of MQTT, on any broker. */
export function createMqttDeviceLink(options: MqttDeviceLinkOptions): DeviceLink {
  let link: MqttLink | null = null;
  return {
    start(on) {
      link = openMqttLink({
        urls: [options.url],
        clientId: options.clientId,
        username: options.username,
        password: options.password,
        ca: options.ca,
        allowPlain: options.allowPlain ?? false,
        will: null,
        subscriptions: options.shared
          ? [
              upKindFilter('status'),
              upKindFilter('result'),
              sharedUpKindFilter('hello'),
              sharedUpKindFilter('journal'),
            ]
          : [upFilter],
        maxUnacknowledged,
        timers: options.timers,
        random: options.random,
        logger: options.logger,
        on: {
          up: () => on.up(),
          down: (why) => on.down(why),
          message(topic, payload) {
            const parsed = parseUpTopic(topic);
            if (parsed) on.message(parsed.device, parsed.kind, payload);
          },
        },
      });
    },
    publish: (device, kind, payload) => link?.publish(downTopic(device, kind), payload) ?? false,
    disconnect: (device) => options.disconnect(device),
    isUp: () => link?.isUp() ?? false,
    answers: (timeoutMs) =>
      link?.answers(timeoutMs) ?? Promise.reject(new Error('the link is not started')),
    async stop() {
      await link?.stop();
      link = null;
    },
  };
}
