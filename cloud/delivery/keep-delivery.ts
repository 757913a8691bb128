import type { Cancel, Clock, Timers } from '../../shared/domain/clock.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { hostRule } from '../../shared/runtime/host-rule.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import type { Changes } from '../ports/changes.ts';
import type {
  Connection,
  Connections,
  ConnectionTests,
  DeliveryOutbox,
} from '../ports/connections.ts';
import type { ConnectionKind, Connector, ConnectorKind } from '../ports/connectors.ts';
import type { Registry } from '../ports/registry.ts';
import { deliverDue } from './deliver-due.ts';
import { sentenceOf } from './reason-sentence.ts';

export interface DeliveryParts {
  readonly connections: Connections;
  readonly outbox: DeliveryOutbox;
  readonly kindOf: (kind: ConnectionKind) => ConnectorKind | null;
  readonly places: Pick<Registry['places'], 'find'>;
  /** Nobody else sends from this store. */
  readonly isAlone: boolean;
  readonly publicUrl: string | null;
  /** In the house, and asked all the same. */
  readonly hosts: readonly string[];
  readonly changes: Pick<Changes, 'on'>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: () => number;
  readonly logger: Logger;
}

export interface KeptDelivery {
  readonly tests: ConnectionTests;
  /** Once, now: whatever is due. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

/** After something was stored; what comes in between goes together. */
const afterChangeMs = 200;
/** What waits is due again by the minute, and another process may have stored something. */
const everyMs = 5_000;
/** What is on its way is waited for so long at the end. */
const stopMs = 5_000;

/** Tells other systems of punches, beside everything else: each system by itself, and waited for by nobody. */
export function keepDelivery(parts: DeliveryParts): KeptDelivery {
  const { connections, outbox, clock, timers, logger } = parts;
  const opened = new Map<string, { readonly as: string; readonly connector: Connector }>();
  const running = new Map<string, Promise<void>>();
  let isStopped = false;
  let soon: Cancel | null = null;
  const begun = parts.isAlone ? outbox.resume() : Promise.resolve();
  begun.catch((err: unknown) => logger.error({ err }, 'deliveries could not be taken up again'));

  /** The same for as long as nothing of it is changed: it remembers what it was told. */
  async function connectorOf(connection: Connection): Promise<Connector | string> {
    const { id, kind: kindName, settings, placeId } = connection;
    const kind = parts.kindOf(kindName);
    const secrets = await connections.secretsOf(id);
    const place = await parts.places.find(placeId);
    if (!kind || !place || kind.faultsOf(settings).length > 0) return 'connectionUnusable';
    if (!secrets || kind.secrets.some((name) => !secrets[name])) return 'connectionSecretsLost';
    const { name, timeZone } = place;
    const as = JSON.stringify([settings, secrets, name, timeZone]);
    const known = opened.get(id);
    if (known?.as === as) return known.connector;
    const connector = kind.open(settings, secrets, {
      ...{ hosts: hostRule(parts.hosts), clock, timers, publicUrl: parts.publicUrl },
      place: { id: placeId, name, timeZone },
    });
    opened.set(id, { as, connector });
    return connector;
  }

  async function deliver(id: string): Promise<void> {
    const deliverParts = {
      ...{ outbox, now: clock.now, random: parts.random, logger },
      goesOn: () => !isStopped,
    };
    for (let more = true; more && !isStopped; ) {
      if ((await outbox.due(id, clock.now())) === null) return;
      const connection = await connections.find(id);
      if (!connection?.isOn) return;
      const connector = await connectorOf(connection);
      if (typeof connector === 'string') {
        await outbox.pause(id, { why: connector }, () => clock.now() + 60_000);
        return;
      }
      ({ more } = await deliverDue(deliverParts, id, connector));
    }
  }

  function run(): Promise<void> {
    soon?.();
    soon = null;
    return begun
      .then(() => outbox.ready(clock.now()))
      .then(async (ready) => {
        for (const connection of ready) {
          if (running.has(connection.id) || isStopped) continue;
          const done = deliver(connection.id)
            .catch((err: unknown) => {
              if (!isStopped)
                logger.error({ err, id: connection.id }, 'nothing could be delivered');
            })
            .finally(() => running.delete(connection.id));
          running.set(connection.id, done);
        }
        await Promise.all(running.values());
      })
      .catch((err: unknown) => {
        if (!isStopped) logger.error({ err }, 'what is to be delivered could not be read');
      });
  }
  const hurry = (): void => {
    if (soon === null && !isStopped) soon = timers.after(afterChangeMs, () => void run());
  };
  const stops = [
    parts.changes.on(({ helloOnly }) => {
      if (!helloOnly) hurry();
    }),
    timers.every(everyMs, () => void run()),
  ];
  hurry();

  return {
    tests: {
      faultsOf(kindName, settings) {
        const says = `nothing here speaks to ${kindName}.`;
        const nobody = [{ setting: '', why: 'malformed', says }] as const;
        return parts.kindOf(kindName)?.faultsOf(settings) ?? nobody;
      },
      sentenceOf: (kindName, because) => sentenceOf(parts.kindOf(kindName), because),
      isAtMostOnce: (kindName) => parts.kindOf(kindName)?.isAtMostOnce ?? false,
      asksOf: (kindName, settings) => parts.kindOf(kindName)?.asksOf(settings) ?? [],
      secretsOf: (kindName) => parts.kindOf(kindName)?.secrets ?? [],
      async check(id) {
        const connection = await connections.find(id);
        if (!connection) throw failure('notFound', { what: 'connection', id });
        const connector = await connectorOf(connection);
        const said =
          typeof connector === 'string'
            ? ({ is: 'troubled', why: connector } as const)
            : await connector.check();
        await connections.sayChecked(id, said.is === 'well' ? null : said, clock.now());
        return said;
      },
      hurry,
    },
    run,
    async stop() {
      isStopped = true;
      for (const end of stops) end();
      soon?.();
      const pause = new Promise<void>((resolve) => void timers.after(stopMs, resolve));
      // What is on its way may arrive yet. Where that takes longer it is looked for at the next start.
      await Promise.race([Promise.all(running.values()), pause]);
    },
  };
}
