import type { AccessTables } from './access.ts';
import type { AlertTables } from './alerts.ts';
import type { AllowanceTables } from './allowances.ts';
import type { AuditTables } from './audit.ts';
import type { CareTables } from './care.ts';
import type { CommandTables } from './commands.ts';
import type { ConnectionTables } from './connections.ts';
import type { DeskTables } from './desk.ts';
import type { ErasureTables } from './erasures.ts';
import type { FederationTables } from './federation.ts';
import type { FirstRunTables } from './first-run.ts';
import type { IdentityTables } from './identity.ts';
import type { InletTables } from './inlets.ts';
import type { JournalTables } from './journal.ts';
import type { LedgerTables } from './ledger.ts';
import type { NamelessTables } from './nameless.ts';
import type { OwnPageTables } from './own-page.ts';
import type { PassageTables } from './passages.ts';
import type { PassTables } from './passes.ts';
import type { PooledTables } from './pooled.ts';
import type { PresenceTables } from './presence.ts';
import type { RegistryTables } from './registry.ts';
import type { RetentionTables } from './retention.ts';
import type { SettlementTables } from './settlement.ts';
import type { TimeClockTables } from './time-clock.ts';
import type { WebhookTables } from './webhooks.ts';

/** Every table of the aggregator; each aspect adds its own file. */
export type Schema = RegistryTables &
  JournalTables &
  PassageTables &
  PassTables &
  IdentityTables &
  AccessTables &
  AlertTables &
  AllowanceTables &
  AuditTables &
  CareTables &
  CommandTables &
  ConnectionTables &
  DeskTables &
  FederationTables &
  FirstRunTables &
  InletTables &
  NamelessTables &
  LedgerTables &
  OwnPageTables &
  ErasureTables &
  PooledTables &
  PresenceTables &
  RetentionTables &
  SettlementTables &
  TimeClockTables &
  WebhookTables;
