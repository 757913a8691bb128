import type { Socket } from 'node:net';
import { MqttClient } from 'mqtt';
import type { Cancel, Timers } from '../domain/clock.ts';
import { maxMessageBytes } from '../wire/limits.ts';
import { type BrokerAddress, parseBrokerUrl } from './broker-url.ts';
import type { Logger } from './logger.ts';
import { mqttSocket, type Trust } from './mqtt-socket.ts';
import { createBackOff } from './retry.ts';

export interface MqttLinkOptions extends Trust {
  /** Tried in order, `mqtt://…` or `mqtts://…`; plain ones only to this machine unless `allowPlain`. */
  readonly urls: readonly string[];
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  readonly allowPlain?: boolean;
  /** Asked anew for each connection, so that the will can name it. */
  readonly will: (() => { readonly topic: string; readonly payload: string }) | null;
  /** Subscribed at QoS 1 on every connection, before it counts as up. */
  readonly subscriptions: readonly string[];
  readonly keepaliveSeconds?: number;
  /** Publishes that may wait for a PUBACK; what comes on top is dropped. */
  readonly maxUnacknowledged?: number;
  readonly timers: Timers;
  readonly random: () => number;
  readonly logger: Logger;
  readonly on: {
    up(url: string): void;
    down(why: string): void;
    message(topic: string, payload: Buffer, retained: boolean): void;
  };
}

export interface MqttLink {
  /** QoS 1. False: dropped, because the link is down, stalled, or the payload is above 64 KiB. */
  publish(topic: string, payload: string, retain?: boolean): boolean;
  isUp(): boolean;
  /** Resolves once the broker answered on this very connection; rejects after `timeoutMs`, or while down. */
  answers(timeoutMs: number): Promise<void>;
  /** Replaces the list; takes effect at the next connection. */
  useUrls(urls: readonly string[]): void;
  /** Leaves this connection and tries the next url at once (the first after a new list). */
  moveOn(why: string): void;
  /** Publishes `last`, if any, says goodbye and stays down; the will is not sent. */
  stop(last?: { topic: string; payload: string; retain: boolean }): Promise<void>;
}

/** A connection that held this long was a good one: the next failure waits briefly again. */
const stableMs = 2_000;
const neverSubscribed = 'badgeuse/nothing';

/**
 * A link that keeps itself up and never throws. It forgets everything at each connection: the protocol above
 * resends what was not acknowledged after a commit, so a broker's or client's own queue could only double it.
 * For the same reason a connection that ends takes its client with it, and the next one starts fresh.
 */
