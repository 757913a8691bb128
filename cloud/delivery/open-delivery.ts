import type { KeyObject } from 'node:crypto';
import { hostRule } from '../../shared/runtime/host-rule.ts';
import type { CloudConfig } from '../config.ts';
import { fedowWorld } from '../connectors/fedow/kind.ts';
import type { Connections, ConnectionTests } from '../ports/connections.ts';
import type { FedowDesk } from '../ports/fedow.ts';
import type { Inlets } from '../ports/inlets.ts';
import { openConnections } from '../store/connections.ts';
import type { Database } from '../store/database.ts';
import { openDeliveryOutbox } from '../store/delivery-outbox.ts';
import { sealBy } from '../store/seal.ts';
import { fedowDesk } from './fedow-desk.ts';
import { type DeliveryParts, keepDelivery } from './keep-delivery.ts';
import { kindOf } from './kinds.ts';
import { openInlets } from './open-inlets.ts';

/** Other systems that are told of punches, wired. */
export function openDelivery(
  database: Database,
  signingKey: KeyObject,
  { publicUrl, webhookHosts }: Pick<CloudConfig, 'publicUrl' | 'webhookHosts'>,
  around: Pick<DeliveryParts, 'places' | 'changes' | 'clock' | 'timers' | 'logger'>,
): {
  readonly ports: {
    readonly connections: Connections;
    readonly connectionTests: ConnectionTests;
    readonly inlets: Inlets;
    readonly fedow: FedowDesk;
  };
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
  const fedow = fedowDesk(connections, { world, publicUrl });
  return {
    ports: { connections, connectionTests: kept.tests, fedow, inlets },
    stop: () => kept.stop(),
  };
}
