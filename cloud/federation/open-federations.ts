import { hostRule } from '../../shared/runtime/host-rule.ts';
import type { CloudConfig } from '../config.ts';
import type { Change } from '../ports/changes.ts';
import type { Database } from '../store/database.ts';
import { type FederationParts, type KeptFederations, keepFederations } from './keep-federations.ts';

/** Other venues' aggregators, wired: those in the house that the settings name, and any on the open internet. */
export const openFederations = (
  database: Database,
  { federationHosts }: Pick<CloudConfig, 'federationHosts'>,
  around: Omit<FederationParts, 'database' | 'hosts' | 'changed'> & {
    readonly changes: { announce(change: Change): void };
  },
): KeptFederations =>
  keepFederations({
    ...{ ...around, database, hosts: hostRule(federationHosts) },
    changed: () => around.changes.announce({ device: null }),
  });
