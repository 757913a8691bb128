import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createPlainServer, type Server, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import { errorCodeOf, failure } from '../../shared/runtime/errors.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import { maxMessageBytes } from '../../shared/wire/limits.ts';
import { deviceIdPattern, upFilter } from '../../shared/wire/topic.ts';
import type { DeviceAccounts } from '../ports/link.ts';
import { verifyMqttPassword } from './mqtt-password.ts';
import { limitPackets } from './packet-limit.ts';
import { mayPublish, mayReceive, maySubscribe, type Party } from './topic-rules.ts';

export interface EmbeddedBroker {
  readonly port: number;
  /** The name under which the aggregator connects; it is no device id. */
  readonly aggregator: string;
  /** For the aggregator of this very process. */
  readonly inside: BrokerInside;
  /** Ends that device's connection, if there is one. */
  disconnect(device: string): void;
  /** Connections that got through, the aggregator's among them. */
  connected(): number;
  stop(): Promise<void>;
}

export interface BrokerInside {
  /** Everything devices say from here on. What `said` throws would end the broker. */
  hear(on: { said(topic: string, payload: Buffer): void; ended(): void }): void;
  /** QoS 1; `done` once it was handed to whoever hears it. */
  publish(topic: string, payload: Buffer, done: (err?: Error | null) => void): void;
  leave(): void;
}

export interface EmbeddedBrokerOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** PEM; null: without TLS, for this machine only. */
  readonly tls: { readonly key: string; readonly cert: string } | null;
  readonly accounts: DeviceAccounts;
  /** For an aggregator that comes over a socket; null: there is none. */
  readonly aggregatorPassword: string | null;
  readonly logger: Logger;
}

/** Topic and MQTT's own fields beside the 64 KiB of payload. */
const maxPacketBytes = maxMessageBytes + 512;
/** No device id can be this: it has an underscore. */
const aggregatorName = 'badgeuse_aggregator';
const unavailable = 3;
const badCredentials = 4;

/** The broker for when no other is given: MQTT 3.1.1, one credential a device, nothing but our topics. */
export async function startEmbeddedBroker(options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
  const { accounts, logger } = options;
  const parties = new WeakMap<Client, Party>();
  /** The aggregator, once it subscribed. */
  let listening: Client | 'inside' | null = null;

  async function recognise(client: Client, username: string, given: Buffer): Promise<Party | null> {
    // One name for all three, or a device could throw another out by borrowing its client id.
    if (client.id !== username) return null;
    if (username === aggregatorName) {
      if (options.aggregatorPassword === null) return null;
      const expected = Buffer.from(options.aggregatorPassword);
      const same = given.length === expected.length && timingSafeEqual(given, expected);
      return same ? { kind: 'aggregator' } : null;
    }
    if (!deviceIdPattern.test(username)) return null;
    const stored = await accounts.passwordHash(username);
    if (stored === null || !(await verifyMqttPassword(given, stored))) return null;
    return { kind: 'device', id: username };
  }

  const partyOf = (client: Client | null): Party | null =>
    client ? (parties.get(client) ?? null) : null;

  const broker = await Aedes.createBroker({
    connectTimeout: 10_000,
    // A session kept for an absent device would be a second, unbounded queue; ours are all clean.
    preConnect(_client, packet, done) {
      const clean = packet.clean === true;
      done(clean ? null : new Error('only clean sessions'), clean);
    },
    authenticate(client, username, given, done) {
      recognise(client, username ?? '', given ?? Buffer.alloc(0)).then(
        (party) => {
          if (party) parties.set(client, party);
          else logger.warn({ client: client.id }, 'MQTT credentials refused');
          // A hello that nobody hears is repeated half a minute later: better to come again at once.
          const early = party?.kind === 'device' && listening === null;
          if (early) done(refusal(unavailable), false);
          else done(party ? null : refusal(badCredentials), party !== null);
        },
        (err: unknown) => {
          logger.error({ err }, 'MQTT credentials could not be checked');
          done(refusal(unavailable), false);
        },
      );
    },
    authorizePublish(client, packet, done) {
      const party = partyOf(client);
      const allowed = party && mayPublish(party, { ...packet, retain: packet.retain ?? false });
      done(allowed ? null : new Error(`may not publish to ${packet.topic.slice(0, 80)}`));
    },
    authorizeSubscribe(client, subscription, done) {
      const party = partyOf(client);
      const allowed = party && maySubscribe(party, subscription.topic);
      if (allowed && party.kind === 'aggregator') listening = client;
      done(null, allowed ? subscription : null);
    },
    authorizeForward(client, packet) {
      const party = partyOf(client);
      return party && mayReceive(party, packet.topic) ? packet : null;
    },
  });
  skipScanForDown(broker);
  broker.on('clientDisconnect', (client) => {
    if (client === listening) listening = null;
  });
  const troubled = (client: Client, err: Error) =>
    logger.warn({ client: client.id, reason: err.message }, 'MQTT connection ended');
  broker.on('clientError', troubled);
  // An error event nobody hears would end the whole cloud.
  (broker as NodeJS.EventEmitter).on('error', (err) => logger.error({ err }, 'the broker failed'));
  broker.on('connectionError', troubled);

  const sockets = new Set<Socket>();
  const accept = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    limitPackets(socket, maxPacketBytes, () =>
      logger.warn({ from: socket.remoteAddress }, 'MQTT packet above 64 KiB or malformed'),
    );
    broker.handle(socket);
  };
  // Nagle and delayed acknowledgements together cost 40 ms a round.
  const server = options.tls
    ? createTlsServer({ ...options.tls, noDelay: true }, accept)
    : createPlainServer({ noDelay: true }, accept);
  let port: number;
  try {
    port = await listen(server, options.host, options.port);
  } catch (err) {
    server.close();
    broker.close();
    throw err;
  }

  return {
    port,
    aggregator: aggregatorName,
    inside: insideOf(broker, (here) => {
      listening = here ? 'inside' : null;
    }),
    disconnect(device) {
      clientsOf(broker)[device]?.close();
    },
    connected: () => Object.keys(clientsOf(broker)).length,
    async stop() {
      server.close();
      await new Promise<void>((resolve) => broker.close(resolve));
      for (const socket of sockets) socket.destroy();
    },
  };
}

