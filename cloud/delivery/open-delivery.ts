import type { KeyObject } from 'node:crypto';
import { hostRule } from '../../shared/runtime/host-rule.ts';
import type { CloudConfig } from '../config.ts';
import { fedowWorld } from '../connectors/fedow/kind.ts';
import type { Change, Changes } from '../ports/changes.ts';
import type { Connections, ConnectionTests } from '../ports/connections.ts';
import type { FedowDesk } from '../ports/fedow.ts';
import type { FedowPools } from '../ports/fedow-pool.ts';
import type { Inlets } from '../ports/inlets.ts';
import { openConnections } from '../store/connections.ts';
import type { Database } from '../store/database.ts';
import { openDeliveryOutbox } from '../store/delivery-outbox.ts';
import { openFedowPools } from '../store/fedow-pools.ts';
import { openFedowReading } from '../store/fedow-reading.ts';
import { sealBy } from '../store/seal.ts';
import { fedowDesk } from './fedow-desk.ts';
import { type DeliveryParts, keepDelivery } from './keep-delivery.ts';
import { keepFedowRead } from './keep-fedow-read.ts';
import { kindOf } from './kinds.ts';
import { openInlets } from './open-inlets.ts';

/** Other systems that are told of punches, wired. */
export function openDelivery(
  database: Database,
  signingKey: KeyObject,
  { publicUrl, webhookHosts }: Pick<CloudConfig, 'publicUrl' | 'webhookHosts'>,
  around: Pick<DeliveryParts, 'places' | 'clock' | 'timers' | 'logger'> & {
    readonly changes: Pick<Changes, 'on'> & { announce(change: Change): void };
  },
): {
  readonly ports: {
    readonly connections: Connections;
    readonly connectionTests: ConnectionTests;
    readonly inlets: Inlets;
    readonly fedow: FedowDesk;
    readonly fedowPools: FedowPools;
  };
  /** Reads each Fedow back, now. */
  readBack(): Promise<void>;
  stop(): Promise<void>;
} {
  const connections = openConnections(database, sealBy(signingKey, 'badgeuse connections'));
  const kept = keepDelivery({
    ...{ ...around, connections, kindOf, publicUrl, random: Math.random },
    outbox: openDeliveryOutbox(database),
    isAlone: database.engine === 'sqlite',
    hosts: webhookHosts,
  });
  const inlets = openInlets(database, signingKey);
  const { clock, timers } = around;
  const world = fedowWorld({ hosts: hostRule(webhookHosts), clock, timers });
  const changed = () => around.changes.announce({ device: null });
  const reading = openFedowReading(database, changed);
  const read = keepFedowRead({ ...around, connections, reading, world });
  const fedow = fedowDesk(connections, { world, publicUrl, bound: () => void read.run() });
  return {
    ports: {
      ...{ connections, connectionTests: kept.tests, fedow, inlets },
      fedowPools: openFedowPools(database),
    },
    readBack: read.run,
    async stop() {
      await read.stop();
      await kept.stop();
    },
  };
}
