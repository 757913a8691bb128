import type { Clock, Timers } from '../shared/domain/clock.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import { signClaims } from '../shared/wire/jws.ts';
import { hashMqttPassword, makeMqttPassword } from './broker/mqtt-password.ts';
import type { CloudConfig } from './config.ts';
import { catchUp } from './ingest/catch-up.ts';
import { type OpenBroker, openBroker } from './open-broker.ts';
import type { Replication } from './ports/access.ts';
import type { Change, Changes } from './ports/changes.ts';
import type { Commands } from './ports/commands.ts';
import type { Ingest } from './ports/journal.ts';
import type { Registry } from './ports/registry.ts';
import type { SigningKeys } from './ports/signing-keys.ts';
import { openCommands } from './replication/commands.ts';
import { createDelivery, type Delivery } from './replication/deliver.ts';
import { type FollowKeys, followKeys } from './replication/key-change.ts';
import { replication } from './replication/replicate.ts';
import { createTellState } from './replication/tell-state.ts';
import { openAccessLists } from './store/access-lists.ts';
import { writeBrokerFiles } from './store/broker-files.ts';
import { type DeviceDoors, openDeviceDoors } from './store/claims.ts';
import { openCommandStore } from './store/commands.ts';
import type { Database } from './store/database.ts';
import { devicesBehind } from './store/devices-behind.ts';
import { openPlacesNow } from './store/place-now.ts';
import { openPresence } from './store/presence.ts';
import { withTokens } from './tokens/tokens-now.ts';

export interface Aggregator {
  readonly doors: DeviceDoors;
  readonly delivery: Delivery;
  readonly replication: Replication;
  readonly commands: Commands;
  /** Renews the key that signs, as the history names who asked. */
  readonly renewSigningKey: FollowKeys['begin'];
  readonly broker: OpenBroker;
  /** Where devices find the broker, best first. */
  mqttUrls(): readonly string[];
  /** Rejects when the broker is ours and does not answer us within that time. */
  answers(timeoutMs: number): Promise<void>;
  stop(): Promise<void>;
}

export interface AggregatorParts {
  readonly config: CloudConfig;
  readonly database: Database;
  readonly registry: Registry;
  readonly ingest: Ingest;
  /** Told after each commit. */
  readonly changes: Pick<Changes, 'on'>;
  readonly key: SigningKeys;
  /** Told when something new was stored. */
  readonly announce?: (change: Change) => void;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: () => number;
  readonly logger: Logger;
  /** The broker the settings name, unless a test brings one of its own. */
  readonly openBroker?: typeof openBroker;
}

/** Transactions at once on PostgreSQL, below its pool's size: the pages need connections too. */
const postgresWorkers = 4;
/** Devices worked for at once on SQLite, where all that wait are committed together. */
const sqliteWorkers = 16;
const filesMs = 10_000;
/** What a device on a Raspberry Pi needs for a portion of a list. */
const portionPauseMs = 250;

/** Everything between the broker and the store, running. */
export async function startAggregator(parts: AggregatorParts): Promise<Aggregator> {
  const { config, database, registry, key, clock, timers, logger } = parts;
  let broker: OpenBroker | null = null;
  const mqttUrls = () => [config.mqttPublicUrl ?? deviceUrl(config, broker)];
  const files = await brokerFiles(parts);
  const doors = openDeviceDoors(database, registry, {
    cloudKey: () => key.public,
    mqttUrls,
    ca: config.ca,
    makePassword: makeMqttPassword,
    hashPassword: hashMqttPassword,
    passwordSet(device) {
      files.write();
      broker?.link.disconnect(device);
    },
  });
  const presence = openPresence(database);
  const lists = replication({
    lists: openAccessLists(database),
    key,
    clock,
    mqttUrls,
    // Without an address of our own to name, a device asks where it reaches us.
    pause: () => new Promise((resolve) => timers.after(portionPauseMs, resolve)),
    fileUrl: (path) => (config.publicUrl ? new URL(path, config.publicUrl).href : path),
  });
  const keysFollowed = followKeys({
    keys: key,
    send(messages) {
      for (const { device, kind, payload } of messages) broker?.link.publish(device, kind, payload);
    },
    clock,
    logger,
  });
  const replicated: Replication = {
    ...lists,
    async answerHello(device, hello, at) {
      const words = await keysFollowed.forHello(device, hello);
      return [...words, ...(await lists.answerHello(device, hello, at))];
    },
  };
  broker = await (parts.openBroker ?? openBroker)(config, doors.accounts, {
    timers,
    random: parts.random,
    logger,
  });
  const ours = broker;
  if (ours.isOurs) await presence.nobody();
  const { link } = ours;
  const commands = openCommands({
    store: openCommandStore(database),
    sign: (claims) => signClaims('badgeuse-command', claims, key),
    link,
    clock,
    timers,
    announce: parts.announce ?? (() => undefined),
  });
  const places = withTokens(openPlacesNow(database), database);
  const tellState = createTellState({ places, link, clock, timers, logger });
  const stopListening = parts.changes.on(tellState.changed);
  const delivery = createDelivery({
    link,
    tellState,
    ingest: parts.ingest,
    replication: replicated,
    presence,
    ...(!ours.isOurs && {
      missed: catchUp({
        replication: replicated,
        behind: () => devicesBehind(database),
        clock,
      }),
    }),
    accounts: doors.accounts,
    answered: commands.answered,
    workers: database.engine === 'sqlite' ? sqliteWorkers : postgresWorkers,
    clock,
    timers,
    logger,
  });
  registry.onChange((change) => {
    if (change.kind === 'device') files.write();
    delivery.onRegistryChange(change);
  });
  files.write();
  // Other aggregators let devices in and out too, and the broker may read the files of any.
  const cancelFiles = timers.every(filesMs, () => {
    files.write();
    void keysFollowed.look();
  });
  delivery.start();
  return {
    doors,
    delivery,
    replication: replicated,
    commands,
    renewSigningKey: keysFollowed.begin,
    broker: ours,
    mqttUrls,
    answers: (timeoutMs) => (ours.isOurs ? link.answers(timeoutMs) : Promise.resolve()),
    async stop() {
      cancelFiles();
      stopListening();
      await tellState.stop();
      replicated.stop();
      await delivery.stop();
      await files.written();
      await ours.stop();
    },
  };
}

/** Keeps the files of other brokers up to date, one write after the other; a failing one stops nothing else. */
async function brokerFiles({ config, database, logger }: AggregatorParts) {
  const { broker, brokerFilesFolder } = config;
  const aggregator =
    broker.kind === 'external' && broker.password !== ''
      ? { username: broker.username, passwordHash: await hashMqttPassword(broker.password) }
      : null;
  let written: Promise<void> = Promise.resolve();
  return {
    write() {
      written = written
        .then(() => writeBrokerFiles(database, brokerFilesFolder, aggregator))
        .catch((err: unknown) =>
          logger.error({ err }, 'the files for other brokers were not written'),
        );
    },
    written: () => written,
  };
}

/** What the settings leave to be guessed: this machine, or the broker that they name. */
function deviceUrl({ broker, listen, publicUrl }: CloudConfig, open: OpenBroker | null): string {
  if (broker.kind === 'external') return broker.url;
  const port = open?.port ?? broker.port;
  if (!broker.tls) return `mqtt://127.0.0.1:${port}`;
  const everywhere = listen === '0.0.0.0' || listen === '::';
  const host = publicUrl ? new URL(publicUrl).hostname : everywhere ? '127.0.0.1' : listen;
  return `mqtts://${host}:${port}`;
}
