import type { Clock, Timers } from '../../shared/domain/clock.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import type { CloudKey } from '../../shared/wire/claim.ts';
import type { ListFiles } from '../ports/access.ts';
import type { AccessRules } from '../ports/access-rules.ts';
import type {
  AlertSettingsStore,
  AlertTests,
  Dispatches,
  MailLinks,
  MailWishes,
} from '../ports/alerts.ts';
import type { Allowances } from '../ports/allowances.ts';
import type { AuditLog } from '../ports/audit.ts';
import type { Certificates } from '../ports/certificates.ts';
import type { Changes } from '../ports/changes.ts';
import type { Commands } from '../ports/commands.ts';
import type {
  Connections,
  ConnectionTests,
  Deliveries,
  SharedMembers,
} from '../ports/connections.ts';
import type { Corrections } from '../ports/corrections.ts';
import type { DoorEvents } from '../ports/door-events.ts';
import type { Enrolments } from '../ports/enrolments.ts';
import type { Erasures } from '../ports/erasures.ts';
import type { Federations } from '../ports/federation.ts';
import type { FedowDesk } from '../ports/fedow.ts';
import type { FedowPools } from '../ports/fedow-pool.ts';
import type { FirstRun } from '../ports/first-run.ts';
import type {
  ApiTokens,
  Claims,
  Identity,
  Provisioning,
  SecondStep,
  StaffAccounts,
} from '../ports/identity.ts';
import type { ImportFiles } from '../ports/import-files.ts';
import type { Imports } from '../ports/imports.ts';
import type { Inlets } from '../ports/inlets.ts';
import type { CloseMishap, JournalReader } from '../ports/journal.ts';
import type { Ledger, Rates } from '../ports/ledger.ts';
import type { MemberPins } from '../ports/member-pins.ts';
import type { OwnCodes, OwnLinks, Proposals } from '../ports/own-page.ts';
import type { Papers, PlaceLogos } from '../ports/papers.ts';
import type { PassageDays } from '../ports/passage-days.ts';
import type { PassCarnets } from '../ports/passes.ts';
import type { PendingForms } from '../ports/pending-forms.ts';
import type { People } from '../ports/people.ts';
import type { PersonalDataReader } from '../ports/personal-data.ts';
import type { Registry } from '../ports/registry.ts';
import type { PassageReader } from '../ports/report.ts';
import type { OldStore, Seals } from '../ports/retention.ts';
import type { PreviewRules } from '../ports/rules-preview.ts';
import type { SampleData } from '../ports/sample.ts';
import type { Settlements } from '../ports/settlements.ts';
import type { KeyChange, SigningKeys } from '../ports/signing-keys.ts';
import type { StoreTrouble } from '../ports/store-troubles.ts';
import type { WebhookEndpoints } from '../ports/webhook-endpoints.ts';

/** All that the pages and the API stand on; each is a port. */
export interface WebDeps {
  readonly registry: Registry;
  readonly people: People;
  readonly imports: Imports;
  readonly importFiles: ImportFiles;
  readonly enrolments: Enrolments;
  readonly journal: JournalReader;
  readonly doorEvents: DoorEvents;
  /** Into its own seq; throws `notFound`, or `conflict` with what is still wrong. */
  readonly retryDeadLetter: (id: string) => Promise<void>;
  readonly closeMishap: CloseMishap;
  /** What other visit rules would change, before anybody says so. */
  readonly previewRules: PreviewRules;
  readonly passages: PassageReader;
  /** The same in whole days; null or left out where rows are added up each time. */
  readonly days?: PassageDays | null;
  readonly corrections: Corrections;
  readonly proposals: Proposals;
  readonly ownLinks: OwnLinks;
  readonly ownCodes: OwnCodes;
  readonly pins: MemberPins;
  readonly alertSettings: AlertSettingsStore;
  readonly alertTests: AlertTests;
  readonly dispatches: Dispatches;
  readonly mailLinks: MailLinks;
  readonly mailWishes: MailWishes;
  /** Other systems that are told of punches. */
  readonly connections: Connections;
  readonly inlets: Inlets;
  readonly connectionTests: ConnectionTests;
  readonly fedow: FedowDesk;
  readonly fedowPools: FedowPools;
  readonly deliveries: Deliveries;
  readonly sharedMembers: SharedMembers;
  readonly webhooks: WebhookEndpoints;
  readonly ledger: Ledger;
  readonly rates: Rates;
  readonly carnets: PassCarnets;
  readonly allowances: Allowances;
  readonly seals: Seals;
  readonly settlements: Settlements;
  readonly federations: Federations;
  readonly oldStores: () => readonly OldStore[];
  readonly certificates: Certificates;
  readonly papers: Papers;
  readonly logos: PlaceLogos;
  readonly erasures: Erasures;
  readonly personalData: PersonalDataReader;
  readonly audit: AuditLog;
  readonly identity: Identity;
  readonly accounts: StaffAccounts;
  readonly tokens: ApiTokens;
  readonly secondStep: SecondStep;
  readonly pendingForms: PendingForms;
  readonly claims: Claims;
  readonly provisioning: Provisioning;
  readonly commands: Commands;
  readonly listFiles: ListFiles;
  /** What devices decide by, for staff who ask why. */
  readonly accessRules: AccessRules;
  readonly sample: SampleData;
  /** How far the first evening came. */
  readonly firstRun: FirstRun;
  /** What a device pins now; read each time. */
  readonly cloudKey: CloudKey;
  readonly signingKeys: SigningKeys;
  /** Throws `keyChangeGoesOn`. */
  readonly renewSigningKey: (by: string) => Promise<KeyChange>;
  /** What is wrong now, one sentence each; empty: all is well. */
  readonly health: () => Promise<readonly string[]>;
  /** What of it is the store's, for pages. */
  readonly storeTroubles: () => readonly StoreTrouble[];
  readonly clock: Clock;
  readonly timers: Timers;
  /** What open pages are told of. */
  readonly changes: Changes;
  readonly log: Logger;
  /** How browsers reach us; null: as they say themselves. Decides whether cookies are `Secure`. */
  readonly publicUrl: string | null;
  /** `mailto:` or `https:`; null or left out: nobody is named. */
  readonly securityContact?: string | null;
}
