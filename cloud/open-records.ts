import { openAccessRules } from './store/access-rules.ts';
import { openAlertSettings } from './store/alert-settings.ts';
import { openApiTokens } from './store/api-tokens.ts';
import { openAuditLog } from './store/audit-log.ts';
import type { Database } from './store/database.ts';
import { openDeliveries } from './store/deliveries.ts';
import { openDispatches } from './store/dispatches.ts';
import { openDoorEvents } from './store/door-events.ts';
import { openEnrolments } from './store/enrolments.ts';
import { openFirstRun } from './store/first-run.ts';
import { openIdentity } from './store/identity.ts';
import { openImportFiles } from './store/import-files.ts';
import { openMailWishes } from './store/mail-links.ts';
import { openOwnCodes } from './store/own-codes.ts';
import { openOwnLinks } from './store/own-links.ts';
import { openPeople } from './store/people.ts';
import { openPlaceLogos } from './store/place-logos.ts';
import { openSecondStep } from './store/second-step.ts';
import { openSettlements } from './store/settlements.ts';
import { openSharedMembers } from './store/shared-members.ts';
import { openStaffAccounts } from './store/staff-accounts.ts';

/** What the pages and the API keep in the store, each by the name they know it by: it needs nothing else. */
export const openRecords = (database: Database, seal: Parameters<typeof openSecondStep>[1]) => ({
  people: openPeople(database),
  importFiles: openImportFiles(database),
  enrolments: openEnrolments(database),
  doorEvents: openDoorEvents(database),
  ownLinks: openOwnLinks(database),
  ownCodes: openOwnCodes(database),
  alertSettings: openAlertSettings(database),
  dispatches: openDispatches(database),
  deliveries: openDeliveries(database),
  sharedMembers: openSharedMembers(database),
  mailWishes: openMailWishes(database),
  logos: openPlaceLogos(database),
  settlements: openSettlements(database),
  audit: openAuditLog(database),
  identity: openIdentity(database),
  accounts: openStaffAccounts(database),
  tokens: openApiTokens(database),
  secondStep: openSecondStep(database, seal),
  pendingForms: seal,
  accessRules: openAccessRules(database),
  firstRun: openFirstRun(database),
});