function insideOf(broker: Aedes, listens: (here: boolean) => void): BrokerInside {
  let leave = (): void => undefined;
  return {
    hear({ said, ended }) {
      const take = (
        packet: { topic: string; payload: string | Buffer },
        done: () => void,
      ): void => {
        const { topic, payload } = packet;
        // Nobody writes into what was read: a copy of each batch would be made for nothing.
        said(topic, typeof payload === 'string' ? Buffer.from(payload) : payload);
        done();
      };
      broker.subscribe(upFilter, take, () => undefined);
      broker.once('closed', ended);
      listens(true);
      leave = () => {
        broker.unsubscribe(upFilter, take, () => undefined);
        broker.off('closed', ended);
        listens(false);
      };
    },
    publish(topic, payload, done) {
      const packet = { cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false } as const;
      broker.publish(packet, (err) => done(err));
    },
    leave: () => leave(),
  };
}

/** Answers the port. */
async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening').catch((err) => {
    if (errorCodeOf(err) !== 'EADDRINUSE') throw err;
    throw failure('portTaken', { port, what: 'the broker', variable: 'BADGEUSE_MQTT_PORT' }, err);
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}

const refusal = (returnCode: 3 | 4): AuthenticateError =>
  Object.assign(new Error(returnCode === 3 ? 'not ready yet' : 'credentials refused'), {
    returnCode,
  });

/** aedes keeps both by name; its types leave them out. */
interface Insides {
  readonly clients: Readonly<Record<string, Client>>;
  readonly persistence: { createRetainedStreamCombi(patterns: readonly string[]): Readable };
}
const insides = (broker: Aedes): Insides => broker as unknown as Insides;
const clientsOf = (broker: Aedes) => insides(broker).clients;

/**
 * For each subscription aedes looks through every retained message: 10,000 devices coming back never finish.
 * Nothing below `down/` is ever retained, so a device's subscription has nothing to look for.
 */
function skipScanForDown(broker: Aedes): void {
  const { persistence } = insides(broker);
  const scan = persistence.createRetainedStreamCombi.bind(persistence);
  persistence.createRetainedStreamCombi = (patterns) =>
    patterns.every((pattern) => pattern.includes('/down/')) ? Readable.from([]) : scan(patterns);
}
