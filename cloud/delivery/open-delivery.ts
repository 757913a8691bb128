import type { KeyObject } from 'node:crypto';
import type { CloudConfig } from '../config.ts';
import type { Connections, ConnectionTests } from '../ports/connections.ts';
import { openConnections } from '../store/connections.ts';
import type { Database } from '../store/database.ts';
import { openDeliveryOutbox } from '../store/delivery-outbox.ts';
import { sealBy } from '../store/seal.ts';
import { type DeliveryParts, keepDelivery } from './keep-delivery.ts';
import { kindOf } from './kinds.ts';

/** Other systems that are told of punches, wired. */
export function openDelivery(
  database: Database,
  signingKey: KeyObject,
  { publicUrl, webhookHosts }: Pick<CloudConfig, 'publicUrl' | 'webhookHosts'>,
  around: Pick<DeliveryParts, 'places' | 'changes' | 'clock' | 'timers' | 'logger'>,
): {
  readonly ports: { readonly connections: Connections; readonly connectionTests: ConnectionTests };
  stop(): Promise<void>;
} {
  const connections = openConnections(database, sealBy(signingKey, 'badgeuse connections'));
  const kept = keepDelivery({
    ...{ ...around, connections, kindOf, publicUrl, random: Math.random },
    outbox: openDeliveryOutbox(database),
    isAlone: database.engine === 'sqlite',
    hosts: webhookHosts,
  });
  return { ports: { connections, connectionTests: kept.tests }, stop: () => kept.stop() };
}
