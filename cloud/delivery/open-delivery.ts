import type { KeyObject } from 'node:crypto';
import type { CloudConfig } from '../config.ts';
import type { Connections, ConnectionTests } from '../ports/connections.ts';
import type { Inlets } from '../ports/inlets.ts';
import { openConnections } from '../store/connections.ts';
import type { Database } from '../store/database.ts';
import { openDeliveryOutbox } from '../store/delivery-outbox.ts';
import { sealBy } from '../store/seal.ts';
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
  return { ports: { connections, connectionTests: kept.tests, inlets }, stop: () => kept.stop() };
}