export function openMqttLink(options: MqttLinkOptions): MqttLink {
  const { timers, logger, on } = options;
  const backOff = createBackOff({ firstMs: 500, maxMs: 60_000, random: options.random });
  let urls = options.urls;
  let next = 0;
  let client: MqttClient | null = null;
  let up = false;
  /** Why it was down last: a broker that stays away is told of once. */
  let said = '';
  let stopped = false;
  let unacknowledged = 0;
  let cancelRetry: Cancel = () => undefined;
  let cancelStable: Cancel = () => undefined;

  function open(): void {
    const url = urls[next % Math.max(urls.length, 1)] ?? '';
    const address = parseBrokerUrl(url, options.allowPlain);
    if (!address.ok) {
      ended(null, address.problem.message);
      return;
    }
    const fresh = connectTo(address.value, options);
    client = fresh;
    let lastWords = 'the broker closed the connection';
    fresh.on('connect', () => {
      // Nagle and delayed acknowledgements together cost 40 ms a round; MQTT.js leaves them on.
      if ('setNoDelay' in fresh.stream) (fresh.stream as Socket).setNoDelay(true);
      if (fresh === client) subscribe(fresh, url);
    });
    fresh.on('message', (topic, payload, packet) => {
      if (fresh !== client) return;
      if (payload.length > maxMessageBytes) logger.warn({ topic }, 'message above 64 KiB dropped');
      else deliver(topic, payload, packet.retain);
    });
    // Without a listener an error event would end the process; `close` always follows.
    fresh.on('error', (err) => {
      lastWords = err.message || String(err);
      if (!fresh.connected) fresh.end(true);
    });
    fresh.on('close', () => ended(fresh, lastWords));
  }

  function deliver(topic: string, payload: Buffer, retained: boolean): void {
    try {
      on.message(topic, payload, retained);
    } catch (err) {
      logger.error({ topic, err }, 'a message could not be handled');
    }
  }

  function subscribe(fresh: MqttClient, url: string): void {
    if (options.subscriptions.length === 0) {
      arrived(fresh, url);
      return;
    }
    fresh.subscribe([...options.subscriptions], { qos: 1 }, (err, granted) => {
      if (fresh !== client) return;
      const refused = granted?.find((grant) => grant.qos === 128);
      if (err || refused) leave(`the broker refused ${refused?.topic ?? String(err)}`);
      else arrived(fresh, url);
    });
  }

  function arrived(fresh: MqttClient, url: string): void {
    if (fresh !== client || !fresh.connected) return;
    up = true;
    said = '';
    cancelStable = timers.after(stableMs, () => backOff.reset());
    on.up(url);
  }

  function ended(which: MqttClient | null, why: string): void {
    if (which !== client) return;
    const wasUp = up;
    client = null;
    up = false;
    unacknowledged = 0;
    cancelStable();
    which?.end(true);
    if (stopped) return;
    next = wasUp ? 0 : next + 1;
    if (wasUp || why !== said) on.down(why);
    said = why;
    cancelRetry = timers.after(backOff.nextMs(), open);
  }

  function leave(why: string): void {
    const leaving = client;
    ended(leaving, why);
  }

  open();
  return {
    publish(topic, payload, retain = false) {
      if (!up || client === null) return false;
      if (Buffer.byteLength(payload) > maxMessageBytes) {
        logger.error({ topic, bytes: Buffer.byteLength(payload) }, 'message above 64 KiB not sent');
        return false;
      }
      if (unacknowledged >= (options.maxUnacknowledged ?? 100)) return false;
      const through = client;
      unacknowledged++;
      through.publish(topic, payload, { qos: 1, retain }, () => {
        if (through === client) unacknowledged--;
      });
      return true;
    },
    isUp: () => up,
    answers(timeoutMs) {
      const asked = client;
      if (!up || asked === null) return Promise.reject(new Error('the link is down'));
      return new Promise((resolve, reject) => {
        const cancel = timers.after(timeoutMs, () => reject(new Error('the broker is silent')));
        // Every broker answers it, it needs no permission and changes nothing.
        asked.unsubscribe(neverSubscribed, (err) => {
          cancel();
          if (err) reject(err);
          else resolve();
        });
      });
    },
    useUrls(wanted) {
      urls = wanted;
      next = -1;
    },
    moveOn(why) {
      if (stopped) return;
      const following = next + 1;
      cancelRetry();
      leave(why);
      cancelRetry();
      next = following;
      open();
    },
    async stop(last) {
      stopped = true;
      cancelRetry();
      cancelStable();
      const leaving = client;
      client = null;
      const wasUp = up;
      up = false;
      if (leaving === null) return;
      if (last && wasUp) await published(leaving, last, timers);
      await new Promise<void>((resolve) => {
        const cancel = timers.after(1_000, () => {
          leaving.end(true);
          resolve();
        });
        leaving.end(!wasUp, () => {
          cancel();
          resolve();
        });
      });
    },
  };
}

function connectTo(address: BrokerAddress, options: MqttLinkOptions): MqttClient {
  const will = options.will?.();
  const socket = (client: MqttClient) =>
    mqttSocket(address, options, (err) => client.emit('error', err));
  return new MqttClient(socket, {
    protocolVersion: 4,
    // A buffer made beforehand for each of 65,536 numbers: 10 MB to save a millionth of a second a message.
    writeCache: false,
    clean: true,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    connectTimeout: 10_000,
    keepalive: options.keepaliveSeconds ?? 30,
    reschedulePings: false,
    clientId: options.clientId,
    username: options.username,
    password: options.password,
    ...(will && {
      will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: true },
    }),
  });
}

function published(
  client: MqttClient,
  last: { topic: string; payload: string; retain: boolean },
  timers: Timers,
): Promise<void> {
  return new Promise((resolve) => {
    const cancel = timers.after(1_000, resolve);
    client.publish(last.topic, last.payload, { qos: 1, retain: last.retain }, () => {
      cancel();
      resolve();
    });
  });
}
