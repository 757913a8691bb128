import type { Cancel, EpochMs, Timers } from '../../shared/domain/clock.ts';
import { cloudSilent } from '../../shared/runtime/cloud-silent.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import { type MqttLink, openMqttLink } from '../../shared/runtime/mqtt-link.ts';
import type { StatusMessage } from '../../shared/wire/messages.ts';
import { downFilter, parseDownTopic, upTopic } from '../../shared/wire/topic.ts';
import type { Uplink } from '../ports.ts';

export interface MqttUplinkOptions {
  /** Client id, user name and topic level in one. */
  readonly device: string;
  readonly password: string;
  readonly urls: readonly string[];
  /** PEM to pin; null on loopback. */
  readonly ca: string | null;
  /** As `Trust` of the link has it. */
  readonly clockFloor?: () => EpochMs | null;
  readonly boot: string;
  /** Counts up for ever: the caller keeps it through restarts. */
  readonly nextConnection: () => number;
  /**
   * A broker through which no hello is answered for this long is left for another; the only one after three times
   * that, then twice as long as before.
   */
  readonly ackWithinMs?: number;
  readonly allowPlain?: boolean;
  readonly keepaliveSeconds?: number;
  readonly timers: Timers;
  readonly random: () => number;
  readonly logger: Logger;
}

export interface MqttUplink extends Uplink {
  /** The cloud moved: tries the new brokers, and keeps the old one until the first of them acks. */
  useUrls(urls: readonly string[]): void;
  /** Where it is connected, or null. */
  url(): string | null;
}

/** The longest wait is 16 minutes. */
const mostSilences = 4;

/** The link port on MQTT: birth and will as `up/status`, everything below `down/` heard. */
export function createMqttUplink(options: MqttUplinkOptions): MqttUplink {
  const { device, timers, logger } = options;
  let link: MqttLink | null = null;
  let connection = 0;
  let urls = options.urls;
  /** Brokers of the former list, for as long as none of the new one acked. */
  let former: readonly string[] = [];
  let at: string | null = null;
  let cancelAckWait: Cancel | null = null;
  /** Connections one after the other through which nobody answered. */
  let silences = 0;

  const status = (online: boolean): { topic: string; payload: string } => {
    const message: StatusMessage = { v: 1, online, boot: options.boot, connection };
    return { topic: upTopic(device, 'status'), payload: JSON.stringify(message) };
  };

  function acked(): void {
    cancelAckWait?.();
    cancelAckWait = null;
    silences = 0;
    if (former.length === 0 || at === null || !urls.includes(at)) return;
    former = [];
    link?.useUrls(urls);
    logger.info({ url: at }, 'moved to the new broker');
  }

  /**
   * A connection may be up and carry nothing, and a broker of MQTT 3.1.1 takes what its rules forbid and says nothing:
   * only the cloud's answers tell. A fresh connection is the remedy where there is one, and the reason is told.
   */
  function waitForAck(): void {
    if (cancelAckWait) return;
    const isOnly = urls.length + former.length < 2;
    const patience = (options.ackWithinMs ?? 20_000) * (isOnly ? 3 * 2 ** silences : 1);
    cancelAckWait = timers.after(patience, () => {
      cancelAckWait = null;
      silences = Math.min(silences + 1, mostSilences);
      link?.moveOn(cloudSilent);
    });
  }

  return {
    start(on) {
      link = openMqttLink({
        urls,
        clientId: device,
        username: device,
        password: options.password,
        ca: options.ca,
        clockFloor: options.clockFloor,
        allowPlain: options.allowPlain ?? false,
        keepaliveSeconds: options.keepaliveSeconds ?? 30,
        will: () => {
          connection = options.nextConnection();
          return status(false);
        },
        subscriptions: [downFilter(device)],
        timers,
        random: options.random,
        logger,
        on: {
          up(url) {
            at = url;
            const birth = status(true);
            link?.publish(birth.topic, birth.payload, true);
            on.up();
          },
          down(why) {
            at = null;
            cancelAckWait?.();
            cancelAckWait = null;
            on.down(why);
          },
          message(topic, payload, retained) {
            const parsed = parseDownTopic(topic);
            if (parsed?.device !== device) return;
            if (parsed.kind === 'ack') acked();
            on.message(parsed.kind, payload, retained);
          },
        },
      });
    },
    publish(kind, payload, publishOptions) {
      const sent = link?.publish(upTopic(device, kind), payload, publishOptions?.retain ?? false);
      if (sent && kind === 'hello') waitForAck();
    },
    isUp: () => link?.isUp() ?? false,
    url: () => at,
    useUrls(wanted) {
      if (wanted.length === 0 || String(wanted) === String(urls)) return;
      former = [...urls, ...former].filter((url) => !wanted.includes(url));
      urls = wanted;
      link?.useUrls([...urls, ...former]);
      if (at === null || !urls.includes(at)) link?.moveOn('the cloud named another broker');
      else former = [];
    },
    async stop() {
      cancelAckWait?.();
      cancelAckWait = null;
      const last = status(false);
      await link?.stop({ ...last, retain: true });
      link = null;
    },
  };
}
